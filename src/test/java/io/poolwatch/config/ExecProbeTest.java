package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.poolwatch.check.Step;
import io.poolwatch.model.ProgramPlan;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.Daemons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which external programs a configuration may have run. */
final class ExecProbeTest {
  @TempDir private Path temp;
  private Path allowed;
  private Path program;

  @BeforeEach
  void write() throws IOException {
    allowed = Files.createDirectory(temp.toRealPath().resolve("checks"));
    program = program(allowed.resolve("lag"));
    permit(allowed, "rwxr-xr-x");
  }

  private static Path program(Path file) throws IOException {
    return permit(Files.writeString(file, "#!/bin/sh\n"), "rwxr-xr-x");
  }

  private static Path permit(Path file, String permissions) throws IOException {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private Path config(Path command, String more) {
    return Configs.write(
        temp,
        "p.conf",
        """
        poolwatch.pools.p {
          check { type = exec, exec.command = "%s"
            %s
          }
          servers { a = "10.0.0.1:80", b = "10.0.0.2:81" }
        }
        """
            .formatted(command, more));
  }

  private LoadOptions options() {
    return Configs.OPTIONS.allowingExec(allowed);
  }

  private ServerSpec server(Path command, String more) {
    return Configs.server(Configs.loaded(config(command, more), options()).spec(), "p/b");
  }

  private static ProgramPlan plan(ServerSpec server) {
    return ((Step.Execute) server.checks().get(0).script().steps().get(0)).plan();
  }

  private String problem(Path command) {
    return String.join("\n", Configs.problems(config(command, ""), options()));
  }

  @Test
  void aProgramOfTheAllowedDirectoryMayBeRun() {
    ProgramPlan plan =
        plan(server(program, "exec { args = [\"-w\", 3], env { A = b, GONE = null } }"));

    assertThat(plan.command()).isEqualTo(program);
    assertThat(plan.args()).containsExactly("-w", "3");
    assertThat(plan.env()).isEqualTo(Map.of("A", "b"));
    assertThat(plan.destination()).hasToString("10.0.0.2:81");
    assertThat(plan.secure()).isFalse();
  }

  @Test
  void itIsToldAboutTheAddressAndTheTlsOfItsCheck() {
    assertThat(plan(server(program, "port = 9")).destination()).hasToString("10.0.0.2:9");
    assertThat(plan(server(program, "tls { enabled = true, verify = none }")).secure()).isTrue();
  }

  @Test
  void aLinkIsFollowedWhenTheConfigurationIsRead() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("link"), program);

    assertThat(plan(server(link, "")).command()).isEqualTo(program);
  }

  @Test
  void noProgramMayBeRunUnlessTheProcessWasStartedSo() {
    assertThat(Configs.problems(config(program, ""), Configs.OPTIONS))
        .singleElement()
        .asString()
        .contains("check.exec.command: no program may be run")
        .contains("--allow-exec " + allowed);
  }

  @Test
  void aProgramElsewhereIsRefused() throws IOException {
    Path other = program(temp.toRealPath().resolve("other"));
    Path link = Files.createSymbolicLink(allowed.resolve("link"), other);
    Path around = allowed.resolve("../other");

    for (Path command : List.of(other, link, around)) {
      assertThat(problem(command)).contains(other + " is not in " + allowed);
    }
  }

  @Test
  void aDirectoryWhoseNameBeginsLikeTheAllowedOneIsAnother() throws IOException {
    Path beside = Files.createDirectory(temp.toRealPath().resolve("checks-more"));

    assertThat(problem(program(beside.resolve("lag")))).contains("is not in " + allowed);
  }

  @Test
  void whoOwnsAProgramCouldChangeIt() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root gives files away");
    Daemons.giveAway(program);

    assertThat(problem(program)).contains(program + " belongs to nobody, who could change it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LD_PRELOAD", "LD_LIBRARY_PATH", "PATH", "BASH_ENV", "PYTHONPATH"})
  void theEnvironmentChoosesNoOtherProgram(String variable) {
    Path file = config(program, "exec.env { " + variable + " = /tmp/x }");

    assertThat(String.join("\n", Configs.problems(file, options())))
        .contains(variable + ": could have something else run than the program");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx"})
  void aProgramThatOthersMayWriteIsRefused(String permissions) throws IOException {
    permit(program, permissions);

    assertThat(problem(program)).contains(program + " may be written by others");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwxr-x", "rwxr-xrwx"})
  void aDirectoryThatOthersMayWriteIsNoSafePlace(String permissions) throws IOException {
    Path inner = permit(Files.createDirectory(allowed.resolve("inner")), permissions);
    assertThat(problem(program(inner.resolve("lag")))).contains(inner + " may be written");

    permit(allowed, permissions);
    assertThat(problem(program)).contains(allowed + " may be written by others");
  }

  @Test
  void whatCanNotBeRunIsTold() throws IOException {
    assertThat(problem(allowed.resolve("gone"))).contains("can't be found: ");
    assertThat(problem(Path.of("checks/lag"))).contains("must be an absolute path");
    permit(program, "rw-r--r--");
    assertThat(problem(program)).contains("is no program that this user may run");
    assertThat(problem(allowed)).contains("is no program that this user may run");
  }

  @Test
  void withoutALookAtFilesAnyAbsolutePathWillDo() {
    Path file = config(Path.of("/no/such/program"), "");

    assertThat(Configs.loaded(file, Configs.OPTIONS.withoutFiles()).warnings()).isEmpty();
    assertThat(Configs.problems(config(Path.of("no/such"), ""), options().withoutFiles()))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exec.env { \"A=B\" = c }|is no name of a variable",
        "exec.env { A = \"b\\u0000\" }|must not hold a NUL",
        "exec.args = [\"b\\u0000\"]|must not hold a NUL",
        "exec.command = null|must be set",
        "exec.arg = x|did you mean args?",
      })
  void whatNoProgramCanBeGivenIsTold(String setting, String problem) {
    assertThat(Configs.problems(config(program, setting), options()))
        .singleElement()
        .asString()
        .contains(problem);
  }

  @Test
  void theEnvironmentIsASecret() {
    String token = "exec.env { TOKEN = s3cr3t }";
    Path file = config(program, token);
    List<String> lines = Explanation.of(file, options(), "p/a").lines();

    assertThat(lines)
        .anyMatch(line -> line.contains("check.exec.env.TOKEN = ***"))
        .contains("  1. run " + program);
    assertThat(lines + " " + server(program, token)).doesNotContain("s3cr3t");
    ServerSpec other = server(program, "exec.env { TOKEN = 0ther }");
    assertThat(other.hash()).isEqualTo(server(program, token).hash());
    assertThat(other.fingerprint()).isNotEqualTo(server(program, token).fingerprint());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "poolwatch.pools.p.check.exec.env.TOKEN=s3cr3t",
        "poolwatch.pools.p.check.exec.env={ TOKEN = s3cr3t }",
        "poolwatch.pools.p.check.exec={ env { TOKEN = s3cr3t } }"
      })
  void theEnvironmentIsNotTakenFromTheCommandLine(String set) {
    assertThat(Configs.problems(config(program, ""), Configs.sets(set)))
        .singleElement()
        .asString()
        .contains("a secret can't be given by --set")
        .doesNotContain("s3cr3t");
  }
}
