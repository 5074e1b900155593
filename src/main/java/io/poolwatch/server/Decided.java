package io.poolwatch.server;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.ServerState;
import io.poolwatch.spec.ServerSpec;
import java.util.function.LongUnaryOperator;

/**
 * What a result makes of a server's state: a pure function, so that a recorded list of results
 * gives the same states again.
 *
 * @param state the state after the result
 * @param skipped due slots that went by meanwhile
 */
record Decided(ServerState state, int skipped) {

  /**
   * The state after a result.
   *
   * @param attempt number of the last attempt on the network
   * @param startNanos when the probe was started
   * @param nowNanos now
   * @param jitter makes of an interval the one to wait
   */
  static Decided of(
      ServerSpec spec,
      ServerState before,
      CheckResult result,
      long attempt,
      long startNanos,
      long nowNanos,
      LongUnaryOperator jitter) {
    HealthCounter counter = before.counter().apply(result.outcome());
    boolean conclusive = result.outcome().conclusive();
    long interval = jitter.applyAsLong(spec.schedule().after(counter, conclusive).toNanos());
    // A probe beside the schedule starts before its slot: the schedule goes on from there.
    long slot = startNanos - before.nextDueNanos() < 0 ? startNanos : before.nextDueNanos();
    Cadence next = Cadence.next(slot, interval, nowNanos);
    ServerState state =
        new ServerState(
            counter,
            before.admin(),
            result,
            conclusive ? result : before.lastConclusive(),
            conclusive ? nowNanos : before.lastConclusiveNanos(),
            !conclusive && before.stale(),
            next.dueNanos(),
            attempt);
    return new Decided(state, next.skipped());
  }
}
