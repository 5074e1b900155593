package io.poolwatch.bench;

import io.poolwatch.load.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Where a figure was measured, without which it says little. */
final class Machine {

  private Machine() {}

  /** The machine and the versions, a line each. */
  static List<String> describe() throws IOException {
    return List.of(
        "date: " + LocalDate.now(ZoneOffset.UTC),
        "cores: %d, %s".formatted(Runtime.getRuntime().availableProcessors(), processor()),
        "kernel: " + System.getProperty("os.name") + " " + System.getProperty("os.version"),
        "Java: " + System.getProperty("java.vm.name") + " " + Runtime.version(),
        version("haproxy"),
        version("nginx"));
  }

  private static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 2))
        .findFirst()
        .orElse("processor unknown");
  }

  /** The first line of what a program says to {@code -v}. */
  private static String version(String program) throws IOException {
    Optional<Path> path = Programs.find(program);
    if (path.isEmpty()) {
      return program + ": not installed";
    }
    Process process =
        new ProcessBuilder(path.get().toString(), "-v").redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return program + ": " + said.lines().findFirst().orElse("says nothing");
  }
}
