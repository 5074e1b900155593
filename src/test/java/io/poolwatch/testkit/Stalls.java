package io.poolwatch.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How long this machine has kept a thread that does next to nothing from running. Times that are
 * measured meanwhile, of this process or another, may be longer by as much, and by no more.
 *
 * <p>Safe for any thread. Closing it ends its thread.
 */
public final class Stalls implements AutoCloseable {
  private static final long NAP_NANOS = 10_000_000;

  private final Thread thread = new Thread(this::run, "stalls");
  private volatile boolean closed;
  private long woken = System.nanoTime();
  private long totalNanos;

  private Stalls() {}

  /** Watches from now on. */
  public static Stalls watch() {
    Stalls stalls = new Stalls();
    stalls.thread.setDaemon(true);
    stalls.thread.start();
    return stalls;
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(NAP_NANOS);
      note();
    }
  }

  private synchronized void note() {
    long now = System.nanoTime();
    totalNanos += Math.max(0, now - woken - NAP_NANOS);
    woken = now;
  }

  /** All stalls so far, together; one that has not ended counts as well. */
  public synchronized Duration total() {
    long late = Math.max(0, System.nanoTime() - woken - NAP_NANOS);
    return Duration.ofNanos(totalNanos + late);
  }

  @Override
  public void close() {
    closed = true;
  }
}
