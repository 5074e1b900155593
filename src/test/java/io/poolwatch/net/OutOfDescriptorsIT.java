package io.poolwatch.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that has run out of descriptors knows that it is itself the fault. */
final class OutOfDescriptorsIT {
  private static final String LIMIT = "ulimit -n 300 && exec \"$@\"";

  @TempDir private Path dir;

  @Test
  void attemptWithoutADescriptorIsToldApartAndTheNextOneWorksAgain()
      throws IOException, InterruptedException {
    Path out = dir.resolve("out");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                LIMIT,
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                OutOfDescriptors.class.getName())
            .redirectOutput(out.toFile())
            .redirectError(dir.resolve("err").toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(out, StandardCharsets.UTF_8).lines())
          .containsExactly("hoarded", "opened false", "told 0", "recovered");
    } finally {
      process.destroyForcibly();
    }
  }
}
