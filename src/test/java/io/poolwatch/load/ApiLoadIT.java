package io.poolwatch.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Waiting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand dashboards and two hundred snapshots a second of ten thousand servers, beside a
 * thousand probes a second. {@code -Pload} runs it for a whole minute.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ApiLoadIT {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final int SERVERS = 10_000;
  private static final int ENDPOINTS = 50;
  private static final int FLAPPING = 4;
  private static final int FOLLOWERS = 1_000;
  private static final int SUMMARIES_A_SECOND = 190;
  private static final int PAGES_A_SECOND = 10;

  private static final int VERSIONS_A_SECOND = 2;

  private static final long MOST_LAG_MICROS = Load.SLACK * 50_000L;

  /** Three times what is promised: who looks on takes the same processors. */
  private static final long MOST_DELAY_MICROS = 3 * 100_000L;

  private static final double FLAT = 1.25;

  @TempDir private Path temp;

  @Test
  void thousandsLookOnWhileServersAreProbed() {
    List<Manner> manners = new ArrayList<>(Collections.nCopies(ENDPOINTS, Manner.ANSWERS));
    try (EndpointFarm farm = EndpointFarm.byPath(manners);
        EndpointFarm flapping = EndpointFarm.byPath(List.of(Manner.ALTERNATES))) {
      Path config =
          new FleetConfig()
              .every(INTERVAL)
              .with("api.port = 0")
              .httpPool("web", SERVERS, farm.endpoints(), "")
              .httpPool(
                  "flapping",
                  FLAPPING,
                  flapping.endpoints(),
                  "check { inter = 1s, fall = 1, rise = 1 }")
              .write(temp.resolve("api.conf"));
      try (RunningPoolwatch poolwatch =
          RunningPoolwatch.start(config, temp.resolve("standard-error"))) {
        poolwatch.await("server-transition", SERVERS, Duration.ofSeconds(90));
        lookOn(poolwatch, farm);
      }
    }
  }

  private void lookOn(RunningPoolwatch poolwatch, EndpointFarm farm) {
    URI api =
        URI.create(
            poolwatch.events("node-started").get(0).json().path("ports").path("api").asText());
    try (StreamReaders streams = StreamReaders.connect(api, FOLLOWERS)) {
      Waiting.until(
          Duration.ofSeconds(60),
          () -> streams.following() == FOLLOWERS,
          () -> "only " + streams.following() + " get the stream");
      Load.lasts(INTERVAL);
      long earlyHeap = poolwatch.vitals().liveHeapBytes();
      ask(api, streams, poolwatch, farm);
      long lateHeap = poolwatch.vitals().liveHeapBytes();

      Load.tell("live heap %.0f KiB, at the end %.0f KiB", Load.kib(earlyHeap), Load.kib(lateHeap));
      assertThat((double) lateHeap).isLessThan(earlyHeap * FLAT);
    }
  }

  private static void ask(
      URI api, StreamReaders streams, RunningPoolwatch poolwatch, EndpointFarm farm) {
    try (SnapshotReaders summaries =
            SnapshotReaders.start(api.resolve("/api/v1/pools"), SUMMARIES_A_SECOND);
        SnapshotReaders pages =
            SnapshotReaders.start(api.resolve("/api/v1/pools?detail"), PAGES_A_SECOND)) {
      Load.lasts(Duration.ofSeconds(5));
      farm.takeArrivals();
      ForeignLoad others = ForeignLoad.now();
      Duration before = poolwatch.vitals().cpu();
      streams.measure();
      summaries.measure();
      pages.measure();
      Load.lasts(Load.MEASURED);
      double foreign = others.share();
      Duration cpu = poolwatch.vitals().cpu().minus(before);
      Histogram lag = farm.takeArrivals().lag(INTERVAL.toNanos());

      Load.tell("transitions on %d streams: %s", FOLLOWERS, Load.percentiles(streams.delays()));
      tell("summaries", summaries);
      tell("pages of all servers", pages);
      Load.tell("probes beside them: start-lag %s", Load.percentiles(lag));
      Load.tell(
          "%.2f cores; others used %.1f %%",
          (double) cpu.toMillis() / Load.MEASURED.toMillis(), 100 * foreign);

      assertThat(streams.ended()).as("streams that broke").isZero();
      verify(summaries);
      verify(pages);
      ForeignLoad.assumeLittle(foreign);
      assertThat(streams.delays().getTotalCount())
          .as("transitions of %d servers on all streams", FLAPPING)
          .isGreaterThan(
              FOLLOWERS / StreamReaders.NOTED * FLAPPING * Load.MEASURED.toSeconds() * 8 / 10);
      assertKept(summaries, SUMMARIES_A_SECOND);
      assertKept(pages, PAGES_A_SECOND);
      assertThat(streams.delays().getValueAtPercentile(99)).isLessThan(MOST_DELAY_MICROS);
      assertThat(lag.getValueAtPercentile(99)).isLessThan(MOST_LAG_MICROS);
    }
  }

  private static void tell(String what, SnapshotReaders readers) {
    Load.tell(
        "%s: %s, %d versions for %d requests",
        what,
        Load.percentiles(readers.delays()),
        readers.versions(),
        readers.delays().getTotalCount());
  }

  private static void verify(SnapshotReaders readers) {
    assertThat(readers.delays().getTotalCount()).as("answers").isPositive();
    assertThat(readers.wrong()).as("answers that are neither the page nor 304").isZero();
    assertThat((long) readers.versions())
        .isLessThanOrEqualTo(VERSIONS_A_SECOND * Load.MEASURED.toSeconds() + 1);
  }

  private static void assertKept(SnapshotReaders readers, int aSecond) {
    assertThat(readers.delays().getTotalCount())
        .as("answers to so many requests a second")
        .isGreaterThan(aSecond * Load.MEASURED.toSeconds() * 9 / 10);
  }
}
