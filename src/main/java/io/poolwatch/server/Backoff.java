package io.poolwatch.server;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before a broken actor is replaced: 100 ms, doubled each time up to 10 s, and 100
 * ms again once it has held for 10 s.
 *
 * @param delay how long to wait this time
 * @param failedNanos when it broke
 */
public record Backoff(Duration delay, long failedNanos) {
  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofSeconds(10);

  /**
   * The wait after one more failure.
   *
   * @param last the wait after the failure before; null after the first
   */
  public static Backoff after(@Nullable Backoff last, long nowNanos) {
    if (last == null) {
      return new Backoff(LEAST, nowNanos);
    }
    long held = nowNanos - last.failedNanos - last.delay.toNanos();
    if (held > MOST.toNanos()) {
      return new Backoff(LEAST, nowNanos);
    }
    Duration doubled = last.delay.multipliedBy(2);
    return new Backoff(doubled.compareTo(MOST) > 0 ? MOST : doubled, nowNanos);
  }
}
