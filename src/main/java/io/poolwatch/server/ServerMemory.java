package io.poolwatch.server;

import io.poolwatch.model.ServerState;

/**
 * Where a server's state outlives its actor: written by the actor before it acts on the new state,
 * owned by those above it. One writer at a time; readable from any thread.
 */
public final class ServerMemory {
  private volatile ServerState state;

  /** A memory that holds what a server begins with. */
  public ServerMemory(ServerState initial) {
    this.state = initial;
  }

  /** The last state that was written. */
  public ServerState state() {
    return state;
  }

  void write(ServerState next) {
    state = next;
  }
}
