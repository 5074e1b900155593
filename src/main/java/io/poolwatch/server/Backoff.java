package io.poolwatch.server;

import java.time.Duration;

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

  /** The wait after the first failure. */
  public static Backoff first(long nowNanos) {
    return new Backoff(LEAST, nowNanos);
  }

  /** The wait after one more failure. */
  public Backoff next(long nowNanos) {
    long held = nowNanos - failedNanos - delay.toNanos();
    if (held > MOST.toNanos()) {
      return first(nowNanos);
    }
    Duration doubled = delay.multipliedBy(2);
    return new Backoff(doubled.compareTo(MOST) > 0 ? MOST : doubled, nowNanos);
  }
}
