package io.poolwatch.metrics;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
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
  private final LongAdder lookupsFailed = new LongAdder();
  private final LongAdder finished = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder inconclusive = new LongAdder();
  private final Recorder lag = new Recorder(HIGHEST_LAG, DIGITS);
  private final RecentLag recentLag = new RecentLag(HIGHEST_LAG, DIGITS);
  private final Histogram lags = new Histogram(HIGHEST_LAG, DIGITS);

  @Override
  public void started(long lagNanos) {
    started.increment();
    long micros = Math.min(HIGHEST_LAG, TimeUnit.NANOSECONDS.toMicros(Math.max(0, lagNanos)));
    lag.recordValue(micros);
    recentLag.record(micros);
  }

  @Override
  public void finished(ServerId server, CheckResult result) {
    finished.increment();
    if (result.outcome() == Outcome.FAILED) {
      failed.increment();
    } else if (result.outcome() == Outcome.INCONCLUSIVE) {
      inconclusive.increment();
    }
  }

  @Override
  public void skipped(int slots) {
    skipped.add(slots);
  }

  @Override
  public void lookupFailed() {
    lookupsFailed.increment();
  }

  /**
   * The counts so far.
   *
   * @param started probes started on the schedule
   * @param finished probes that have a result
   * @param failed those of them that failed
   * @param inconclusive those of them that say nothing
   * @param skipped due slots that went by while a probe was running
   * @param lookupsFailed look-ups of names that gave no address
   * @param lagP50Micros median start-lag in microseconds; likewise the others
   */
  public record Snapshot(
      long started,
      long finished,
      long failed,
      long inconclusive,
      long skipped,
      long lookupsFailed,
      long lagP50Micros,
      long lagP99Micros,
      long lagP999Micros,
      long lagMaxMicros) {}

  /**
   * The 99th percentile of the start-lag in microseconds since the tenth time that this was asked
   * before: of the last ten seconds for one who asks each second. 0 if no probe was started.
   */
  public long recentLagP99Micros() {
    return recentLag.p99Micros();
  }

  /** The counts and the start-lag since the beginning. */
  public synchronized Snapshot snapshot() {
    lags.add(lag.getIntervalHistogram());
    return new Snapshot(
        started.sum(),
        finished.sum(),
        failed.sum(),
        inconclusive.sum(),
        skipped.sum(),
        lookupsFailed.sum(),
        lags.getValueAtPercentile(50),
        lags.getValueAtPercentile(99),
        lags.getValueAtPercentile(99.9),
        lags.getMaxValue());
  }
}
