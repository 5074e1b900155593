package io.poolwatch.server;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.Schedule;
import io.poolwatch.model.ServerState;
import io.poolwatch.spec.ServerSpec;
import java.util.function.DoubleSupplier;

/**
 * What a result makes of a server's state: a pure function, so that a recorded list of results
 * gives the same states again.
 *
 * @param state the state after the result
 * @param skipped due slots that went by meanwhile
 */
record Decided(ServerState state, int skipped) {

  /**
   * A result and when it came.
   *
   * @param result the result
   * @param attempt number of the last attempt on the network
   * @param startNanos when the probe was started
   * @param nowNanos when the result was known
   */
  record Told(CheckResult result, long attempt, long startNanos, long nowNanos) {}

  /**
   * The state after a result.
   *
   * @param random the source of jitter, uniform in [0, 1)
   */
  static Decided of(ServerSpec spec, ServerState before, Told told, DoubleSupplier random) {
    CheckResult result = told.result();
    boolean conclusive = result.outcome().conclusive();
    HealthCounter counter = before.counter().apply(result.outcome());
    Schedule schedule = spec.schedule();
    long interval =
        Cadence.jittered(
            schedule.after(counter, conclusive).toNanos(),
            schedule.spreadPercent(),
            random.getAsDouble());
    // A probe beside the schedule starts before its slot: the schedule goes on from there.
    boolean early = told.startNanos() - before.nextDueNanos() < 0;
    long slot = early ? told.startNanos() : before.nextDueNanos();
    Cadence next = Cadence.next(slot, interval, told.nowNanos());
    boolean stale =
        !conclusive && (before.stale() || Freshness.lost(spec, before, told.nowNanos()));
    ServerState state =
        new ServerState(
            counter,
            before.admin(),
            result,
            conclusive ? result : before.lastConclusive(),
            conclusive ? told.nowNanos() : before.lastConclusiveNanos(),
            stale,
            next.dueNanos(),
            told.attempt());
    return new Decided(state, next.skipped());
  }
}
