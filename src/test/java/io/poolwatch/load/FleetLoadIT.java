package io.poolwatch.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fleet of usual size on one node, with broken endpoints in it. {@code -Pload} runs it for the
 * whole minute of its promise, a usual build for a third of that.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class FleetLoadIT {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration MEASURED = Load.MEASURED;
  private static final long MOST_LAG_MICROS = Load.SLACK * 50_000L;

  /** A full handshake takes milliseconds of the client and the server: slow processors do half. */
  private static final int TLS_SERVERS = Load.SLACK == 1 ? 200 : 100;

  /** What full collections leave differs by the probes that are under way. */
  private static final double FLAT = 1.10;

  private static final int ENDPOINTS = 50;
  private static final Map<Integer, Manner> BROKEN =
      Map.of(3, Manner.REFUSES, 20, Manner.RESETS, 37, Manner.SILENT);

  @TempDir private Path temp;

  @Test
  void twoThousandPlainServersAreProbedEverySecond() {
    List<Manner> manners = new ArrayList<>();
    for (int i = 0; i < ENDPOINTS; i++) {
      manners.add(BROKEN.getOrDefault(i, Manner.ANSWERS));
    }
    try (EndpointFarm farm = EndpointFarm.byPath(manners)) {
      Path config =
          new FleetConfig()
              .every(INTERVAL)
              .httpPool("plain", 2_000, farm.endpoints(), "")
              .write(temp.resolve("plain.conf"));

      Outcome outcome = load(config, 2_000, farm);

      tellAndVerify("2,000 plain http servers", 2_000, outcome);
    }
  }

  @Test
  void tlsServersAreProbedEverySecondByFullHandshakes() throws Exception {
    Path nginx = Programs.require("nginx");
    Path directory = Files.createDirectory(temp.resolve("nginx"));
    try (EndpointFarm broken = EndpointFarm.byPath(List.copyOf(new TreeMap<>(BROKEN).values()));
        NginxFarm good = NginxFarm.start(nginx, directory, ENDPOINTS - BROKEN.size(), false)) {
      Path config =
          new FleetConfig()
              .every(INTERVAL)
              .httpPool("tls", TLS_SERVERS, mixed(good.endpoints(), broken.endpoints()), tls(good))
              .write(temp.resolve("tls.conf"));

      Outcome outcome = load(config, TLS_SERVERS, good);

      tellAndVerify("%d http servers over TLS".formatted(TLS_SERVERS), TLS_SERVERS, outcome);

      assertThat(good.resumed()).as("each handshake is a full one").isZero();
    }
  }

  private static String tls(NginxFarm farm) {
    return "transport.tls { enabled = true, server-name = \"%s\", ca-file = \"%s\" }"
        .formatted(NginxFarm.SERVER_NAME, farm.caFile());
  }

  private static List<InetSocketAddress> mixed(
      List<InetSocketAddress> good, List<InetSocketAddress> broken) {
    List<InetSocketAddress> all = new ArrayList<>(good);
    List<Integer> places = List.copyOf(new TreeMap<>(BROKEN).keySet());
    for (int i = 0; i < broken.size(); i++) {
      all.add(places.get(i), broken.get(i));
    }
    return all;
  }

  /**
   * What a run has shown.
   *
   * @param changes transitions after the warm-up
   * @param foreign share of the processors that others used meanwhile
   */
  private record Outcome(
      Arrivals arrivals,
      Map<String, String> transitions,
      int changes,
      double foreign,
      JsonNode counts,
      int overlaps,
      long earlyHeap,
      long lateHeap) {}

  private Outcome load(Path config, int servers, Farm farm) {
    try (RunningPoolwatch poolwatch =
        RunningPoolwatch.start(config, temp.resolve("standard-error"))) {
      poolwatch.await("server-transition", servers, Duration.ofSeconds(60));
      Load.lasts(WARM_UP);
      long earlyHeap = poolwatch.vitals().liveHeapBytes();
      Load.lasts(INTERVAL);
      int before = poolwatch.events("server-transition").size();
      assertThat(farm.takeArrivals().count()).as("probes while it got warm").isPositive();
      ForeignLoad others = ForeignLoad.now();
      Load.lasts(MEASURED);
      double foreign = others.share();
      Arrivals measured = farm.takeArrivals();
      long lateHeap = poolwatch.vitals().liveHeapBytes();
      JsonNode counts = poolwatch.stop();
      int changes = poolwatch.events("server-transition").size() - before;
      return new Outcome(
          measured,
          Transitions.of(poolwatch),
          changes,
          foreign,
          counts,
          farm.overlaps(),
          earlyHeap,
          lateHeap);
    }
  }

  private static void tellAndVerify(String what, int servers, Outcome outcome) {
    Arrivals arrivals = outcome.arrivals();
    Histogram lag = arrivals.lag(INTERVAL.toNanos());
    Load.tell("%s: start-lag seen by the peers: %s", what, Load.percentiles(lag));
    Load.tell("%s: counted by itself, from its cold start on: %s", what, outcome.counts());
    Load.tell(
        "%s: live heap %.0f KiB, at the end %.0f KiB; others used %.1f %% of the processors",
        what, Load.kib(outcome.earlyHeap()), Load.kib(outcome.lateHeap()), 100 * outcome.foreign());

    assertThat(outcome.transitions()).as("a verdict on each").hasSize(servers);
    assertThat(outcome.overlaps()).as("probes beside another of the same server").isZero();
    assertThat((double) outcome.lateHeap()).isLessThan(outcome.earlyHeap() * FLAT);

    outcome
        .transitions()
        .forEach((server, told) -> assertThat(told).as(server).doesNotContain(wrong(server)));

    ForeignLoad.assumeLittle(outcome.foreign());
    assertThat(outcome.changes()).as("transitions after the warm-up").isZero();
    assertThat(arrivals.fewest())
        .as("probes of each server")
        .isGreaterThanOrEqualTo((int) MEASURED.toSeconds() - 1);
    assertThat(arrivals.longestGapMicros())
        .as("no due probe left out, in microseconds")
        .isLessThan(INTERVAL.toMillis() * 1_500);
    assertThat(lag.getValueAtPercentile(99)).isLessThan(MOST_LAG_MICROS);
  }

  /** The state that must never be told of a server; UNKNOWN may be, while it is not known. */
  private static String wrong(String server) {
    int number = Integer.parseInt(server.substring(server.lastIndexOf('s') + 1));
    return BROKEN.containsKey(number % ENDPOINTS) ? "UP" : "DOWN";
  }
}
