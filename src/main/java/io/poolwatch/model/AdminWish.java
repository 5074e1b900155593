package io.poolwatch.model;

/**
 * What an operator wants of a server.
 *
 * @param server the server
 * @param state what is wanted
 * @param over what the configuration says of it; see {@link AdminRegister#stateOver}
 * @param reason why; empty if it is not said
 * @param author the operator's name
 */
public record AdminWish(
    ServerId server, AdminState state, AdminState over, String reason, String author) {}
