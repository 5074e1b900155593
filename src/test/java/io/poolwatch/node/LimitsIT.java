package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Stalls;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits that all probes of a node share, from the configuration's text on. */
final class LimitsIT {
  @TempDir private Path directory;

  /** Each limit is told from the other: the probes reach one of them alone. */
  @ParameterizedTest(name = "in-flight {0}, handshakes {1}, TLS {2}")
  @CsvSource({"1, 2, false", "2, 1, true"})
  void aProbeBeyondALimitWaitsForThatBeforeIt(int inFlight, int handshakes, boolean tls) {
    String limits = "poolwatch.limits { in-flight = %d, handshakes = %d, first-probe-spread = 0s }";
    CountDownLatch gate = new CountDownLatch(1);
    try (FaultyServer silent = FaultyServer.playing(Step.pause(gate));
        ProbeFixture node =
            ProbeFixture.scheduled(directory, limits.formatted(inFlight, handshakes))) {
      node.use(
          node.load(
              """
              poolwatch.pools.p {
                check { type = http, inter = 1h, timeout { connect = 1h, check = 1h } }
                transport.tls { enabled = %2$s, verify = none }
                servers { a = "127.0.0.1:%1$d", b = "127.0.0.1:%1$d" }
              }
              """
                  .formatted(silent.port(), tls)));
      Waiting.until(() -> node.waiting() == 1, "a probe that waits");
      silent.peer(0);
      assertThat(silent.accepted()).isEqualTo(1);
      assertThat(node.inFlight()).isEqualTo(1);

      gate.countDown();

      silent.peer(1);
    }
  }

  /** By their names they would be spread over nearly the ten seconds that are the default. */
  @Test
  void firstProbesAreSpreadNoLongerThanTheConfigurationSays() {
    int count = 20;
    try (FaultyServer server = FaultyServer.playing(Step.readToEnd());
        Stalls stalls = Stalls.watch();
        ProbeFixture node =
            ProbeFixture.scheduled(directory, "poolwatch.limits.first-probe-spread = 0s")) {
      String servers =
          IntStream.range(0, count)
              .mapToObj(i -> "s" + i + " = \"127.0.0.1:" + server.port() + "\"")
              .collect(Collectors.joining(", "));
      node.use(node.load("poolwatch.pools.p { check.inter = 1h, servers { " + servers + " } }"));

      long first = server.peer(0).acceptedNanos();
      long last = server.peer(count - 1).acceptedNanos();
      assertThat(Duration.ofNanos(last - first))
          .isLessThan(Duration.ofSeconds(5).plus(stalls.between(first, last)));
    }
  }
}
