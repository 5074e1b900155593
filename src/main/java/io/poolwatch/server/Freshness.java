package io.poolwatch.server;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerState;
import io.poolwatch.spec.ServerSpec;

/** Whether what is known about a server is too old to be told: three intervals without news. */
public final class Freshness {
  private static final int INTERVALS = 3;

  private Freshness() {}

  /** Whether the last conclusive probe is too long ago. A server that is not probed is excused. */
  public static boolean lost(ServerSpec spec, ServerState state, long nowNanos) {
    if (state.admin() == AdminState.MAINT) {
      return false;
    }
    long interval = spec.schedule().after(state.counter(), true).toNanos();
    return nowNanos - state.lastConclusiveNanos() > INTERVALS * interval;
  }
}
