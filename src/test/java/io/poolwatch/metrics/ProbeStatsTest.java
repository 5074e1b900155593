package io.poolwatch.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How late probes are, since the beginning and of late. */
final class ProbeStatsTest {
  private static final long LATE_NANOS = Duration.ofMillis(40).toNanos();

  private final ProbeStats stats = new ProbeStats();

  @Test
  void recentLagIsToldForAWhileAndForgottenThen() {
    assertThat(stats.recentLagP99Micros()).isZero();
    stats.started(LATE_NANOS);
    for (int asked = 1; asked <= RecentLag.SPANS; asked++) {
      assertThat(stats.recentLagP99Micros()).as("time %d", asked).isBetween(39_000L, 41_000L);
      stats.started(0);
    }
    assertThat(stats.recentLagP99Micros()).isZero();
    assertThat(stats.snapshot().lagMaxMicros()).isGreaterThan(39_000L);
  }
}
