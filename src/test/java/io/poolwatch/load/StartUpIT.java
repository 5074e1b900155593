package io.poolwatch.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A large fleet starts in time, loses no server over it, and takes little memory for each. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class StartUpIT {
  private static final int SERVERS = 10_000;
  private static final int ENDPOINTS = 1_000;

  private static final Duration MOST_TIME = Duration.ofSeconds(10).multipliedBy(Load.SLACK);

  /** For the verdicts as well, whose first probes are spread. */
  private static final Duration MOST_TIME_WITH_PROBES = MOST_TIME.plusSeconds(20);

  private static final long MOST_BYTES_PER_SERVER = 20 * 1024;

  @TempDir private Path temp;

  @Test
  void tenThousandServersAreAllProbedSoonAfterTheStartAndStaySmall() {
    try (EndpointFarm farm = EndpointFarm.byPath(Collections.nCopies(ENDPOINTS, Manner.ANSWERS))) {
      Path config =
          new FleetConfig()
              .every(Duration.ofSeconds(10))
              .with("limits.first-probe-spread = 4s")
              .httpPool("large", SERVERS, farm.endpoints(), "")
              .write(temp.resolve("large.conf"));
      try (RunningPoolwatch poolwatch =
          RunningPoolwatch.start(config, temp.resolve("standard-error"))) {
        poolwatch.await("server-transition", SERVERS, MOST_TIME_WITH_PROBES);
        Map<String, String> transitions = Transitions.of(poolwatch);
        Duration running = sinceStart(poolwatch, "node-started");
        Duration all = sinceStart(poolwatch, "server-transition");
        long perServer = poolwatch.vitals().liveHeapBytes() / SERVERS;
        poolwatch.stop();
        Load.tell(
            "10,000 servers: node-started after %d ms, the last verdict after %d ms",
            running.toMillis(), all.toMillis());
        Load.tell("10,000 servers: %.1f KiB of live heap each", Load.kib(perServer));

        assertThat(transitions).hasSize(SERVERS);
        assertThat(transitions.values()).containsOnly("UP");
        assertThat(running).isLessThan(MOST_TIME);
        assertThat(perServer).isLessThan(MOST_BYTES_PER_SERVER);
      }
    }
  }

  /** From the process' first moment to the last event of that name. */
  private static Duration sinceStart(RunningPoolwatch poolwatch, String event) {
    long last =
        poolwatch.events(event).stream()
            .mapToLong(RunningPoolwatch.Told::nanos)
            .max()
            .orElseThrow();
    return Duration.ofNanos(last - poolwatch.startedNanos());
  }
}
