package io.poolwatch.server;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Turn;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is known about a server is too old to be told: three intervals without news, and 2 s
 * at the least, for this process alone may be late by as much. Where several nodes take turns, each
 * hears of the server once in as many intervals: from then on it waits two more, too.
 */
public final class Freshness {
  /** How many intervals without news are excused beyond those of which one is this node's. */
  private static final int EXCUSED = 2;

  private static final Duration LEAST = Duration.ofSeconds(2);

  private Freshness() {}

  /**
   * Whether one of a server's lines has gone stale, and its state does not say so yet.
   *
   * @param turn which slots are this node's own; null if it is alone
   */
  public static boolean lost(
      ServerSpec spec, ServerState state, @Nullable Turn turn, long nowNanos) {
    for (int i = 0; i < state.lines(); i++) {
      if (!state.line(i).stale() && lost(spec, state, i, turn, nowNanos)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the last answer to one of its lines is too long ago. Checks that are not made are
   * excused.
   */
  static boolean lost(
      ServerSpec spec, ServerState state, int line, @Nullable Turn turn, long nowNanos) {
    boolean made = state.admin().state() != AdminState.MAINT || state.isAgent(line);
    int nodes = turn == null ? 1 : turn.count();
    return made && lost(spec.line(line), state.line(line), nodes, nowNanos);
  }

  /** A fast interval does not count: it is for finding out soon, not for doubting soon. */
  private static boolean lost(CheckSpec spec, CheckState state, int nodes, long nowNanos) {
    long usual = spec.schedule().inter().toNanos();
    long present = spec.schedule().after(state.counter(), true).toNanos();
    long limit = Math.max(LEAST.toNanos(), (nodes + EXCUSED) * Math.max(usual, present));
    return nowNanos - state.lastHeardNanos() > limit;
  }
}
