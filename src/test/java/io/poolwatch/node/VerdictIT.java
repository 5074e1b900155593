package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.EventName;
import io.poolwatch.model.CheckResult;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.testkit.FaultyServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What comes of one probe, for everything that a server can do to it: one row a case, from the
 * configuration's text over real sockets to the result.
 */
final class VerdictIT {
  private static final AtomicInteger POOLS = new AtomicInteger();

  @TempDir private static Path directory;
  private static ProbeFixture probes;
  private static String settings;

  @BeforeAll
  static void start() {
    probes = new ProbeFixture(directory, NameLookup.SYSTEM);
    settings = Certificates.settings(directory);
  }

  @AfterAll
  static void stop() {
    probes.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.poolwatch.node.ConnectRows#rows")
  void connect(Row row) {
    judge(row);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"io.poolwatch.node.HttpRows#rows", "io.poolwatch.node.HttpBodyRows#rows"})
  void http(Row row) {
    judge(row);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"io.poolwatch.node.ScriptRows#rows", "io.poolwatch.node.BrokenScriptRows#rows"})
  void script(Row row) {
    judge(row);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"io.poolwatch.node.TlsRows#rows", "io.poolwatch.node.StartTlsRows#rows"})
  void tls(Row row) {
    judge(row);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.poolwatch.node.GoodbyeRows#rows")
  void goodbye(Row row) {
    judge(row);
  }

  private static void judge(Row row) {
    CountDownLatch gate = new CountDownLatch(1);
    String pool = "p" + POOLS.incrementAndGet();
    int nobody = FaultyServer.nobody().getPort();
    try (FaultyServer server = row.start(gate)) {
      int port = server == null ? nobody : server.port();
      ServiceSpec spec = probes.load(settings + row.config(pool, port, nobody));
      probes.use(spec);
      Future<ServerActor.Probed> probe = probes.begin(spec.servers().findFirst().orElseThrow());
      EventName cue = row.cue();
      if (cue != null) {
        probes.log().await(cue, ProbeFixture.LIMIT);
        gate.countDown();
      }
      CheckResult result = probes.await(probe);

      assertThat(Row.words(result))
          .as("%s after %s", result, probes.story())
          .isEqualTo(row.verdict());
      if (row.words().isEmpty()) {
        assertThat(result.info()).isEmpty();
      } else {
        assertThat(result.info()).contains(row.words());
      }
      assertThat(Duration.ofNanos(result.timings().totalNanos()))
          .isGreaterThanOrEqualTo(row.least());
      if (server != null && !row.ends().isEmpty()) {
        assertThat(server.peer(0).ends()).isEqualTo(row.ends());
      }
    }
  }
}
