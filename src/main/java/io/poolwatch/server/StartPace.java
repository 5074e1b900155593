package io.poolwatch.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Holds back starts while this process can't keep up, so that probes wait before their clocks run
 * and not on them: a process that has just started, or has to share its processors, does not take
 * its own slowness for its servers'.
 *
 * <p>A beat that passes through the probes' threads, as all their work does, tells how long that
 * work waits. A long wait halves what may start until the next beat, a short one doubles it, and
 * one between them lets it grow by a quarter. Before the first beat nothing is held back. Safe for
 * any thread; never blocks.
 */
final class StartPace {
  /**
   * A probe takes about ten turns of its threads, each of which may wait as long as a beat: this
   * much of each is half a second, well below any usual time-out. Where processors are shared, each
   * turn waits for them for some ten milliseconds however little is done here.
   */
  private static final long LONG_WAIT_NANOS = Duration.ofMillis(50).toNanos();

  private static final long SHORT_WAIT_NANOS = Duration.ofMillis(10).toNanos();

  /**
   * However slow the process is, it goes on: with more than it can do, beats, and so these starts,
   * come as slowly as it gets on.
   */
  static final int LEAST = 16;

  static final int MOST = 1 << 16;

  private final Deque<Start> waiting = new ArrayDeque<>();
  private int quota = MOST;
  private int started;

  /** One probe's leave to start. */
  final class Start {
    private final Runnable whenGranted;
    private boolean granted;

    private Start(Runnable whenGranted) {
      this.whenGranted = whenGranted;
    }

    /** Whether it may start; if not, {@code whenGranted} runs once it may. */
    boolean granted() {
      synchronized (StartPace.this) {
        return granted;
      }
    }

    /** It won't start. */
    void forget() {
      synchronized (StartPace.this) {
        if (!granted) {
          waiting.remove(this);
        }
      }
    }
  }

  /**
   * Asks for leave to start; it is given in the order of asking.
   *
   * @param whenGranted runs, on the thread of a beat, once leave that had to be waited for is
   *     given; must not block
   */
  synchronized Start ask(Runnable whenGranted) {
    Start start = new Start(whenGranted);
    if (started < quota) {
      started++;
      start.granted = true;
    } else {
      waiting.add(start);
    }
    return start;
  }

  /** How many wait for leave. */
  synchronized int waiting() {
    return waiting.size();
  }

  /**
   * A beat has come through the probes' threads.
   *
   * @param waitedNanos how long it waited for them
   */
  void beat(long waitedNanos) {
    grant(waitedNanos).forEach(start -> start.whenGranted.run());
  }

  private synchronized Deque<Start> grant(long waitedNanos) {
    quota = quota(quota, started, waitedNanos);
    Deque<Start> due = new ArrayDeque<>();
    for (started = 0; started < quota && !waiting.isEmpty(); started++) {
      Start next = waiting.remove();
      next.granted = true;
      due.add(next);
    }
    return due;
  }

  /**
   * How many probes may start until the next beat.
   *
   * @param before how many might until this one
   * @param started how many of them have
   * @param waitedNanos how long this beat waited
   */
  static int quota(int before, int started, long waitedNanos) {
    if (waitedNanos > LONG_WAIT_NANOS) {
      return Math.max(LEAST, Math.min(before, started) / 2);
    }
    int more = waitedNanos < SHORT_WAIT_NANOS ? before : Math.max(1, before / 4);
    return Math.min(MOST, before + more);
  }
}
