package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class TerminalTest {

  @Test
  void aTerminalThatCanShowColoursGetsThem() {
    assertThat(Terminal.colours("true", Map.of("TERM", "xterm"))).isTrue();
    assertThat(Terminal.colours("true", Map.of("TERM", "xterm", "NO_COLOR", ""))).isTrue();
  }

  @Test
  void pipesFilesAndDumbTerminalsGetNone() {
    assertThat(Terminal.colours("false", Map.of("TERM", "xterm"))).isFalse();
    assertThat(Terminal.colours("true", Map.of("TERM", "dumb"))).isFalse();
    assertThat(Terminal.colours("true", Map.of())).isFalse();
  }

  @Test
  void whoDeclinedGetsNone() {
    assertThat(Terminal.colours("true", Map.of("TERM", "xterm", "NO_COLOR", "1"))).isFalse();
  }
}
