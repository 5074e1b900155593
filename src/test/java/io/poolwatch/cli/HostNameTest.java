package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.PemWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostNameTest {
  @TempDir private Path temp;

  @Test
  void itIsWhatTheKernelSays() {
    assertThat(HostName.of(PemWriter.write(temp.resolve("hostname"), "edge-1\n")))
        .isEqualTo("edge-1");
  }

  @Test
  void aMachineWithoutANameIsCalledLocalhost() {
    assertThat(HostName.of(PemWriter.write(temp.resolve("hostname"), "\n"))).isEqualTo("localhost");
  }

  @Test
  void withoutThatFileTheSystemIsAsked() {
    assertThat(HostName.of(temp.resolve("none"))).isNotEmpty();
  }
}
