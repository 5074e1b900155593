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
}
