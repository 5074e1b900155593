package io.poolwatch.net;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long one attempt has waited for costly work of our own, the work that is going on included.
 * One piece of work at a time; thread-safe.
 */
final class OwnWork {
  private final LongSupplier nanoClock;
  private long doneNanos;
  private long sinceNanos;
  private boolean going;

  OwnWork(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** The attempt waits from now on. */
  synchronized void begun() {
    going = true;
    sinceNanos = nanoClock.getAsLong();
  }

  /** It waits no longer. */
  synchronized void ended() {
    doneNanos += goingNanos();
    going = false;
  }

  /** All of it until now. */
  synchronized Duration soFar() {
    return Duration.ofNanos(doneNanos + goingNanos());
  }

  private long goingNanos() {
    return going ? nanoClock.getAsLong() - sinceNanos : 0;
  }
}
