package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of type exec with real programs. */
final class ExecProbeIT {
  @TempDir private Path temp;
  private ProbeFixture probes;
  private int pools;

  @BeforeEach
  void start() {
    probes = new ProbeFixture(temp, NameLookup.SYSTEM);
  }

  @AfterEach
  void stop() {
    probes.close();
  }

  private Path program(String... lines) throws IOException {
    Path file = temp.resolve("check-" + pools);
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private ServiceSpec config(Path command, String more) {
    return probes.load(
        """
        poolwatch.pools.pool%d {
          check { type = exec, timeout.check = 20s, exec.command = "%s"
            %s
          }
          servers.web1 = "127.0.0.1:8080"
        }
        """
            .formatted(pools++, command, more));
  }

  private CheckResult probe(Path command, String more) {
    ServiceSpec spec = config(command, more);
    probes.use(spec);
    return probes.probe(spec.servers().findFirst().orElseThrow());
  }

  private static String words(CheckResult result) {
    return result.status() + " " + result.code() + " " + result.info();
  }

  private static void awaitDeath(Path pidFile) throws IOException {
    Path stat = Path.of("/proc", Files.readString(pidFile).strip(), "stat");
    Waiting.until(() -> dead(stat), "the end of the process " + stat);
  }

  /** A zombie is dead as well: whoever inherited it has to reap it, and that is not us. */
  private static boolean dead(Path stat) {
    try {
      return Files.readString(stat).contains(") Z ");
    } catch (IOException gone) {
      return true;
    }
  }

  @Test
  void aProgramThatExitsWith0Passes() throws IOException {
    CheckResult result = probe(program("echo fine"), "");

    assertThat(words(result)).isEqualTo("PROCOK 0 'fine'");
    assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
  }

  @Test
  void anotherExitCodeFailsWithWhatWasWritten() throws IOException {
    assertThat(words(probe(program("echo \"lag 300 s\" >&2", "exit 3"), "")))
        .isEqualTo("PROCERR 3 exited with 3: 'lag 300 s'");
    assertThat(words(probe(program("exit 1"), "")))
        .isEqualTo("PROCERR 1 exited with 1 and said nothing");
  }

  @Test
  void aSignalIsAnError() throws IOException {
    assertThat(words(probe(program("kill -TERM $$"), ""))).startsWith("PROCERR 143 ");
  }

  @Test
  void whatIsWrittenIsEscapedAndCut() throws IOException {
    CheckResult result =
        probe(program("printf 'a\\033[1m\\nb'", "printf '%0200d' 1", "exit 1"), "");

    assertThat(result.info()).startsWith("exited with 1: 'a\\x1b[1m\\nb000").endsWith("…'");
  }

  @Test
  void itsArgumentsAreThoseOfHaproxyUnlessItHasItsOwn() throws IOException {
    Path program = program("echo \"$#:$*\"");

    assertThat(probe(program, "").info()).isEqualTo("'4:NOT_USED NOT_USED 127.0.0.1 8080'");
    assertThat(probe(program, "exec.args = [\"a b\", \"$HOME\"]").info())
        .isEqualTo("'2:a b $HOME'");
  }

  @Test
  void itsEnvironmentHoldsNothingThatIsInherited() throws IOException {
    Path seen = temp.resolve("seen");
    Path program = program("cat /proc/$$/environ > " + seen);
    String pool = "pool" + pools;

    assertThat(probe(program, "exec.env { TOKEN = s3cr3t }").status())
        .isEqualTo(CheckStatus.PROCOK);

    Map<String, String> environment =
        Pattern.compile("\0")
            .splitAsStream(Files.readString(seen))
            .map(line -> line.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    assertThat(environment)
        .containsOnlyKeys(
            "PATH",
            "TOKEN",
            "HAPROXY_PROXY_NAME",
            "HAPROXY_PROXY_ID",
            "HAPROXY_PROXY_ADDR",
            "HAPROXY_PROXY_PORT",
            "HAPROXY_SERVER_NAME",
            "HAPROXY_SERVER_ID",
            "HAPROXY_SERVER_ADDR",
            "HAPROXY_SERVER_PORT",
            "HAPROXY_SERVER_MAXCONN",
            "HAPROXY_SERVER_CURCONN",
            "HAPROXY_SERVER_SSL",
            "HAPROXY_SERVER_PROTO")
        .containsEntry("TOKEN", "s3cr3t")
        .containsEntry("HAPROXY_PROXY_NAME", pool)
        .containsEntry("HAPROXY_SERVER_NAME", "web1")
        .containsEntry("HAPROXY_SERVER_ADDR", "127.0.0.1")
        .containsEntry("HAPROXY_SERVER_PORT", "8080")
        .containsEntry("HAPROXY_SERVER_SSL", "0");
    assertThat(String.join("\n", probes.story()))
        .contains("program-started")
        .contains("program-ended")
        .doesNotContain("s3cr3t");
  }

  @Test
  void itsInputIsEmpty() throws IOException {
    assertThat(words(probe(program("cat", "echo end"), ""))).isEqualTo("PROCOK 0 'end'");
  }

  @Test
  void atTheDeadlineItIsKilledWithAllItStarted() throws IOException {
    Path child = temp.resolve("child");
    Path grandchild = temp.resolve("grandchild");
    String hanging = "sh -c 'echo $$ > %s; exec tail -f /dev/null'";
    Path program =
        program(
            "echo $$ > " + child,
            "(" + hanging.formatted(grandchild) + " &)",
            "exec tail -f /dev/null");

    CheckResult result = probe(program, "timeout.check = 5s");

    assertThat(words(result)).isEqualTo("PROCTOUT -1 killed, as it was not done within 5 s");
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    awaitDeath(child);
    awaitDeath(grandchild);
    assertThat(probes.story())
        .filteredOn(line -> line.matches("(program-ended|connection-(timed-out|failed)).*"))
        .hasSize(1);
  }

  @Test
  void outputWithoutEndIsReadUntilTheDeadline() throws IOException {
    assertThat(words(probe(program("exec cat /dev/zero"), "timeout.check = 300ms")))
        .startsWith("PROCTOUT -1 ");
  }

  @Test
  void moreOutputThanAPipeHoldsBlocksNobody() throws IOException {
    assertThat(words(probe(program("head -c 1000000 /dev/zero"), ""))).startsWith("PROCOK 0 ");
  }

  @Test
  void whatAProgramLeavesBehindWithItsOutputIsKilled() throws IOException {
    Path left = temp.resolve("left");
    Path program =
        program(
            "sh -c 'echo $$ > " + left + "; exec tail -f /dev/null' &",
            "until [ -s " + left + " ]; do :; done",
            "echo done");

    assertThat(words(probe(program, ""))).isEqualTo("PROCOK 0 'done'");
    awaitDeath(left);
  }

  @Test
  void aProgramUnderWayDiesWithTheNode() throws IOException {
    Path child = temp.resolve("child");
    Path program = program("echo $$ > " + child, "exec tail -f /dev/null");
    ServiceSpec spec = config(program, "");
    probes.use(spec);
    assertThat(probes.begin(spec.servers().findFirst().orElseThrow())).isNotDone();
    Waiting.until(() -> Files.exists(child) && child.toFile().length() > 0, "its start");

    probes.close();

    awaitDeath(child);
  }

  @Test
  void theNextProbeRunsWhileTheLastProgramIsStillDying() throws IOException {
    Path program = program("exec tail -f /dev/null");
    ServiceSpec spec = config(program, "timeout.check = 500ms");
    probes.use(spec);
    for (int i = 0; i < 3; i++) {
      assertThat(probes.probe(spec.servers().findFirst().orElseThrow()).status())
          .isEqualTo(CheckStatus.PROCTOUT);
    }
  }

  @Test
  void aProgramThatIsGoneIsAnErrorOfTheProgram() throws IOException {
    Path program = program("exit 0");
    ServiceSpec spec = config(program, "");
    probes.use(spec);
    Files.delete(program);

    assertThat(words(probes.probe(spec.servers().findFirst().orElseThrow())))
        .startsWith("PROCERR 127 exited with 127: ");
  }
}
