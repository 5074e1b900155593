package io.poolwatch.server;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerState;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;

/**
 * Whether what is known about a server is too old to be told: three intervals without news, and 2 s
 * at the least, for this process alone may be late by as much.
 */
public final class Freshness {
  private static final int INTERVALS = 3;
  private static final Duration LEAST = Duration.ofSeconds(2);

  private Freshness() {}

  /**
   * Whether the last conclusive probe is too long ago. A server that is not probed is excused.
   *
   * <p>A fast interval does not count: it is for finding out soon, not for doubting soon.
   */
  public static boolean lost(ServerSpec spec, ServerState state, long nowNanos) {
    if (state.admin() == AdminState.MAINT) {
      return false;
    }
    long usual = spec.schedule().inter().toNanos();
    long present = spec.schedule().after(state.counter(), true).toNanos();
    long limit = Math.max(LEAST.toNanos(), INTERVALS * Math.max(usual, present));
    return nowNanos - state.lastConclusiveNanos() > limit;
  }
}
