package io.poolwatch.model;

import org.jspecify.annotations.Nullable;

/**
 * What is known by one check of a server, or by its agent.
 *
 * @param counter the health that its results lead to
 * @param lastResult the last result; null before the first
 * @param lastConclusive the last result that moved the counter, or confirmed it, or the command
 *     that moved it since; null before the first
 * @param lastHeardNanos when the last result came that was an answer, {@code System.nanoTime()};
 *     start time before the first
 * @param stale whether none came for so long that what is known is too old
 * @param nextDueNanos when the next probe is due, {@code System.nanoTime()}
 * @param attempt number of the last attempt on the network
 */
public record CheckState(
    HealthCounter counter,
    @Nullable CheckResult lastResult,
    @Nullable CheckResult lastConclusive,
    long lastHeardNanos,
    boolean stale,
    long nextDueNanos,
    long attempt) {

  /** What a check begins with. */
  public static CheckState initial(HealthCounter counter, long nowNanos, long firstDueNanos) {
    return new CheckState(counter, null, null, nowNanos, false, firstDueNanos, 0);
  }

  /** The same, too old to be told. */
  public CheckState gettingStale() {
    return new CheckState(
        counter, lastResult, lastConclusive, lastHeardNanos, true, nextDueNanos, attempt);
  }

  /** The same with the next probe due no later than that. */
  public CheckState dueBy(long nanos) {
    return nanos - nextDueNanos >= 0 ? this : dueAt(nanos);
  }

  /** The same with the next probe due then. */
  public CheckState dueAt(long nanos) {
    return new CheckState(
        counter, lastResult, lastConclusive, lastHeardNanos, stale, nanos, attempt);
  }

  /**
   * The same with full credit or none, as somebody says it stands.
   *
   * @param evidence what that rests on; null if it rests on no probe
   */
  public CheckState taken(OperationalState state, @Nullable CheckResult evidence, long nowNanos) {
    return new CheckState(
        HealthCounter.standing(counter.rule(), state),
        lastResult,
        evidence,
        nowNanos,
        false,
        nextDueNanos,
        attempt);
  }

  /** The same with health as at the start; still stale. */
  CheckState unheard() {
    return new CheckState(
        HealthCounter.initial(counter.rule()),
        lastResult,
        null,
        lastHeardNanos,
        stale,
        nextDueNanos,
        attempt);
  }

  /** The same as old as another state of the check under another configuration. */
  public CheckState asOldAs(CheckState before) {
    return new CheckState(
        counter,
        lastResult,
        lastConclusive,
        before.lastHeardNanos,
        before.stale,
        nextDueNanos,
        attempt);
  }

  /** Begins anew, for what was known is old: health as at the start, and a probe due at once. */
  CheckState restarted(long nowNanos) {
    return new CheckState(
        HealthCounter.initial(counter.rule()),
        lastResult,
        null,
        nowNanos,
        false,
        nowNanos,
        attempt);
  }

  /** The state that the check stands for: nothing is known by a stale one. */
  public OperationalState state() {
    return stale ? OperationalState.UNKNOWN : counter.state();
  }

  /** The result that its state rests on; null if it rests on none. */
  public @Nullable CheckResult evidence() {
    return stale ? lastResult : lastConclusive;
  }
}
