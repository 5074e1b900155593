package io.poolwatch.server;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerState;
import io.poolwatch.spec.ServerSpec;

/** Whether what is known about a server is too old to be told: three intervals without news. */
public final class Freshness {
  private static final int INTERVALS = 3;

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
    return nowNanos - state.lastConclusiveNanos() > INTERVALS * Math.max(usual, present);
  }
}
