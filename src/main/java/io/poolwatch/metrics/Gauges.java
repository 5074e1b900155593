package io.poolwatch.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the values of gauges for one scrape. Used by one thread. */
final class Gauges {
  private final Map<String, String> help = new LinkedHashMap<>();
  private final Map<String, List<GaugeDataPointSnapshot>> points = new LinkedHashMap<>();

  /** Names a gauge; it is told even if it has no value. */
  void gauge(String name, String words) {
    help.put(name, words);
    points.put(name, new ArrayList<>());
  }

  /** A value of a gauge that was named. */
  void set(String name, double value, Labels labels) {
    List<GaugeDataPointSnapshot> values = points.get(name);
    if (values == null) {
      throw new IllegalArgumentException("no gauge " + name);
    }
    values.add(new GaugeDataPointSnapshot(value, labels, null));
  }

  MetricSnapshots snapshots() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    points.forEach(
        (name, values) -> {
          GaugeSnapshot.Builder gauge =
              GaugeSnapshot.builder().name(name).help(help.getOrDefault(name, ""));
          values.forEach(gauge::dataPoint);
          all.metricSnapshot(gauge.build());
        });
    return all.build();
  }
}
