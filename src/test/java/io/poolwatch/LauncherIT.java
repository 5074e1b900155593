package io.poolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.config.ProductVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program, started as a user starts it. */
final class LauncherIT {
  private static final Path HOME =
      Path.of(System.getProperty("poolwatch.home", "target/poolwatch"));
  private static final Path LAUNCHER = HOME.resolve("bin/poolwatch").toAbsolutePath();

  @TempDir private Path temp;

  @Test
  void theTreeHoldsProgramLibrariesAndSampleConfiguration() {
    assertThat(LAUNCHER).isExecutable();
    assertThat(HOME.resolve("lib")).isDirectoryContaining("glob:**/poolwatch-*.jar");
    assertThat(HOME.resolve("conf")).isDirectoryContaining("glob:**.conf");
  }

  @Test
  void theArchiveIsTheTree() throws Exception {
    String root = "poolwatch-" + ProductVersion.current();
    Path archive = HOME.resolveSibling(root + ".tar.gz").toAbsolutePath();

    Outcome outcome =
        run(Map.of(), Path.of("tar"), "xzf", archive.toString(), "-C", temp.toString());

    assertThat(outcome).isEqualTo(new Outcome(0, "", ""));
    Path unpacked = temp.resolve(root);
    assertThat(files(unpacked)).hasSizeGreaterThan(20).isEqualTo(files(HOME));
    assertThat(unpacked.resolve("bin/poolwatch")).isExecutable();
  }

  /** All files below a directory by their names, each with a digest of what it holds. */
  private static Map<String, String> files(Path directory) throws Exception {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        files.put(directory.relativize(file).toString(), HexFormat.of().formatHex(digest));
      }
    }
    return files;
  }

  @Test
  void versionComesOnStandardOutputAlone() throws Exception {
    Outcome outcome = run(Map.of(), LAUNCHER, "--version");

    assertThat(outcome.exitCode()).isEqualTo(0);
    assertThat(outcome.out().strip()).matches("poolwatch \\d+\\.\\d+\\.\\d+.*");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void itFindsItsHomeThroughRelativeAndAbsoluteLinks() throws Exception {
    Path absolute = Files.createSymbolicLink(temp.resolve("absolute"), LAUNCHER);
    Path relative = Files.createSymbolicLink(temp.resolve("relative"), absolute.getFileName());

    try {
      assertThat(run(Map.of(), relative, "--version").exitCode()).isEqualTo(0);
    } finally {
      Files.delete(relative);
      Files.delete(absolute);
    }
  }

  @Test
  void wrongUsageLeavesWithTwo() throws Exception {
    Outcome outcome = run(Map.of(), LAUNCHER, "no-such-command");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void javaOptionsArriveAndWhatTheVmSaysKeepsOffStandardOutput() throws Exception {
    Map<String, String> options =
        Map.of(
            "JAVA_OPTS", "-Xmx64m",
            "POOLWATCH_JAVA_OPTS", "-Xmx96m -XX:+PrintFlagsFinal -XX:+PrintCommandLineFlags");

    Outcome outcome = run(options, LAUNCHER, "--version");

    assertThat(outcome.exitCode()).isEqualTo(0);
    assertThat(outcome.out().strip()).matches("poolwatch \\S+");
    assertThat(outcome.err())
        .as("the later option wins")
        .containsPattern("MaxHeapSize += 100663296 ");
  }

  @Test
  void aMissingJavaIsToldOnStandardErrorWithExitCodeOne() throws Exception {
    Outcome outcome = run(Map.of("JAVA_HOME", temp.toString()), LAUNCHER, "--version");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("poolwatch: no java in JAVA_HOME");
  }

  private Outcome run(Map<String, String> environment, Path program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Path err = temp.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTS"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (InputStream stream = process.getInputStream()) {
      String out = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return new Outcome(process.exitValue(), out, Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private record Outcome(int exitCode, String out, String err) {}
}
