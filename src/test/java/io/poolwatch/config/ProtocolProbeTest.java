package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Step;
import io.poolwatch.spec.ServerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of protocols as configured: their blocks, and their passwords. */
final class ProtocolProbeTest {
  private static final String REDIS =
      """
      poolwatch.pools.p {
        check { type = redis, tls.enabled = true, redis { username = u, password = ${PASS} } }
        servers { a = "10.0.0.1:6379", b = "10.0.0.2:6379" }
      }
      """;

  @TempDir private Path temp;

  private ServerSpec server(String text, Map<String, String> environment) {
    Path file = Configs.write(temp, "p.conf", text);
    return Configs.server(Configs.loaded(file, Configs.environment(environment)).spec(), "p/a");
  }

  @Test
  void aPasswordChangesTheFingerprintAlone() {
    ServerSpec one = server(REDIS, Map.of("PASS", "s3cr3t"));
    ServerSpec two = server(REDIS, Map.of("PASS", "0ther"));

    assertThat(one.hash()).isEqualTo(two.hash());
    assertThat(one.fingerprint()).isNotEqualTo(two.fingerprint());
  }

  @Test
  void theBlockIsPartOfTheHash() {
    Map<String, String> environment = Map.of("PASS", "s3cr3t");
    String other = REDIS.replace("username = u", "username = v");

    assertThat(server(other, environment).hash()).isNotEqualTo(server(REDIS, environment).hash());
  }

  @Test
  void neitherExplanationNorTextShowsAPassword() {
    Path file = Configs.write(temp, "p.conf", REDIS);
    LoadOptions options = Configs.environment(Map.of("PASS", "s3cr3t"));

    List<String> lines = Explanation.of(file, options, "p/a").lines();
    assertThat(lines)
        .anyMatch(line -> line.contains("check.redis.password = ***"))
        .contains("  2. AUTH, then PING, expect PONG");
    assertThat(String.join("\n", lines) + Configs.loaded(file, options).spec())
        .doesNotContain("s3cr3t");
  }

  @Test
  void smtpSaysHeloUnlessItNeedsMore() {
    String smtp = "poolwatch.pools.p { check { type = smtp, %s }, servers.a = \"10.0.0.1:25\" }";
    Map<String, String> hellos =
        Map.of("", "HELO localhost", "smtp.starttls = true", "EHLO localhost");
    hellos.forEach(
        (settings, hello) ->
            assertThat(
                    Explanation.of(
                            Configs.write(temp, "p.conf", smtp.formatted(settings)),
                            Configs.OPTIONS,
                            "p/a")
                        .lines())
                .anyMatch(line -> line.contains("check.smtp.hello = \"" + hello + "\"")));
  }

  @Test
  void whatAProtocolWantsOfAlpnIsExplained() {
    String grpc = "check { type = grpc }";
    String http = "check { type = http, request.version = 2 }";
    String tls = " transport.tls.enabled = true, servers.a = \"10.0.0.1:443\" }";
    for (String check : List.of(grpc, http)) {
      Path file = Configs.write(temp, "p.conf", "poolwatch.pools.p { " + check + "," + tls);

      assertThat(Explanation.of(file, Configs.OPTIONS, "p/a").lines())
          .anyMatch(line -> line.contains("ALPN = [h2]"));
      Step first =
          Configs.server(Configs.loaded(file, Configs.OPTIONS).spec(), "p/a")
              .checks()
              .get(0)
              .script()
              .steps()
              .get(0);
      assertThat(first.toString()).contains("alpn=[h2]");
    }
  }

  @Test
  void serversOfOnePoolShareTheirDialogue() {
    Path file = Configs.write(temp, "p.conf", REDIS);
    var spec = Configs.loaded(file, Configs.environment(Map.of("PASS", "s3cr3t"))).spec();

    CheckScript a = Configs.server(spec, "p/a").checks().get(0).script();
    CheckScript b = Configs.server(spec, "p/b").checks().get(0).script();
    assertThat(a.steps().get(1)).isInstanceOf(Step.Converse.class).isSameAs(b.steps().get(1));
    assertThat(a.steps().get(0)).isNotEqualTo(b.steps().get(0));
  }

  @Test
  void aPasswordMayStandInAFile() throws IOException {
    Path secret = Files.writeString(temp.resolve("pass"), "s3cr3t\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    Path file =
        Configs.write(temp, "p.conf", REDIS.replace("password = ${PASS}", "password-file = pass"));

    LoadResult.Loaded loaded = Configs.loaded(file, Configs.OPTIONS);
    assertThat(loaded.warnings())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            file
                + ":2: poolwatch.pools.p.check.redis.password-file: every user may read "
                + secret
                + " (chmod o-r)");
    assertThat(Configs.server(loaded.spec(), "p/a").hash()).isNotEmpty();
  }

  @Test
  void aSecretThatCanNotBeSentIsNotQuoted() {
    Path file =
        Configs.write(
            temp,
            "p.conf",
            """
            poolwatch.pools.p {
              check { type = script, steps = [ { send-hex = ${TOKEN} } ] }
              servers.a = "10.0.0.1:1"
            }
            """);

    assertThat(Configs.problems(file, Configs.environment(Map.of("TOKEN", "s3cr3t"))))
        .containsExactly(
            file
                + ":2: poolwatch.pools.p.check.steps[0].send-hex: character 1 is no hex digit (two"
                + " digits a byte: 0d0a; the value is that of environment variable TOKEN)");
  }

  @Test
  void aPasswordIsRefusedOnTheCommandLine() {
    Path file = Configs.write(temp, "p.conf", REDIS);

    assertThat(Configs.problems(file, Configs.sets("poolwatch.defaults.check.redis.password=x")))
        .singleElement()
        .asString()
        .contains("a secret can't be given by --set");
  }
}
