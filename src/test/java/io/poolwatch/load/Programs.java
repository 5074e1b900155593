package io.poolwatch.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Finds the daemons that tests talk to. */
public final class Programs {
  private Programs() {}

  /** Where a program is, among the usual places of Debian's packages and those of the path. */
  public static Optional<Path> find(String name) {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)),
            Stream.of("/usr/sbin", "/sbin"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Where a program is; without it the test is skipped, or fails if {@code
   * POOLWATCH_REQUIRE_DAEMONS} is {@code true}.
   */
  static Path require(String name) {
    Optional<Path> found = find(name);
    if (found.isEmpty()) {
      String missing = name + " not installed";
      if (Boolean.parseBoolean(System.getenv("POOLWATCH_REQUIRE_DAEMONS"))) {
        throw new AssertionError(missing);
      }
      throw new TestAbortedException(missing);
    }
    return found.get();
  }
}
