package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.ClusterTls;
import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsFileCheck;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.spec.ClusterSpec;
import io.poolwatch.spec.ClusterSpec.Minority;
import io.poolwatch.spec.ClusterSpec.Plaintext;
import io.poolwatch.spec.NodeSpec;
import io.poolwatch.spec.VantageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of fleets. What is wrong there is in {@code bad/cluster*.conf}. */
final class ClusterReaderTest {
  private static final String TLS =
      """
      cluster.tls {
        ca-file = ca.pem, cert-file = node.pem, key-file = node.key, key-password = geheim
        subject-name = fleet.example.org
      }
      """;

  @TempDir private Path temp;

  private Path file(String settings) {
    String text = "poolwatch { pools.web.servers.web1 = \"10.0.0.1:80\"\n" + settings + "\n}";
    return Configs.write(temp, "p.conf", text);
  }

  private LoadResult.Loaded loaded(String settings) {
    return Configs.loaded(file(settings), Configs.OPTIONS);
  }

  private void writeFiles() throws IOException {
    for (String name : List.of("ca.pem", "node.pem", "node.key")) {
      Path written = Configs.write(temp, name, name);
      Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void aMajorityJudgesAndNobodyWhispersUnlessThatIsSaid() {
    assertThat(loaded("").spec().cluster())
        .isEqualTo(new ClusterSpec(VerdictRule.MAJORITY, Minority.LOCAL, Plaintext.NEVER, null))
        .isEqualTo(ClusterSpec.DEFAULT);
  }

  @Test
  void theRulesAreThoseThatAreWritten() {
    ClusterSpec cluster = loaded("cluster { verdict = any, minority = hold }").spec().cluster();

    assertThat(cluster.verdict()).isEqualTo(VerdictRule.ANY);
    assertThat(cluster.minority()).isEqualTo(Minority.HOLD);
  }

  @Test
  void nodesOnAnyAddressMayFormAFleetByTls() throws IOException {
    writeFiles();

    LoadResult.Loaded loaded =
        loaded(TLS + "node { host = node1.example.org, seed-nodes = [ \"fleet.example.org:1\" ] }");

    ClusterSpec cluster = loaded.spec().cluster();
    assertThat(cluster.tls())
        .isEqualTo(
            new ClusterTls(
                temp.resolve("ca.pem"),
                temp.resolve("node.pem"),
                temp.resolve("node.key"),
                new Secret("geheim"),
                "fleet.example.org"));
    assertThat(cluster.plaintextOnLoopback()).isFalse();
    assertThat(loaded.warnings()).isEmpty();
  }

  @Test
  void leaveToSpeakInClearIsNotUsedWhereTlsIsSetUp() throws IOException {
    writeFiles();

    LoadResult.Loaded loaded =
        loaded(TLS + "cluster.plaintext = loopback-only, node.seed-nodes = [ \"10.0.0.1:7355\" ]");

    assertThat(loaded.spec().cluster().plaintextOnLoopback()).isFalse();
    assertThat(loaded.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "[::1]"})
  void nodesOnLoopbackMayBeAllowedToSpeakInClearWithAWarning(String address) {
    String seed = "[ \"" + address + ":7355\" ]";

    LoadResult.Loaded loaded =
        loaded(
            "cluster.plaintext = loopback-only, node { host = \"%s\", seed-nodes = %s }"
                .formatted(address, seed));

    assertThat(loaded.spec().cluster().plaintextOnLoopback()).isTrue();
    assertThat(loaded.warnings())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            temp.resolve("p.conf")
                + ":2: poolwatch.cluster.plaintext: whoever can connect to this machine's loopback"
                + " addresses can take part in the fleet (set poolwatch.cluster.tls where it"
                + " matters)");
  }

  @Test
  void whatIsWrongInAPemFileIsToldAtItsSetting() throws IOException {
    writeFiles();
    TlsFileCheck check =
        new TlsFileCheck() {
          @Override
          public List<Problem> problems(TlsSpec spec) {
            return List.of();
          }

          @Override
          public List<Problem> problems(ClusterTls tls) {
            return List.of(new Problem(Setting.CERT_FILE, "is not right", ""));
          }
        };
    LoadOptions options = new LoadOptions(List.of(), true, check, Map.of(), "test-host");

    assertThat(Configs.problems(file(TLS + "node.seed-nodes = [ \"10.0.0.1:7355\" ]"), options))
        .containsExactly(
            temp.resolve("p.conf") + ":3: poolwatch.cluster.tls.cert-file: is not right");
  }

  @Test
  void aNodeThatIsAloneNeedsNoneOfTheFiles() {
    LoadResult.Loaded loaded = loaded(TLS);

    assertThat(loaded.spec().node().seedNodes()).isEmpty();
    assertThat(loaded.warnings()).isEmpty();
  }

  @Test
  void aNodeListensWhereItIsReachedUnlessThatIsSaid() {
    NodeSpec plain = loaded("node { host = \"::1\", port = 1 }").spec().node();
    NodeSpec behind =
        loaded("node { host = a.example.org, bind-host = \"0.0.0.0\", bind-port = 0 }")
            .spec()
            .node();

    assertThat(plain.listenHost()).isEqualTo("::1");
    assertThat(plain.listenPort()).isEqualTo(1);
    assertThat(behind.listenHost()).isEqualTo("0.0.0.0");
    assertThat(behind.listenPort()).isZero();
  }

  @Test
  void threeVantagesOfAnyKindProbeAServerUnlessThatIsSaid() {
    assertThat(Configs.server(loaded("").spec(), "web/web1").vantages())
        .isEqualTo(new VantageSpec(3, List.of()));
  }

  @Test
  void vantagesAreInheritedSettingBySetting() {
    LoadResult.Loaded loaded =
        loaded(
            """
            defaults.vantages { count = 5, tags = [ eu ] }
            pools.web.vantages.count = 2
            pools.web.servers.web2 { address = "10.0.0.2:80", vantages.tags = [ eu, fast ] }
            """);

    assertThat(Configs.server(loaded.spec(), "web/web1").vantages())
        .isEqualTo(new VantageSpec(2, List.of("eu")));
    assertThat(Configs.server(loaded.spec(), "web/web2").vantages())
        .isEqualTo(new VantageSpec(2, List.of("eu", "fast")));
  }
}
