package io.poolwatch.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<Duration> timers = new ArrayList<>();
  private final Deadline deadline = new Deadline(timers::add);

  @Test
  void laterDeadlineLeavesTheTimerWhereItIs() {
    deadline.begin(null, 0);
    deadline.arm(0, SECOND);
    deadline.arm(millis(300), SECOND);
    deadline.arm(millis(900), Duration.ofSeconds(5));

    assertThat(timers).containsExactly(SECOND);
  }

  @Test
  void earlierDeadlineMovesTheTimer() {
    deadline.begin(null, 0);
    deadline.arm(0, SECOND);
    deadline.arm(millis(100), Duration.ofMillis(200));

    assertThat(timers).containsExactly(SECOND, Duration.ofMillis(200));
  }

  @Test
  void timerThatFiresTooEarlyIsSetAnewForTheRest() {
    deadline.begin(null, 0);
    deadline.arm(0, SECOND);
    deadline.arm(millis(300), SECOND);

    assertThat(deadline.passed(millis(1000), true)).isFalse();

    assertThat(timers).containsExactly(SECOND, Duration.ofMillis(300));
    assertThat(deadline.passed(millis(1300), true)).isTrue();
  }

  @Test
  void deadlineHasPassedAtItsVeryMomentAndNotBefore() {
    deadline.begin(null, 0);
    deadline.arm(0, SECOND);

    assertThat(deadline.passed(millis(1000) - 1, true)).isFalse();
    assertThat(deadline.passed(millis(1000), true)).isTrue();
  }

  @Test
  void timerOfAnAttemptThatIsOverIsNotSetAgain() {
    deadline.begin(null, 0);
    deadline.arm(0, SECOND);

    assertThat(deadline.passed(millis(1000), false)).isFalse();

    assertThat(timers).hasSize(1);
  }

  @Test
  void nextAttemptUsesTheTimerThatIsStillRunning() {
    deadline.begin(null, 0);
    deadline.arm(0, SECOND);
    deadline.begin(null, millis(500));
    deadline.arm(millis(500), SECOND);

    assertThat(timers).hasSize(1);
    assertThat(deadline.passed(millis(1000), true)).isFalse();
    assertThat(timers).containsExactly(SECOND, Duration.ofMillis(500));
  }

  @Test
  void wholeTimeBoundsEachDeadlineAndNamesItself() {
    deadline.begin(Duration.ofMillis(1500), 0);
    deadline.arm(0, SECOND);
    assertThat(deadline.limit()).isEqualTo(SECOND);

    deadline.arm(millis(800), SECOND);

    assertThat(deadline.limit()).isEqualTo(Duration.ofMillis(1500));
    assertThat(deadline.passed(millis(1499), true)).isFalse();
    assertThat(deadline.passed(millis(1500), true)).isTrue();
  }

  @Test
  void wholeTimeThatHasPassedAlreadyFiresAtOnce() {
    deadline.begin(Duration.ofMillis(100), 0);
    deadline.arm(millis(300), SECOND);

    assertThat(timers).containsExactly(Duration.ZERO);
    assertThat(deadline.passed(millis(300), true)).isTrue();
    assertThat(deadline.lateness(millis(300))).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void onceUnboundTheWholeTimeDoesNotCount() {
    deadline.begin(Duration.ofMillis(100), 0);
    deadline.unbound();
    deadline.arm(millis(90), Duration.ofMillis(200));

    assertThat(deadline.passed(millis(289), true)).isFalse();
    assertThat(deadline.limit()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void latenessIsCountedFromTheDeadlineAndNeverNegative() {
    deadline.begin(null, 0);
    deadline.arm(0, SECOND);

    assertThat(deadline.lateness(millis(400))).isZero();
    assertThat(deadline.lateness(millis(1260))).isEqualTo(Duration.ofMillis(260));
  }

  /** {@code System.nanoTime()} may begin anywhere, so also just before its overflow. */
  @Test
  void clockMayOverflow() {
    long start = Long.MAX_VALUE - millis(500);
    deadline.begin(Duration.ofSeconds(2), start);
    deadline.arm(start, SECOND);

    assertThat(deadline.passed(start + millis(999), true)).isFalse();
    assertThat(deadline.passed(start + millis(1000), true)).isTrue();
    assertThat(deadline.limit()).isEqualTo(SECOND);
  }

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }
}
