package io.poolwatch.api;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
import io.poolwatch.pool.PoolMemory;
import io.poolwatch.server.ServerMemory;
import io.poolwatch.spec.ServerSpec;

/**
 * A server as it stood at one moment: the board goes on changing.
 *
 * @param told the verdict
 * @param state what this node knows
 * @param paused what of it is paused
 * @param vantage whether this node probes it
 * @param history what happened to it
 */
record Standing(
    ServerSpec spec,
    Verdict told,
    ServerState state,
    ServerMemory.Paused paused,
    boolean vantage,
    ServerHistory history) {

  /**
   * As it stands now.
   *
   * @param alone whether there is no other node, so that this one probes all
   */
  static Standing of(PoolMemory.Entry entry, boolean alone, HistoryBook histories) {
    ServerMemory memory = entry.server();
    return new Standing(
        entry.spec(),
        entry.told(),
        memory.state(),
        memory.paused(),
        entry.spec().track() == null && (alone || memory.turn() != null),
        histories.of(entry.spec().id()));
  }

  ServerId id() {
    return spec.id();
  }

  AdminState admin() {
    return state.admin().state();
  }

  boolean stale() {
    return state.checks().stream().anyMatch(CheckState::stale);
  }
}
