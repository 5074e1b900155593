package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpGoesToStandardOutputAndSucceeds() {
    assertThat(run("--help")).isEqualTo(0);
    assertThat(out.toString()).startsWith("Usage: poolwatch");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void versionIsTheOneOfTheBuild() {
    assertThat(run("--version")).isEqualTo(0);
    assertThat(out.toString().strip()).matches("poolwatch \\d+\\.\\d+\\.\\d+.*");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--no-such-option", "no-such-command"})
  void wrongUsageIsToldOnStandardErrorWithExitCodeTwo(String argument) {
    String[] arguments = argument.isEmpty() ? new String[0] : new String[] {argument};

    assertThat(run(arguments)).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: poolwatch");
    assertThat(out.toString()).isEmpty();
  }

  private int run(String... arguments) {
    return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
