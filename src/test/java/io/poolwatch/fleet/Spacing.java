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
 * @param where which two these are
 */
record Spacing(int most, Duration closest, String where) {
  private static final int WINDOW = 20;

  static Spacing of(List<CountingServers.Probe> probes, Duration inter) {
    Map<Integer, List<CountingServers.Probe>> all = new HashMap<>();
    probes.forEach(
        probe -> all.computeIfAbsent(probe.server(), any -> new ArrayList<>()).add(probe));
    int most = 0;
    long closest = Long.MAX_VALUE;
    String where = "";
    for (List<CountingServers.Probe> ofOne : all.values()) {
      for (int i = 0, from = 0; i < ofOne.size(); i++) {
        while (ofOne.get(i).nanos() - ofOne.get(from).nanos() > WINDOW * inter.toNanos()) {
          from++;
        }
        most = Math.max(most, i - from + 1);
        if (i > 0 && ofOne.get(i).nanos() - ofOne.get(i - 1).nanos() < closest) {
          closest = ofOne.get(i).nanos() - ofOne.get(i - 1).nanos();
          where = pair(ofOne, i, probes.get(0).nanos());
        }
      }
    }
    return new Spacing(most, Duration.ofNanos(closest), where);
  }

  private static String pair(List<CountingServers.Probe> ofOne, int second, long start) {
    CountingServers.Probe one = ofOne.get(second - 1);
    CountingServers.Probe other = ofOne.get(second);
    return "%s by n%d and n%d after %d ms"
        .formatted(
            FleetOfPrograms.name(one.server()),
            one.node(),
            other.node(),
            Duration.ofNanos(other.nanos() - start).toMillis());
  }
}
