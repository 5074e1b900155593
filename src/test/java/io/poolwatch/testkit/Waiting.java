package io.poolwatch.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Bounded waits on a condition. */
public final class Waiting {
  private static final long POLL_NANOS = 1_000_000;
  private static final long LONG_POLL_NANOS = 20_000_000;

  private Waiting() {}

  /** Waits until the condition holds, and fails the test if it does not in time. */
  public static void until(BooleanSupplier condition, String what) {
    until(FaultyServer.LIFE, POLL_NANOS, condition, () -> what);
  }

  /**
   * Waits longer than a moment, and looks less often. {@code what} says what was waited for, and
   * how it stands.
   */
  public static void until(Duration limit, BooleanSupplier condition, Supplier<String> what) {
    until(limit, LONG_POLL_NANOS, condition, what);
  }

  private static void until(
      Duration limit, long pollNanos, BooleanSupplier condition, Supplier<String> what) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited " + limit + " in vain for " + what.get());
      }
      LockSupport.parkNanos(pollNanos);
    }
  }
}
