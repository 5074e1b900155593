package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.spec.ServiceSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand servers: what they cost in time and memory. */
final class LargeConfigTest {
  private static final int SERVERS = 10_000;
  private static final Duration LIMIT = Duration.ofSeconds(2);

  @TempDir private Path temp;

  private Path large() {
    String servers =
        IntStream.range(0, SERVERS)
            .mapToObj(
                i -> {
                  String address = "10.%d.%d.%d:443".formatted(i >> 16, i >> 8 & 255, i & 255);
                  return i % 2 == 0
                      ? "s%d = \"%s\"".formatted(i, address)
                      : "s%d { address = \"%s\", check { port = 8443 } }".formatted(i, address);
                })
            .collect(Collectors.joining("\n"));
    return Configs.write(
        temp,
        "large.conf",
        """
        poolwatch.pools.p {
          check { type = http, tls.enabled = true, expect = [ { regex = "o+k" } ] }
          transport { tls { enabled = true, alpn = [ "http/1.1" ] } }
          servers {
            %s
          }
        }
        """
            .formatted(servers));
  }

  @Test
  void tenThousandServersAreReadWithinTwoSeconds() {
    Path file = large();
    Duration best = Duration.ofDays(1);
    for (int i = 0; i < 5 && best.compareTo(LIMIT) >= 0; i++) {
      long start = System.nanoTime();
      ServiceSpec spec = Configs.loaded(file, Configs.OPTIONS).spec();
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      best = time.compareTo(best) < 0 ? time : best;
      assertThat(spec.servers()).hasSize(SERVERS);
    }

    assertThat(best).as("the best of five, for the machine is shared").isLessThan(LIMIT);
  }

  @Test
  void aServerTakesLessThanTwoKibibytesOfHeap() {
    Path file = large();
    Configs.loaded(file, Configs.OPTIONS);
    long before = usedHeap();

    ServiceSpec spec = Configs.loaded(file, Configs.OPTIONS).spec();

    long bytes = usedHeap() - before;
    assertThat(bytes / spec.servers().count()).isLessThan(2048);
  }

  /** Live heap: the least that several full collections leave. */
  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    return IntStream.range(0, 5)
        .mapToLong(
            i -> {
              System.gc();
              return runtime.totalMemory() - runtime.freeMemory();
            })
        .min()
        .orElseThrow();
  }
}
