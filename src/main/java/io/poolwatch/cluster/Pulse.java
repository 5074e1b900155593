package io.poolwatch.cluster;

import java.time.Duration;

/**
 * Notices that this process did not run for a while, by beats that should come each second. Used by
 * one thread.
 */
final class Pulse {
  /** The time between two beats. */
  static final Duration BEAT = Duration.ofSeconds(1);

  private long lastNanos;
  private long toldNanos;
  private boolean woke;

  Pulse(long nowNanos) {
    lastNanos = nowNanos;
  }

  /** It beats. */
  void beat(long nowNanos) {
    woke = overslept(nowNanos) > 0;
    lastNanos = nowNanos;
    toldNanos = 0;
  }

  /** Whether what comes in has come just now; after a pause it may have waited for long. */
  boolean steady(long nowNanos) {
    return !woke && overslept(nowNanos) == 0;
  }

  /** For how long this process has not run, as far as that was not told since the last beat. */
  long missed(long nowNanos) {
    long all = overslept(nowNanos);
    long news = Math.max(0, all - toldNanos);
    toldNanos = Math.max(all, toldNanos);
    return news;
  }

  /** By how much a beat is late; 0 unless that is notable. */
  private long overslept(long nowNanos) {
    long late = nowNanos - lastNanos - BEAT.toNanos();
    return late > BEAT.toNanos() ? late : 0;
  }
}
