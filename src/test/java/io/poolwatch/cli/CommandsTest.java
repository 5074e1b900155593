package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.net.LineServer;
import io.poolwatch.testkit.PemWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands have in common, and those that touch no network. */
final class CommandsTest {
  private static final String GOOD =
      """
      poolwatch.pools.web {
        transport.tls { enabled = true, ca-file = not-there.pem }
        servers { a = "127.0.0.1:80", b = "127.0.0.1:81" }
      }
      """;

  private static final String PLAIN =
      """
      poolwatch.pools.web {
        check.rise = 4
        servers { a = "127.0.0.1:80", b = "127.0.0.1:81" }
      }
      """;

  @TempDir private Path temp;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "demo",
        "validate",
        "explain",
        "probe",
        "import",
        "status",
        "set",
        "reload"
      })
  void everyCommandHasItsHelpAndItsVersion(String command) {
    assertThat(run(command, "--help")).isEqualTo(0);
    assertThat(out.toString()).startsWith("Usage: poolwatch " + command);

    assertThat(run(command, "--version")).isEqualTo(0);
    assertThat(out.toString()).containsPattern("\npoolwatch \\d+\\.\\d+\\.\\d+");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "validate", "explain", "probe"})
  void aCommandWithoutItsFileIsWrongUsage(String command) {
    assertThat(run(command)).isEqualTo(2);
    assertThat(err.toString()).contains("FILE").contains("Usage: poolwatch " + command);
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "validate", "probe"})
  void aFileThatIsNotThereIsABadConfiguration(String command) {
    Path missing = temp.resolve("missing.conf");

    assertThat(run(command, missing.toString())).isEqualTo(2);
    assertThat(err.toString()).startsWith(missing + ": ").contains("no such file");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run %s", "validate %s", "explain %s web/a", "probe %s"})
  void secretsAreRefusedOnTheCommandLine(String command) {
    Path file = PemWriter.write(temp.resolve("poolwatch.conf"), GOOD);
    String secret = " --set poolwatch.pools.web.check.redis.password=hunter2";

    assertThat(run((command.formatted(file) + secret).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains("--set").contains("secret").doesNotContain("hunter2");
  }

  @Test
  void validateTellsEachProblemOnALineOfItsOwn() {
    Path file = PemWriter.write(temp.resolve("poolwatch.conf"), GOOD + "poolwatch.nod.name = x\n");

    assertThat(run("validate", file.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith(file + ":"))
        .anySatisfy(line -> assertThat(line).contains("not-there.pem"))
        .anySatisfy(line -> assertThat(line).contains("did you mean"));
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void validateLeavesFilesAloneWhenToldSo() {
    Path file = PemWriter.write(temp.resolve("poolwatch.conf"), GOOD);

    assertThat(run("validate", "--no-files", file.toString())).isEqualTo(0);
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString().strip()).isEqualTo(file + " is valid, pools: 1, servers: 2");
  }

  @Test
  void programsAreRunFromTheNamedDirectoryAlone() throws IOException {
    Path program = PemWriter.write(temp.resolve("lag"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    String check = "check { type = exec, exec.command = \"" + program + "\" }";
    String text = "poolwatch.pools.web { " + check + ", servers.a = \"127.0.0.1:80\" }";
    String file = PemWriter.write(temp.resolve("poolwatch.conf"), text).toString();

    assertThat(run("validate", file)).isEqualTo(2);
    assertThat(err.toString()).contains("--allow-exec " + temp);
    assertThat(run("validate", "--allow-exec", temp.toString(), file)).isEqualTo(0);
    assertThat(run("explain", "--allow-exec", temp.toString(), file, "web/a")).isEqualTo(0);
  }

  @Test
  void settingsOfTheCommandLineWin() {
    Path file = PemWriter.write(temp.resolve("poolwatch.conf"), GOOD);

    assertThat(
            run(
                "validate",
                file.toString(),
                "--set",
                "poolwatch.pools.web.transport.tls.enabled=false",
                "--set",
                "poolwatch.pools.web.check.fall=0"))
        .isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().startsWith("--set: ");
  }

  @Test
  void explainShowsEachSettingWithItsOriginAndTheSteps() {
    Path file = PemWriter.write(temp.resolve("poolwatch.conf"), PLAIN);

    assertThat(run("explain", file.toString(), "web/a", "--set", "poolwatch.defaults.check.fall=5"))
        .isEqualTo(0);
    assertThat(out.toString().lines()).first().asString().isEqualTo("web/a in " + file);
    assertThat(out.toString())
        .containsPattern("check\\.fall = 5 +# --set\n")
        .containsPattern("check\\.rise = 4 +# .*poolwatch\\.conf:2\n")
        .containsPattern("check\\.inter = .* +# reference\\.conf\n")
        .containsPattern("\nsteps\n.*127\\.0\\.0\\.1:80");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void importWritesAConfigurationAndTellsWhatIsLost() {
    String text = "backend web\n  server a 10.0.0.1:80 check slowstart 5s\n";
    Path file = PemWriter.write(temp.resolve("haproxy.cfg"), text);

    assertThat(run("import", "haproxy", file.toString())).isEqualTo(3);
    assertThat(out.toString()).contains("a = \"10.0.0.1:80\"  # line 2");
    assertThat(err.toString().strip()).startsWith(file + ":2: slowstart: ").doesNotContain("\n");
  }

  @Test
  void importWritesTheSettingsOfTheCommandLineWhereTheyWin() {
    String text = "backend web\n  server a 10.0.0.1:80 check inter 3s\n";
    Path file = PemWriter.write(temp.resolve("haproxy.cfg"), text);

    assertThat(
            run(
                "import",
                "haproxy",
                file.toString(),
                "--set",
                "poolwatch.pools.web.check.inter=7s",
                "--set",
                "poolwatch.pools.web.servers.\"b.1\"=10.0.0.2:80",
                "--set",
                "poolwatch.node.tags=[x, \"y z\"]"))
        .isEqualTo(0);
    Path written = PemWriter.write(temp.resolve("poolwatch.conf"), out.toString());
    assertThat(run("explain", written.toString(), "web/b.1")).isEqualTo(0);
    assertThat(out.toString())
        .containsPattern("check\\.inter = 7s +# .*poolwatch\\.conf:")
        .containsPattern("\nsteps\n.*10\\.0\\.0\\.2:80")
        .contains("poolwatch.node.tags = [\"x\",\"y z\"]");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "poolwatch.pools.web.check.redis.password=hunter2",
        "poolwatch.pools.web.check.fall=hunter2"
      })
  void importWritesNothingIfASettingIsWrongOrASecret(String set) {
    String text = "backend web\n  server a 10.0.0.1:80 check\n";
    Path file = PemWriter.write(temp.resolve("haproxy.cfg"), text);

    assertThat(run("import", "haproxy", file.toString(), "--set", set)).isEqualTo(2);
    assertThat(err.toString()).startsWith("--set: " + set.substring(0, set.indexOf('=')) + ": ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void importOfAFileThatIsCarriedOverWholeEndsWithZero() {
    Path file = PemWriter.write(temp.resolve("haproxy.cfg"), "backend b\n server a [::1]:1 check");

    assertThat(run("import", "haproxy", file.toString())).isEqualTo(0);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void importOfAFileThatChecksNothingOrIsNotThereEndsWithTwo() {
    Path file =
        PemWriter.write(temp.resolve("haproxy.cfg"), "backend web\n  server a 10.0.0.1:80\n");

    assertThat(run("import", "haproxy", file.toString())).isEqualTo(2);
    assertThat(run("import", "haproxy", temp.resolve("missing.cfg").toString())).isEqualTo(2);
    assertThat(run("import", "haproxy")).isEqualTo(2);
    assertThat(run("import")).isEqualTo(2);
    assertThat(err.toString()).contains("no server is checked").contains("no such file");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void explainOfAServerThatIsNotThereNamesTheNearest() {
    Path file = PemWriter.write(temp.resolve("poolwatch.conf"), PLAIN);

    assertThat(run("explain", file.toString(), "wbe/a")).isEqualTo(2);
    assertThat(err.toString()).startsWith(file + ": ").contains("did you mean web/a?");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void theControlSocketIsTheOneGivenElseInTheStateDirectory() {
    Path given = temp.resolve("s.sock");
    Map<String, String> environment = Map.of("STATE_DIRECTORY", "/var/lib/poolwatch");

    assertThat(ControlArguments.socket(given, environment)).contains(given);
    assertThat(ControlArguments.socket(null, environment))
        .contains(Path.of("/var/lib/poolwatch/control.sock"));
    assertThat(ControlArguments.socket(null, Map.of("STATE_DIRECTORY", ""))).isEmpty();
    assertThat(ControlArguments.socket(null, Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set web/a --reason x",
        "set web/a drain",
        "set web/a off --reason x",
        "set web drain --reason x",
        "set web/ drain --reason x",
        "status file",
        "reload file"
      })
  void wrongUsageOfACommandToAServiceAsksNoService(String arguments) {
    Path nothing = temp.resolve("s.sock");

    assertThat(run((arguments + " --socket " + nothing).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: poolwatch ").doesNotContain("no such socket");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"version\":1,\"result\":\"NOT_ALLOWED\",\"problems\":[\"only alice\"]}\n",
        "{\"version\":2,\"result\":\"DONE\",\"problems\":[]}\n",
        "HTTP/1.1 400 Bad Request\r\n",
        ""
      })
  void whoAnswersOtherwiseThanAServiceIsNone(String reply) throws IOException {
    Path socket = temp.resolve("s.sock");
    try (LineServer server = LineServer.open("test", socket, peer -> saying(reply))) {
      assertThat(server.address()).isNotNull();
      assertThat(run("status", "--check", "--socket", socket.toString())).isEqualTo(4);
      assertThat(run("reload", "--socket", socket.toString())).isEqualTo(4);
    }
    assertThat(err.toString().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("poolwatch: " + socket + ": "));
    assertThat(out.toString()).isEmpty();
  }

  private static LineServer.Session saying(String reply) {
    return new LineServer.Session() {
      private boolean over;

      @Override
      public String answer(String line) {
        over = true;
        return reply;
      }

      @Override
      public boolean over() {
        return over;
      }
    };
  }

  private int run(String... arguments) {
    return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
