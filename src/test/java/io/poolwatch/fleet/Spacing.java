package io.poolwatch.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the probes of servers are spaced.
 *
 * @param most the most that one of them had in any 20 intervals
 * @param closest the shortest time between two
 */
record Spacing(int most, Duration closest) {
  private static final int WINDOW = 20;

  static Spacing of(List<CountingServers.Probe> probes, Duration inter) {
    Map<Integer, List<Long>> times = new HashMap<>();
    probes.forEach(
        probe ->
            times.computeIfAbsent(probe.server(), any -> new ArrayList<>()).add(probe.nanos()));
    int most = 0;
    long closest = Long.MAX_VALUE;
    for (List<Long> ofOne : times.values()) {
      for (int i = 0, from = 0; i < ofOne.size(); i++) {
        while (ofOne.get(i) - ofOne.get(from) > WINDOW * inter.toNanos()) {
          from++;
        }
        most = Math.max(most, i - from + 1);
        closest = i == 0 ? closest : Math.min(closest, ofOne.get(i) - ofOne.get(i - 1));
      }
    }
    return new Spacing(most, Duration.ofNanos(closest));
  }
}
