package io.poolwatch.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the watchdog makes of work that had to wait for the probes' threads. */
final class WatchdogWaitTest {
  private final AtomicLong clock = new AtomicLong();
  private final Watchdog watchdog = new Watchdog(clock::get);

  @Test
  void aWaitIsAPause() {
    waitedFor(300);

    assertThat(watchdog.longestSince(0)).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void waitsOneAfterTheOtherAreOnePause() {
    waitedFor(100);
    waitedFor(100);
    waitedFor(100);

    assertThat(watchdog.longestSince(0)).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void waitsFarFromEachOtherAreNot() {
    waitedFor(100);
    pass(1_000);
    waitedFor(100);

    assertThat(watchdog.longestSince(0)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void onlyThePartOfAPauseSinceThenCounts() {
    waitedFor(300);
    long since = clock.get() - Duration.ofMillis(120).toNanos();

    assertThat(watchdog.longestSince(since)).isEqualTo(Duration.ofMillis(120));
    assertThat(watchdog.longestSince(clock.get())).isZero();
  }

  @Test
  void waitsOfOneBacklogAreOnePauseThoughNoBeatIsUnderWayBetweenThem() {
    for (int beat = 0; beat < 5; beat++) {
      waitedFor(100);
      pass(20);
    }

    assertThat(watchdog.longestSince(0)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void waitsWithRoomForABeatBetweenThemAreNot() {
    waitedFor(100);
    pass(40);
    waitedFor(100);

    assertThat(watchdog.longestSince(0)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void waitsAtTheSameTimeCountOnce() {
    waitedFor(300);
    watchdog.waited(Duration.ofMillis(200).toNanos());

    assertThat(watchdog.longestSince(0)).isEqualTo(Duration.ofMillis(300));
  }

  /** However long light load lasts, a server that is silent meanwhile is to be found silent. */
  @ParameterizedTest
  @CsvSource({"15, 5", "20, 0", "20, 20", "25, 20", "40, 0", "49, 0"})
  void shortWaitsNeverAddUpToAPause(long wait, long gap) {
    for (int beat = 0; beat < 200; beat++) {
      waitedFor(wait);
      pass(gap);
    }

    assertThat(watchdog.longestSince(0)).isZero();
  }

  private void waitedFor(long millis) {
    pass(millis);
    watchdog.waited(Duration.ofMillis(millis).toNanos());
  }

  /** Lets time go by while the watchdog's own thread sleeps as it should. */
  private void pass(long millis) {
    for (long left = millis; left > 0; left -= 50) {
      clock.addAndGet(Duration.ofMillis(Math.min(left, 50)).toNanos());
      watchdog.beat();
    }
  }
}
