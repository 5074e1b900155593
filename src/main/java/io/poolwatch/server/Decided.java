package io.poolwatch.server;

import io.poolwatch.model.AgentReply;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.Outcome;
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
   * @param line which of the server's lines got it
   * @param result the result
   * @param attempt number of the line's last attempt on the network
   * @param startNanos when the probe was started
   * @param nowNanos when the result was known
   */
  record Told(int line, CheckResult result, long attempt, long startNanos, long nowNanos) {}

  /**
   * The state after a result.
   *
   * @param random the source of jitter, uniform in [0, 1)
   */
  static Decided of(ServerSpec spec, ServerState before, Told told, DoubleSupplier random) {
    CheckState line = before.line(told.line());
    Outcome outcome = told.result().outcome();
    HealthCounter counter = line.counter().apply(outcome);
    Schedule schedule = spec.line(told.line()).schedule();
    long interval =
        Cadence.jittered(
            schedule.after(counter, outcome.heard()).toNanos(),
            schedule.spreadPercent(),
            random.getAsDouble());
    // A probe beside the schedule starts before its slot: the schedule goes on from there.
    boolean early = told.startNanos() - line.nextDueNanos() < 0;
    long slot = early ? told.startNanos() : line.nextDueNanos();
    Cadence next = Cadence.next(slot, interval, told.nowNanos());
    boolean stale =
        !outcome.heard()
            && (line.stale() || Freshness.lost(spec, before, told.line(), told.nowNanos()));
    ServerState after =
        before.with(
            told.line(),
            new CheckState(
                counter,
                told.result(),
                outcome.conclusive() ? told.result() : line.lastConclusive(),
                outcome.heard() ? told.nowNanos() : line.lastHeardNanos(),
                stale,
                next.dueNanos(),
                told.attempt()));
    AgentReply reply = told.result().agent();
    return new Decided(reply == null ? after : after.heard(reply, told.nowNanos()), next.skipped());
  }
}
