package io.poolwatch.node;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Haproxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same servers, checked by a real HAProxy and by Poolwatch: both say the same, but for the
 * differences that are listed, and those are still there.
 */
final class HaproxyDifferentialIT {
  private static final List<Comparison> ALL = Comparisons.all();
  private static final Path DOCUMENTED = Path.of("docs", "statuses.md");
  private static final int NOBODY = FaultyServer.nobody().getPort();

  @TempDir private static Path directory;
  private static final List<FaultyServer> SERVERS = new ArrayList<>();
  private static final Map<Comparison, Integer> PORTS = new HashMap<>();
  private static ProbeFixture probes;
  private static String settings;
  private static Map<String, Haproxy.Check> theirs;

  @BeforeAll
  static void start() {
    settings = Certificates.settings(directory);
    StringBuilder sections = new StringBuilder("defaults\n  mode http\n");
    String ca = directory.resolve("ca.pem").toString();
    for (Comparison comparison : ALL) {
      int port = serve(comparison.row());
      PORTS.put(comparison, port);
      sections.append(comparison.section(name(comparison), port, NOBODY, ca));
    }
    try (Haproxy haproxy = Haproxy.start(directory, sections.toString())) {
      theirs = haproxy.awaitChecks();
    }
    probes = new ProbeFixture(directory, NameLookup.SYSTEM);
  }

  private static int serve(Row row) {
    FaultyServer server = row.start(new CountDownLatch(1));
    if (server == null) {
      return NOBODY;
    }
    SERVERS.add(server);
    return server.port();
  }

  private static String name(Comparison comparison) {
    return "p" + ALL.indexOf(comparison);
  }

  @AfterAll
  static void stop() {
    SERVERS.forEach(FaultyServer::close);
    if (probes != null) {
      probes.close();
    }
  }

  static Stream<Comparison> all() {
    return ALL.stream();
  }

  static Stream<Comparison.Difference> differences() {
    return ALL.stream().map(Comparison::difference).filter(difference -> difference != null);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void bothSayTheSameOrWhatIsListed(Comparison comparison) {
    String pool = name(comparison);
    ServiceSpec spec =
        probes.load(
            settings
                + comparison.row().config(pool, requireNonNull(PORTS.get(comparison)), NOBODY));
    probes.use(spec);
    CheckResult result = probes.probe(spec.servers().findFirst().orElseThrow());
    Haproxy.Check check = requireNonNull(theirs.get(pool + "/s"));
    String ours = Comparison.words(result);
    String haproxy = Comparison.words(check);

    Comparison.Difference listed = comparison.difference();
    if (listed == null) {
      assertThat(ours).as("%s; %s", result, check).isEqualTo(haproxy);
    } else {
      assertThat(haproxy).as("HAProxy: %s", check).isEqualTo(listed.haproxy());
      assertThat(ours).as("Poolwatch: %s", result).isEqualTo(listed.ours());
    }
  }

  @ParameterizedTest
  @MethodSource("differences")
  void whatIsListedIsDocumented(Comparison.Difference difference) throws IOException {
    assertThat(Files.readString(DOCUMENTED, StandardCharsets.UTF_8)).contains(difference.why());
  }
}
