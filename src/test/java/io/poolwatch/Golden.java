package io.poolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares output with a file that was reviewed. With {@code -Dgolden.update=true} the file is
 * written instead: look at the difference before you commit it.
 */
public final class Golden {
  private static final Path HOME =
      Path.of(System.getProperty("basedir", ""), "src", "test", "resources", "golden");

  private Golden() {}

  /** Compares text with {@code src/test/resources/golden/name}. */
  public static void assertMatches(String name, String actual) {
    Path file = HOME.resolve(name);
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual, StandardCharsets.UTF_8);
      }
      assertThat(file).as("run once with -Dgolden.update=true").isRegularFile();
      assertThat(actual).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
