package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScheduleTest {
  private static final Schedule SCHEDULE =
      new Schedule(Duration.ofSeconds(6), Duration.ofSeconds(2), Duration.ofSeconds(10), 0);
  private static final HealthRule RULE = new HealthRule(2, 3, InitState.UNKNOWN);

  /** The reference's measured sequence, and the two states it does not have. */
  @ParameterizedTest
  @CsvSource({
    "4, UP, 6",
    "4, STOPPING, 6",
    "3, UP, 2",
    "2, UP, 2",
    "1, DOWN, 2",
    "0, DOWN, 10",
    "0, UNKNOWN, 2"
  })
  void intervalFollowsHowSettledTheCounterIs(int value, OperationalState state, int seconds) {
    HealthCounter counter = new HealthCounter(RULE, value, state);

    assertThat(SCHEDULE.after(counter, true)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"4, UP", "0, DOWN", "0, UNKNOWN", "3, UP"})
  void aProbeThatSaysNothingIsSoonRepeated(int value, OperationalState state) {
    HealthCounter counter = new HealthCounter(RULE, value, state);

    assertThat(SCHEDULE.after(counter, false)).isEqualTo(SCHEDULE.fastInter());
  }
}
