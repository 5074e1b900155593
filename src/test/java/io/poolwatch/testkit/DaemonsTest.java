package io.poolwatch.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** A test without its daemon is never quietly green where daemons are required. */
final class DaemonsTest {
  @Test
  void aDaemonThatIsThereIsFound() {
    assertThat(Daemons.need("sh")).isExecutable();
  }

  @Test
  void aMissingDaemonSkipsTheTestWithAWord() {
    assertThatExceptionOfType(TestAbortedException.class)
        .isThrownBy(() -> Daemons.missing("nosuchd", Map.of()))
        .withMessageContaining("skipped: nosuchd not installed");
  }

  @Test
  void aMissingDaemonFailsTheTestWhereDaemonsAreRequired() {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> Daemons.missing("nosuchd", Map.of("POOLWATCH_REQUIRE_DAEMONS", "true")))
        .withMessageContaining("nosuchd not installed");
  }
}
