package io.poolwatch.model;

import org.jspecify.annotations.Nullable;

/**
 * All that a server's actor must not forget when it breaks.
 *
 * @param counter its health
 * @param admin what an operator wants of it
 * @param lastResult the last result; null before the first
 * @param lastConclusive the last result that said something; null before the first
 * @param lastConclusiveNanos when that was, {@code System.nanoTime()}; start time before the first
 * @param stale whether no conclusive probe came for so long that the vote abstains
 * @param nextDueNanos when the next probe is due, {@code System.nanoTime()}
 * @param attempt number of the last attempt on the network
 */
public record ServerState(
    HealthCounter counter,
    AdminState admin,
    @Nullable CheckResult lastResult,
    @Nullable CheckResult lastConclusive,
    long lastConclusiveNanos,
    boolean stale,
    long nextDueNanos,
    long attempt) {

  /** The vote that this state stands for. */
  public Vote.Choice vote() {
    return stale ? Vote.Choice.ABSTAIN : Vote.Choice.of(counter.state());
  }

  /** The result that the vote rests on; null if it rests on none. */
  public @Nullable CheckResult evidence() {
    return stale ? lastResult : lastConclusive;
  }

  /** What a server begins with. */
  public static ServerState initial(
      HealthCounter counter, AdminState admin, long nowNanos, long firstDueNanos) {
    return new ServerState(counter, admin, null, null, nowNanos, false, firstDueNanos, 0);
  }

  /** The same with a vote that abstains. */
  public ServerState gettingStale() {
    return new ServerState(
        counter,
        admin,
        lastResult,
        lastConclusive,
        lastConclusiveNanos,
        true,
        nextDueNanos,
        attempt);
  }

  /**
   * The same with another admin state. Out of MAINT everything that was known is old: health begins
   * as at the start, and a probe is due at once.
   */
  public ServerState administered(AdminState to, long nowNanos) {
    return admin == AdminState.MAINT
        ? new ServerState(
            HealthCounter.initial(counter.rule()),
            to,
            lastResult,
            null,
            nowNanos,
            false,
            nowNanos,
            attempt)
        : new ServerState(
            counter,
            to,
            lastResult,
            lastConclusive,
            lastConclusiveNanos,
            stale,
            nextDueNanos,
            attempt);
  }
}
