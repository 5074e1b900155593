package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Timings;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results in eight bytes. */
final class PackedResultTest {
  private static final long NOW = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

  private static long packed(Timings timings) {
    return PackedResult.of(
        Results.of(Outcome.PASSED, CheckStatus.L4OK, CheckResult.NO_CODE, "", timings), NOW);
  }

  @Test
  void everyStatusAndOutcomeComesBack() {
    for (CheckStatus status : CheckStatus.values()) {
      for (Outcome outcome : Outcome.values()) {
        long packed =
            PackedResult.of(Results.of(outcome, status, 0, "", new Timings(1, 2, 3, 4, 5)), NOW);

        assertThat(PackedResult.status(packed)).isEqualTo(status);
        assertThat(PackedResult.outcome(packed)).isEqualTo(outcome);
        assertThat(PackedResult.millis(packed, NOW)).isEqualTo(NOW);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {10_000, 123_456, 1_000_000, 45_678_901, 2_000_000_000L, 590_000_000_000L})
  void timesAreExactToTheirPercentage(long nanos) {
    long packed = packed(new Timings(nanos, -1, -1, nanos, nanos));

    assertThat(PackedResult.totalNanos(packed)).isCloseTo(nanos, Percentage.withPercentage(1));
    assertThat(PackedResult.connectNanos(packed)).isCloseTo(nanos, Percentage.withPercentage(4));
    assertThat(PackedResult.firstByteNanos(packed)).isCloseTo(nanos, Percentage.withPercentage(4));
  }

  @Test
  void whatIsShorterOrLongerIsTheLeastOrTheMost() {
    assertThat(PackedResult.totalNanos(packed(new Timings(-1, -1, -1, -1, 0)))).isEqualTo(10_000);
    assertThat(PackedResult.totalNanos(packed(new Timings(-1, -1, -1, -1, Long.MAX_VALUE))))
        .isCloseTo(600_000_000_000L, Percentage.withPercentage(1));
  }

  @Test
  void aPartThatDidNotHappenStaysAbsent() {
    long packed = packed(Timings.NONE);

    assertThat(PackedResult.totalNanos(packed)).isEqualTo(Timings.ABSENT);
    assertThat(PackedResult.connectNanos(packed)).isEqualTo(Timings.ABSENT);
    assertThat(PackedResult.firstByteNanos(packed)).isEqualTo(Timings.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 20, 1_000, 86_400_000L, 247 * 86_400_000L})
  void whenItCameIsKnownForMonths(long age) {
    long packed = packed(Timings.NONE);

    assertThat(PackedResult.millis(packed, NOW + age)).isEqualTo(NOW);
    assertThat(Duration.ofMillis(age)).isLessThan(Duration.ofDays(248));
  }

  /** It comes while others are looked at, or the clock is set back: that is not 248 days ago. */
  @ParameterizedTest
  @ValueSource(longs = {20, 1_000, 86_400_000L})
  void whatCameAfterThisMomentIsNoOldResult(long ahead) {
    long packed = packed(Timings.NONE);

    assertThat(PackedResult.millis(packed, NOW - ahead)).isEqualTo(NOW);
  }
}
