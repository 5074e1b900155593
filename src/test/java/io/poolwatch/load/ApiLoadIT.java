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
  private static final int SNAPSHOTS_A_SECOND = 200;

  /** Versions of a page. */
  private static final int FULL_A_SECOND = 2;

  private static final long MOST_LAG_MICROS = Load.SLACK * 50_000L;
  private static final long MOST_DELAY_MICROS = Load.SLACK * 100_000L;
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
    try (StreamReaders streams = StreamReaders.connect(api, FOLLOWERS);
        SnapshotReaders snapshots =
            SnapshotReaders.start(api.resolve("/api/v1/pools?detail"), SNAPSHOTS_A_SECOND)) {
      Waiting.until(
          Duration.ofSeconds(60),
          () -> streams.following() == FOLLOWERS,
          () -> "only " + streams.following() + " get the stream");
      Load.lasts(INTERVAL);
      long earlyHeap = poolwatch.vitals().liveHeapBytes();
      Load.lasts(Duration.ofSeconds(2));
      farm.takeArrivals();
      ForeignLoad others = ForeignLoad.now();
      Duration before = poolwatch.vitals().cpu();
      streams.measure();
      snapshots.measure();
      Load.lasts(Load.MEASURED);
      double foreign = others.share();
      Duration cpu = poolwatch.vitals().cpu().minus(before);
      Histogram lag = farm.takeArrivals().lag(INTERVAL.toNanos());
      long lateHeap = poolwatch.vitals().liveHeapBytes();

      Load.tell("transitions on %d streams: %s", FOLLOWERS, Load.percentiles(streams.delays()));
      Load.tell(
          "snapshots: %s, %d of %d in full",
          Load.percentiles(snapshots.delays()),
          snapshots.full(),
          snapshots.delays().getTotalCount());
      Load.tell("probes beside them: start-lag %s", Load.percentiles(lag));
      Load.tell(
          "%.2f cores; live heap %.0f KiB, at the end %.0f KiB; others used %.1f %%",
          (double) cpu.toMillis() / Load.MEASURED.toMillis(),
          Load.kib(earlyHeap),
          Load.kib(lateHeap),
          100 * foreign);

      assertThat(streams.ended()).as("streams that broke").isZero();
      assertThat(snapshots.wrong()).as("answers that are neither the page nor 304").isZero();
      assertThat(streams.delays().getTotalCount())
          .as("transitions of %d servers on all streams", FLAPPING)
          .isGreaterThan(FOLLOWERS * FLAPPING * Load.MEASURED.toSeconds() * 8 / 10);
      assertThat(snapshots.full())
          .isLessThanOrEqualTo((int) (FULL_A_SECOND * Load.MEASURED.toSeconds()) * 3 / 2);
      assertThat((double) lateHeap).isLessThan(earlyHeap * FLAT);
      ForeignLoad.assumeLittle(foreign);
      assertThat(snapshots.delays().getTotalCount())
          .isGreaterThan(SNAPSHOTS_A_SECOND * Load.MEASURED.toSeconds() * 9 / 10);
      assertThat(streams.delays().getValueAtPercentile(99)).isLessThan(MOST_DELAY_MICROS);
      assertThat(lag.getValueAtPercentile(99)).isLessThan(MOST_LAG_MICROS);
    }
  }
}
