package io.poolwatch.bench;

import io.poolwatch.load.RunningPoolwatch.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * How long it takes until a changed vote counts on every node of a fleet: from when the vote is
 * cast that makes a majority DOWN until each node tells the verdict. By the time stamps of events,
 * in ms; the nodes have one clock.
 */
final class VoteWays {
  private static final String DOWN = "DOWN";

  private final int nodes;

  /** When each node first voted DOWN, by server, and first told that it is. */
  private final Map<String, List<Long>> votes = new HashMap<>();

  private final Map<String, List<Long>> verdicts = new HashMap<>();

  /**
   * Those of a fleet.
   *
   * @param events what each node told
   */
  VoteWays(List<List<Told>> events) {
    this.nodes = events.size();
    for (List<Told> told : events) {
      firsts(told, "vote-changed").forEach((server, at) -> add(votes, server, at));
      firsts(told, "server-transition").forEach((server, at) -> add(verdicts, server, at));
    }
  }

  private static void add(Map<String, List<Long>> times, String server, long at) {
    times.computeIfAbsent(server, any -> new ArrayList<>()).add(at);
  }

  private static Map<String, Long> firsts(List<Told> told, String name) {
    Map<String, Long> firsts = new HashMap<>();
    for (Told event : told) {
      if (event.name().equals(name) && event.json().path("to").asText().equals(DOWN)) {
        String server = event.json().path("pool").asText() + "/" + event.json().path("server");
        firsts.putIfAbsent(
            server, Instant.parse(event.json().path("time").asText()).toEpochMilli());
      }
    }
    return firsts;
  }

  @Override
  public String toString() {
    Histogram ways = new Histogram(3);
    Map<Long, Integer> seconds = new TreeMap<>();
    votes.forEach(
        (server, times) -> {
          if (times.size() > nodes / 2) {
            long deciding = times.stream().sorted().skip(nodes / 2).findFirst().orElseThrow();
            seconds.merge(deciding / 1_000, 1, Integer::sum);
            verdicts
                .getOrDefault(server, List.of())
                .forEach(told -> ways.recordValue(Math.max(0, told - deciding)));
          }
        });
    int most = seconds.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return "- deciding votes, at most %d in one second, count on a node after p50 %d, p99 %d, at most %d ms"
        .formatted(
            most, ways.getValueAtPercentile(50), ways.getValueAtPercentile(99), ways.getMaxValue());
  }
}
