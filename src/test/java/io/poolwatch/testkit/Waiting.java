package io.poolwatch.testkit;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Bounded waits on a condition. */
public final class Waiting {
  private static final long POLL_NANOS = 1_000_000;

  private Waiting() {}

  /** Waits until the condition holds, and fails the test if it does not in time. */
  public static void until(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + FaultyServer.LIFE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited in vain for " + what);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
