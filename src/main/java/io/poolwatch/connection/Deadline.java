package io.poolwatch.connection;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one deadline of an open attempt, behind a timer that is moved as seldom as possible: a later
 * deadline leaves the timer where it is, and a timer that fires too early is set anew.
 */
final class Deadline {
  private final Consumer<Duration> timer;
  private long atNanos;
  private Duration limit = Duration.ZERO;
  private @Nullable Duration total;
  private long totalAtNanos;
  private boolean timerSet;
  private long timerAtNanos;

  /**
   * A deadline that is not armed.
   *
   * @param timer sets the timer to fire after a delay, in place of what was set before
   */
  Deadline(Consumer<Duration> timer) {
    this.timer = timer;
  }

  /** Begins an attempt: whatever is armed from now on ends with the whole probe's time. */
  void begin(@Nullable Duration total, long fromNanos) {
    this.total = total;
    this.totalAtNanos = total == null ? 0 : fromNanos + total.toNanos();
  }

  /** Lifts the bound of the whole probe's time. */
  void unbound() {
    total = null;
  }

  /** Moves the deadline to the given time from now. */
  void arm(long nowNanos, Duration within) {
    atNanos = nowNanos + within.toNanos();
    limit = within;
    Duration whole = total;
    if (whole != null && totalAtNanos - atNanos < 0) {
      atNanos = totalAtNanos;
      limit = whole;
    }
    if (!timerSet || atNanos - timerAtNanos < 0) {
      set(nowNanos);
    }
  }

  private void set(long nowNanos) {
    timerSet = true;
    timerAtNanos = atNanos;
    timer.accept(Duration.ofNanos(Math.max(0, atNanos - nowNanos)));
  }

  /**
   * The timer has fired: whether the deadline has passed. If it has not, the timer is set anew.
   *
   * @param needed whether an attempt is open at all
   */
  boolean passed(long nowNanos, boolean needed) {
    timerSet = false;
    if (!needed) {
      return false;
    }
    if (nowNanos - atNanos >= 0) {
      return true;
    }
    set(nowNanos);
    return false;
  }

  /** The length of the armed deadline. */
  Duration limit() {
    return limit;
  }

  /** How long ago the deadline passed. */
  Duration lateness(long nowNanos) {
    return Duration.ofNanos(Math.max(0, nowNanos - atNanos));
  }
}
