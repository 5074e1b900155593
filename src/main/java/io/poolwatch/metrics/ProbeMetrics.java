package io.poolwatch.metrics;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timings;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Counts probes for Prometheus: their results by pool and status, what their parts took by pool,
 * and how late they started. A probe looks its pool up and allocates nothing. Safe for any thread.
 */
final class ProbeMetrics implements ProbeMeter {
  /** The pool under which the probes of all pools beyond the bound are counted. */
  static final String OTHER = "(other)";

  private static final double NANOS = 1e9;
  private static final String[] PHASES = {"connect", "tls", "first_byte", "total"};
  private static final int OUTCOMES = Outcome.values().length;

  /** From 100 µs on, where a probe of the next rack ends, to the longest usual time-out. */
  private static final double[] SECONDS = {
    .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5
  };

  private final int mostPools;
  private final Counter results;
  private final Histogram phases;
  private final Counter skipped;
  private final Counter lookupsFailed;
  private final Histogram lag;
  private final Map<String, PoolSeries> pools = new ConcurrentHashMap<>();
  private final PoolSeries others;
  private final AtomicInteger known = new AtomicInteger();

  /**
   * Counts nothing yet.
   *
   * @param mostPools how many pools have series of their own
   */
  ProbeMetrics(PrometheusRegistry registry, int mostPools) {
    this.mostPools = mostPools;
    this.results =
        Counter.builder()
            .name("poolwatch_probe_results_total")
            .help("Probes by the pool of their server, check status and result.")
            .labelNames("pool", "status", "result")
            .withoutExemplars()
            .register(registry);
    this.phases =
        Histogram.builder()
            .name("poolwatch_probe_phase_duration_seconds")
            .help("What the parts of a probe took, by the pool of its server.")
            .labelNames("pool", "phase")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .withoutExemplars()
            .register(registry);
    this.lag =
        Histogram.builder()
            .name("poolwatch_probe_start_lag_seconds")
            .help("How late probes were started.")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .withoutExemplars()
            .register(registry);
    this.skipped =
        Counter.builder()
            .name("poolwatch_probes_skipped_total")
            .help("Due slots that went by while a probe of the server was running.")
            .withoutExemplars()
            .register(registry);
    this.lookupsFailed =
        Counter.builder()
            .name("poolwatch_lookups_failed_total")
            .help("Look-ups of names that gave no address.")
            .withoutExemplars()
            .register(registry);
    this.others = new PoolSeries(OTHER);
  }

  /** The series of one pool; each begins with its first value. */
  private final class PoolSeries {
    private final String pool;
    private final AtomicReferenceArray<CounterDataPoint> counts =
        new AtomicReferenceArray<>(CheckStatus.values().length * OUTCOMES);
    private final AtomicReferenceArray<DistributionDataPoint> parts =
        new AtomicReferenceArray<>(PHASES.length);

    PoolSeries(String pool) {
      this.pool = pool;
    }

    @SuppressWarnings("EnumOrdinal") // An index that nobody else sees, so that nothing is boxed.
    void add(CheckResult result) {
      int index = result.status().ordinal() * OUTCOMES + result.outcome().ordinal();
      CounterDataPoint count = counts.get(index);
      if (count == null) {
        count = results.labelValues(pool, result.status().name(), word(result.outcome()));
        counts.set(index, count);
      }
      count.inc();
      Timings timings = result.timings();
      observe(0, timings.connectNanos());
      observe(1, timings.tlsNanos());
      observe(2, timings.firstByteNanos());
      observe(3, timings.totalNanos());
    }

    /** Tells nothing of it any more; it is not added to afterwards. */
    void remove() {
      for (CheckStatus status : CheckStatus.values()) {
        for (Outcome outcome : Outcome.values()) {
          results.remove(pool, status.name(), word(outcome));
        }
      }
      for (String phase : PHASES) {
        phases.remove(pool, phase);
      }
    }

    private void observe(int phase, long nanos) {
      if (nanos == Timings.ABSENT) {
        return;
      }
      DistributionDataPoint part = parts.get(phase);
      if (part == null) {
        part = phases.labelValues(pool, PHASES[phase]);
        parts.set(phase, part);
      }
      part.observe(nanos / NANOS);
    }
  }

  @Override
  public void started(long lagNanos) {
    lag.observe(lagNanos / NANOS);
  }

  @Override
  public void finished(ServerId server, CheckResult result) {
    PoolSeries series = pools.get(server.pool());
    if (series == null) {
      series = pools.computeIfAbsent(server.pool(), this::first);
    }
    series.add(result);
  }

  /** Pools beyond the bound share one. */
  private PoolSeries first(String pool) {
    int before = known.getAndUpdate(count -> Math.min(mostPools, count + 1));
    return before < mostPools ? new PoolSeries(pool) : others;
  }

  /** Forgets the series of all pools but these; those that shared one may have their places. */
  void retain(Set<String> names) {
    pools.forEach(
        (pool, series) -> {
          if (!names.contains(pool) && series != others && pools.remove(pool, series)) {
            series.remove();
            known.decrementAndGet();
          }
        });
    pools.values().removeIf(series -> series == others);
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void skipped(int slots) {
    if (slots > 0) {
      skipped.inc(slots);
    }
  }

  @Override
  public void lookupFailed() {
    lookupsFailed.inc();
  }
}
