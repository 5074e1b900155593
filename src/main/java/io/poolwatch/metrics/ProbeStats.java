package io.poolwatch.metrics;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Counts a node's probes and records how late each was started. Safe for any thread. */
public final class ProbeStats implements ProbeMeter {
  private static final long HIGHEST_LAG = TimeUnit.MINUTES.toMicros(10);
  private static final int DIGITS = 2;

  private final LongAdder started = new LongAdder();
  private final LongAdder skipped = new LongAdder();
  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
  private final Recorder lag = new Recorder(HIGHEST_LAG, DIGITS);
  private final Histogram lags = new Histogram(HIGHEST_LAG, DIGITS);

  /** Nothing counted yet. */
  public ProbeStats() {
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
  }

  @Override
  public void started(long lagNanos) {
    started.increment();
    lag.recordValue(Math.min(HIGHEST_LAG, TimeUnit.NANOSECONDS.toMicros(Math.max(0, lagNanos))));
  }

  @Override
  public void finished(ServerId server, CheckResult result) {
    LongAdder counter = outcomes.get(result.outcome());
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void skipped(int slots) {
    skipped.add(slots);
  }

  /**
   * The counts so far.
   *
   * @param started probes started on the schedule
   * @param finished probes that have a result
   * @param failed those of them that failed
   * @param inconclusive those of them that say nothing
   * @param skipped due slots that went by while a probe was running
   * @param lagP50Micros median start-lag in microseconds; likewise the others
   */
  public record Snapshot(
      long started,
      long finished,
      long failed,
      long inconclusive,
      long skipped,
      long lagP50Micros,
      long lagP99Micros,
      long lagP999Micros,
      long lagMaxMicros) {}

  /** The counts and the start-lag since the beginning. */
  public synchronized Snapshot snapshot() {
    lags.add(lag.getIntervalHistogram());
    long finished = outcomes.values().stream().mapToLong(LongAdder::sum).sum();
    return new Snapshot(
        started.sum(),
        finished,
        count(Outcome.FAILED),
        count(Outcome.INCONCLUSIVE),
        skipped.sum(),
        lags.getValueAtPercentile(50),
        lags.getValueAtPercentile(99),
        lags.getValueAtPercentile(99.9),
        lags.getMaxValue());
  }

  private long count(Outcome outcome) {
    LongAdder counter = outcomes.get(outcome);
    return counter == null ? 0 : counter.sum();
  }
}
