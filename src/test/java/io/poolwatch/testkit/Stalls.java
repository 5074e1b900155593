package io.poolwatch.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * When this machine has kept a thread that does next to nothing from running. Times that are
 * measured meanwhile, of this process or another, may be longer by as much, and by no more.
 *
 * <p>Safe for any thread. Closing it ends its thread.
 */
public final class Stalls implements AutoCloseable {
  private static final long NAP_NANOS = 10_000_000;

  /** What timers are late by on any machine is no stall. */
  private static final long SLACK_NANOS = 20_000_000;

  private final Thread thread = new Thread(this::run, "stalls");
  private final List<Stall> stalls = new ArrayList<>();
  private volatile boolean closed;
  private long woken = System.nanoTime();

  /** From when to when it did not run though it should have. */
  private record Stall(long from, long to) {
    /** As much of it as lies between these. */
    long between(long start, long end) {
      return Math.max(0, Math.min(to - start, end - start) - Math.max(0, from - start));
    }
  }

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

  /** A stall that has not ended counts as well, as far as it goes. */
  private synchronized void note() {
    long now = System.nanoTime();
    long due = woken + NAP_NANOS;
    if (now - due > SLACK_NANOS) {
      stalls.add(new Stall(due, now));
    }
    woken = now;
  }

  /** All stalls so far, together. */
  public synchronized Duration total() {
    note();
    return Duration.ofNanos(stalls.stream().mapToLong(stall -> stall.to - stall.from).sum());
  }

  /**
   * All stalls between two times, together.
   *
   * @param from by {@link System#nanoTime()}
   * @param to by the same
   */
  public synchronized Duration between(long from, long to) {
    note();
    return Duration.ofNanos(stalls.stream().mapToLong(stall -> stall.between(from, to)).sum());
  }

  /** All stalls between two times, together. */
  public Duration between(Instant from, Instant to) {
    return between(nanos(from), nanos(to));
  }

  private static long nanos(Instant time) {
    return System.nanoTime() - Duration.between(time, Instant.now()).toNanos();
  }

  @Override
  public void close() {
    closed = true;
  }
}
