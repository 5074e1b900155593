package io.poolwatch.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Real daemons, as the system's packages bring them. A test that needs one which is not installed
 * is skipped with a word; where {@code POOLWATCH_REQUIRE_DAEMONS} is {@code true} it fails.
 */
public final class Daemons {
  /** Where systems keep daemons, which is not on everybody's path. */
  private static final List<String> MORE = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

  private Daemons() {}

  /** The program of that name; without it the test ends here. */
  public static Path need(String name) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.concat(Stream.of(path.split(File.pathSeparator)), MORE.stream())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> missing(name, System.getenv()));
  }

  static Path missing(String name, Map<String, String> environment) {
    String message = name + " not installed";
    if ("true".equals(environment.get("POOLWATCH_REQUIRE_DAEMONS"))) {
      throw new AssertionError(message + ", but POOLWATCH_REQUIRE_DAEMONS=true");
    }
    Assumptions.abort("skipped: " + message);
    throw new AssertionError("unreachable");
  }
}
