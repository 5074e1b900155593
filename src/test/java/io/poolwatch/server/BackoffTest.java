package io.poolwatch.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BackoffTest {

  @Test
  void waitsDoubleFrom100MillisecondsUpToTenSeconds() {
    List<Long> waits = new ArrayList<>();
    long now = 0;
    Backoff backoff = Backoff.after(null, now);
    for (int i = 0; i < 9; i++) {
      waits.add(backoff.delay().toMillis());
      now += backoff.delay().toNanos() + 5;
      backoff = Backoff.after(backoff, now);
    }

    assertThat(waits)
        .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 10_000L, 10_000L);
  }

  @Test
  void whoHasHeldForTenSecondsBeginsAnew() {
    Backoff long1 = new Backoff(Duration.ofSeconds(5), 1000);
    long replaced = 1000 + Duration.ofSeconds(5).toNanos();

    assertThat(Backoff.after(long1, replaced + Duration.ofSeconds(10).toNanos()).delay())
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(Backoff.after(long1, replaced + Duration.ofSeconds(10).toNanos() + 1).delay())
        .isEqualTo(Duration.ofMillis(100));
  }
}
