package io.poolwatch.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerId;
import org.jspecify.annotations.Nullable;

/**
 * What a command asks of a running service, on the wire one line of JSON of at most 16 KiB: {@code
 * {"version":1,"command":"SET","pool":"web","server":"web1","state":"DRAIN","reason":"disk"}}.
 * Words may be in either case.
 *
 * @param version of this form
 * @param command what is wanted
 * @param pool of {@code set}: the server's pool
 * @param server of {@code set}: its name there
 * @param state of {@code set}: {@code READY}, {@code DRAIN} or {@code MAINT}
 * @param reason of {@code set}: why, not blank, at most {@value #LONGEST_REASON} characters
 */
@JsonPropertyOrder({"version", "command", "pool", "server", "state", "reason"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ControlRequest(
    int version,
    Command command,
    @Nullable String pool,
    @Nullable String server,
    @Nullable AdminState state,
    @Nullable String reason) {
  /** The version of requests and replies. */
  public static final int VERSION = 1;

  /** A longer reason is refused: every node keeps it. */
  public static final int LONGEST_REASON = 500;

  /** What a service can be asked. */
  public enum Command {
    STATUS,
    SET,
    RELOAD
  }

  /** How do you stand? */
  public static ControlRequest status() {
    return new ControlRequest(VERSION, Command.STATUS, null, null, null, null);
  }

  /** Set a server's admin state. */
  public static ControlRequest set(ServerId server, AdminState state, String reason) {
    return new ControlRequest(VERSION, Command.SET, server.pool(), server.server(), state, reason);
  }

  /** Read the configuration again. */
  public static ControlRequest reload() {
    return new ControlRequest(VERSION, Command.RELOAD, null, null, null, null);
  }
}
