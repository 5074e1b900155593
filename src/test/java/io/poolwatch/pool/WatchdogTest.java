package io.poolwatch.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Waiting;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What the watchdog makes of its own beats. */
final class WatchdogTest {
  private final AtomicLong clock = new AtomicLong();
  private final Watchdog watchdog = new Watchdog(clock::get);

  private void pass(long millis) {
    clock.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  private void beatAfter(long millis) {
    pass(millis);
    watchdog.beat();
  }

  @Test
  void aProcessThatGetsOnHasNoPauses() {
    for (int i = 0; i < 20; i++) {
      beatAfter(60);
    }

    assertThat(watchdog.longestSince(0)).isZero();
  }

  @Test
  void aBeatThatComesLateWasAPause() {
    beatAfter(50);
    beatAfter(50 + 400);
    beatAfter(50);

    assertThat(watchdog.longestSince(0)).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void aPauseCountsWhileItGoesOn() {
    beatAfter(50);
    pass(50 + 3_000);

    assertThat(watchdog.longestSince(0)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void theLongestOfSeveralCounts() {
    beatAfter(50 + 200);
    beatAfter(50 + 700);
    beatAfter(50 + 300);

    assertThat(watchdog.longestSince(0)).isEqualTo(Duration.ofMillis(700));
  }

  @Test
  void whatWasOverBeforeDoesNotCount() {
    beatAfter(50 + 700);
    long since = clock.get();
    beatAfter(50);

    assertThat(watchdog.longestSince(since)).isZero();
  }

  @Test
  void onlyTheLastPausesAreKept() {
    beatAfter(50 + 9_000);
    for (int i = 0; i < 64; i++) {
      beatAfter(50 + 150);
    }

    assertThat(watchdog.longestSince(0)).isEqualTo(Duration.ofMillis(150));
  }

  @Test
  void aStartedOneBeatsByItself() {
    AtomicLong asked = new AtomicLong();
    try (Watchdog beating = Watchdog.started(asked::incrementAndGet)) {
      Waiting.until(() -> asked.get() > 3, "three beats");
      assertThat(beating.longestSince(0)).isZero();
    }
  }
}
