package io.poolwatch.pool;

import io.poolwatch.model.PauseLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Notices when this process was not running, or not getting on: a thread that wakes at a steady
 * beat and records by how much it overslept, and whoever sees work wait tells it. Also counts the
 * pause that may be going on, so that a timer that is handled before the watchdog itself wakes is
 * not believed.
 */
public final class Watchdog implements PauseLog, AutoCloseable {
  private static final Duration BEAT = Duration.ofMillis(50);

  /** Shorter oversleeping is how any system behaves. */
  private static final Duration LEAST = Duration.ofMillis(100);

  /**
   * So does shorter waiting of work for threads that do other work: it slows every turn a little,
   * but things get on.
   */
  private static final Duration NOTABLE_WAIT = Duration.ofMillis(50);

  /**
   * Beats are sent every 20 ms, give or take the scheduler's tick, unless the last is still on its
   * way: this much lies between two that wait in the same backlog.
   */
  private static final Duration BETWEEN_BEATS = Duration.ofMillis(30);

  private static final int KEPT = 64;

  private record Pause(long endNanos, Duration length) {}

  private final LongSupplier nanoClock;
  private final Deque<Pause> pauses = new ArrayDeque<>();
  private long lastBeatNanos;

  /** A watchdog whose thread is not running yet. */
  Watchdog(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.lastBeatNanos = nanoClock.getAsLong();
  }

  /** A watchdog that runs until it is closed. */
  public static Watchdog started(LongSupplier nanoClock) {
    Watchdog watchdog = new Watchdog(nanoClock);
    watchdog.thread.start();
    return watchdog;
  }

  private final Thread thread = daemon();

  private Thread daemon() {
    Thread made = new Thread(this::watch, "poolwatch-watchdog");
    made.setDaemon(true);
    return made;
  }

  private void watch() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(BEAT.toMillis());
        beat();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Called once a beat. */
  synchronized void beat() {
    long now = nanoClock.getAsLong();
    Duration overslept = overslept(now);
    lastBeatNanos = now;
    if (overslept.compareTo(LEAST) >= 0) {
      keep(new Pause(now, overslept));
    }
  }

  /**
   * Work that came to the probes' threads had to wait so long until now: a pause like any other,
   * and one with the last if only the gap between two beats lies between them, or they overlap: two
   * kinds of threads are watched. So a backlog counts in full, while light load that makes each
   * beat wait a little never adds up to a pause.
   */
  public synchronized void waited(long nanos) {
    long now = nanoClock.getAsLong();
    Duration length = Duration.ofNanos(nanos);
    if (nanos >= NOTABLE_WAIT.toNanos()) {
      Pause last = pauses.peekLast();
      if (last != null && now - nanos - last.endNanos() < BETWEEN_BEATS.toNanos()) {
        pauses.removeLast();
        long start = Math.min(now - nanos, last.endNanos() - last.length().toNanos());
        length = Duration.ofNanos(Math.min(nanos + last.length().toNanos(), now - start));
      }
      keep(new Pause(now, length));
    }
  }

  private void keep(Pause pause) {
    pauses.addLast(pause);
    if (pauses.size() > KEPT) {
      pauses.removeFirst();
    }
  }

  private Duration overslept(long now) {
    return Duration.ofNanos(Math.max(0, now - lastBeatNanos - BEAT.toNanos()));
  }

  @Override
  public synchronized Duration longestSince(long nanos) {
    Duration going = overslept(nanoClock.getAsLong());
    long longest = going.compareTo(LEAST) >= 0 ? going.toNanos() : 0;
    for (Pause pause : pauses) {
      longest = Math.max(longest, Math.min(pause.length().toNanos(), pause.endNanos() - nanos));
    }
    return Duration.ofNanos(longest);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
