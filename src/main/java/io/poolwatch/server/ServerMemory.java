package io.poolwatch.server;

import io.poolwatch.model.ServerState;
import io.poolwatch.model.Turn;
import org.jspecify.annotations.Nullable;

/**
 * Where a server's state outlives its actor: written by the actor before it acts on the new state,
 * owned by those above it. One writer at a time; readable from any thread.
 */
public final class ServerMemory {
  private volatile ServerState state;
  private volatile Paused paused = Paused.NONE;
  private volatile @Nullable Turn turn;

  /**
   * What an operator has paused: it is not probed, and what is known stands.
   *
   * @param checks whether its checks are
   * @param agent whether its agent is not asked
   */
  public record Paused(boolean checks, boolean agent) {
    /** Nothing. */
    public static final Paused NONE = new Paused(false, false);

    /** Whether a line is, the agent's or that of a check. */
    public boolean line(boolean asksAgent) {
      return asksAgent ? agent : checks;
    }
  }

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

  /** What is paused. */
  public Paused paused() {
    return paused;
  }

  /** From now on this is paused. */
  public void pause(Paused now) {
    paused = now;
  }

  /** Which slots are this node's own; null if it is alone. */
  public @Nullable Turn turn() {
    return turn;
  }

  /** From now on these slots are its own. */
  public void turn(@Nullable Turn now) {
    turn = now;
  }

  /** A new actor shall begin with this. */
  public void begin(ServerState with) {
    state = with;
  }
}
