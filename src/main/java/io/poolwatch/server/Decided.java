package io.poolwatch.server;

import io.poolwatch.model.AgentReply;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Schedule;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Turn;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.ServerSpec;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

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
   * @param now when the result was known
   * @param turn which slots are this node's own; null if it is alone
   */
  record Told(
      int line,
      CheckResult result,
      long attempt,
      long startNanos,
      Clocks now,
      @Nullable Turn turn) {

    long nowNanos() {
      return now.nanos();
    }
  }

  /**
   * The state after a result.
   *
   * @param random the source of jitter, uniform in [0, 1)
   */
  static Decided of(ServerSpec spec, ServerState before, Told told, DoubleSupplier random) {
    CheckState line = before.line(told.line());
    Outcome outcome = told.result().outcome();
    HealthCounter counter = line.counter().apply(outcome);
    Cadence next = next(spec, line, counter, told, random.getAsDouble());
    boolean stale =
        !outcome.heard()
            && (line.stale()
                || Freshness.lost(spec, before, told.line(), told.turn(), told.nowNanos()));
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

  private static Cadence next(
      ServerSpec spec, CheckState line, HealthCounter counter, Told told, double random) {
    CheckSpec check = spec.line(told.line());
    Schedule schedule = check.schedule();
    boolean heard = told.result().outcome().heard();
    long interval = schedule.after(counter, heard).toNanos();
    // A probe beside the schedule starts before its slot: the schedule goes on from there.
    boolean early = told.startNanos() - line.nextDueNanos() < 0;
    long slot = early ? told.startNanos() : line.nextDueNanos();
    Turn turn = told.turn();
    if (turn == null || !heard || !counter.settled()) {
      long jittered = Cadence.jittered(interval, schedule.spreadPercent(), random);
      return Cadence.next(slot, jittered, told.nowNanos());
    }
    Cadence next = Cadence.inTurn(turn, slot, interval, shift(spec, check, interval), told.now());
    long jitter = Math.round(interval * random * schedule.spreadPercent() / 100.0);
    return new Cadence(next.dueNanos() + jitter, next.skipped());
  }

  private static long shift(ServerSpec spec, CheckSpec check, long interval) {
    return Cadence.firstDelay(Cadence.identity(spec.id(), check.name()), interval);
  }

  /**
   * The state after this node got another turn. What is settled goes over to its new slots, but no
   * probe comes later by that than it was due, or than two intervals from now.
   */
  static ServerState retimed(ServerSpec spec, ServerState before, Turn turn, Clocks now) {
    ServerState after = before;
    for (int i = 0; i < before.lines(); i++) {
      CheckState line = before.line(i);
      if (line.counter().settled()) {
        CheckSpec check = spec.line(i);
        long interval = check.schedule().after(line.counter(), true).toNanos();
        long last = now.nanos() - interval;
        Cadence own = Cadence.inTurn(turn, last, interval, shift(spec, check, interval), now);
        long latest = Math.min(own.dueNanos() - now.nanos(), 2 * interval) + now.nanos();
        after = after.with(i, line.dueBy(latest));
      }
    }
    return after;
  }
}
