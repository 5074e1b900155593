package io.poolwatch.node;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.importer.HaproxyImporter;
import io.poolwatch.importer.ImportResult;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ServerId;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Haproxy;
import io.poolwatch.testkit.PemWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One configuration of HAProxy, checked by HAProxy and, imported, by Poolwatch, against the same
 * servers: status, code and the state that follows are the same, but for the differences that are
 * listed, and those are still there.
 */
final class ImportDifferentialIT {
  private static final int LEAST_CASES = 200;
  private static final int MOST_DIFFERENCES = 30;

  /** So few probes wait for each other that none of them comes near its deadline. */
  private static final int AT_ONCE = 60;

  @TempDir private static Path directory;
  private static final Map<String, String> THEIRS = new LinkedHashMap<>();
  private static final Map<String, String> OURS = new LinkedHashMap<>();

  @BeforeAll
  static void checkAll() {
    Certificates.settings(directory);
    int nobody = FaultyServer.nobody().getPort();
    String ca = directory.resolve("ca.pem").toString();
    List<FaultyServer> servers = new ArrayList<>();
    Map<String, Comparison> cases = ImportedComparisons.all();
    Map<String, String> pools = new LinkedHashMap<>();
    StringBuilder sections = new StringBuilder("defaults\n  mode http\n");
    try {
      for (Map.Entry<String, Comparison> entry : cases.entrySet()) {
        FaultyServer server = entry.getValue().row().start(new CountDownLatch(1));
        int port = server == null ? nobody : server.port();
        if (server != null) {
          servers.add(server);
        }
        String pool = "p" + pools.size();
        pools.put(pool, entry.getKey());
        sections.append(patient(entry.getValue().section(pool, port, nobody, ca)));
      }
      askHaproxy(sections.toString(), pools);
      askPoolwatch(sections.toString(), pools);
    } finally {
      servers.forEach(FaultyServer::close);
    }
  }

  /** Deadlines that a loaded machine does not miss where they are not the matter. */
  private static String patient(String section) {
    return section
        .replace("timeout connect 1s", "timeout connect 2s")
        .replace("timeout check 1s", "timeout check 3s")
        .replace("check inter 3s", "check inter 4s");
  }

  private static void askHaproxy(String sections, Map<String, String> pools) {
    try (Haproxy haproxy = Haproxy.start(directory, sections)) {
      Map<String, Haproxy.Check> checks = haproxy.awaitChecks();
      Map<String, Map<String, String>> states = haproxy.stat();
      pools.forEach(
          (pool, name) -> {
            Haproxy.Check check = requireNonNull(checks.get(pool + "/s"));
            String state = states.getOrDefault(pool + "/s", Map.of()).getOrDefault("status", "");
            THEIRS.put(name, Comparison.words(check) + " " + state.replaceFirst(" .*", ""));
          });
    }
  }

  private static void askPoolwatch(String sections, Map<String, String> pools) {
    Path file = PemWriter.write(directory.resolve("imported.cfg"), sections);
    ImportResult result = HaproxyImporter.read(file, Map.of());
    assertThat(result.losses()).isEmpty();
    try (ProbeFixture probes = new ProbeFixture(directory, NameLookup.SYSTEM)) {
      ServiceSpec spec = probes.load(((ImportResult.Imported) result).hocon());
      probes.use(spec);
      List<ServerSpec> servers = spec.servers().toList();
      for (int from = 0; from < servers.size(); from += AT_ONCE) {
        List<ServerSpec> some = servers.subList(from, Math.min(servers.size(), from + AT_ONCE));
        Map<ServerId, Future<ServerActor.Probed>> begun = new LinkedHashMap<>();
        some.forEach(server -> begun.put(server.id(), probes.begin(server)));
        begun.forEach(
            (id, probe) -> OURS.put(pools.getOrDefault(id.pool(), ""), words(probes.await(probe))));
      }
    }
  }

  /** The state is that after one result, where rise and fall are 1. */
  private static String words(CheckResult result) {
    String state =
        switch (result.outcome()) {
          case PASSED -> "UP";
          case CONDITIONAL -> "NOLB";
          case FAILED -> "DOWN";
          case NEUTRAL, INCONCLUSIVE -> "undecided";
        };
    return Comparison.words(result) + " " + state;
  }

  @AfterAll
  static void forget() {
    THEIRS.clear();
    OURS.clear();
  }

  @Test
  void thereAreManyCasesAndFewDifferences() {
    assertThat(THEIRS).hasSizeGreaterThanOrEqualTo(LEAST_CASES);
    assertThat(OURS.keySet()).containsExactlyInAnyOrderElementsOf(THEIRS.keySet());
    assertThat(ImportedDifferences.LISTED).hasSizeLessThanOrEqualTo(MOST_DIFFERENCES);
    assertThat(THEIRS.keySet()).containsAll(ImportedDifferences.LISTED.keySet());
  }

  @Test
  void whatIsListedIsDocumented() throws IOException {
    String page = Files.readString(Path.of("docs", "statuses.md"));

    assertThat(ImportedDifferences.LISTED.values())
        .allSatisfy(difference -> assertThat(page).contains(difference.why()));
  }

  @Test
  void bothSayTheSameOrWhatIsListed() {
    Map<String, String> different = new LinkedHashMap<>();
    THEIRS.forEach(
        (name, theirs) -> {
          String ours = OURS.getOrDefault(name, "nothing");
          if (!ours.equals(theirs)) {
            different.put(name, theirs + " | " + ours);
          }
        });
    Map<String, String> listed = new LinkedHashMap<>();
    ImportedDifferences.LISTED.forEach(
        (name, difference) -> listed.put(name, difference.haproxy() + " | " + difference.ours()));

    assertThat(different).containsExactlyInAnyOrderEntriesOf(listed);
  }
}
