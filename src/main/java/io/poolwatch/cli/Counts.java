package io.poolwatch.cli;

import io.poolwatch.metrics.ProbeStats;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a service has counted, as the fields of its last event. */
final class Counts {

  private Counts() {}

  static Map<String, Object> of(ProbeStats.Snapshot stats) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("started", stats.started());
    fields.put("finished", stats.finished());
    fields.put("failed", stats.failed());
    fields.put("inconclusive", stats.inconclusive());
    fields.put("skipped", stats.skipped());
    fields.put("lookupsFailed", stats.lookupsFailed());
    fields.put("lagP50Ms", micros(stats.lagP50Micros()));
    fields.put("lagP99Ms", micros(stats.lagP99Micros()));
    fields.put("lagP999Ms", micros(stats.lagP999Micros()));
    fields.put("lagMaxMs", micros(stats.lagMaxMicros()));
    return Collections.unmodifiableMap(fields);
  }

  private static Duration micros(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }
}
