package io.poolwatch.event;

import io.poolwatch.model.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * An event log that keeps what it is told, for tests: events in the order in which they were
 * emitted, and bounded waits for one of them. Safe for any thread.
 */
public final class RecordingEventLog implements EventLog {
  private final List<Event> events = new ArrayList<>();
  private final Level least;

  /** Keeps everything. */
  public RecordingEventLog() {
    this(Level.DEBUG);
  }

  /** Keeps events of this level and above. */
  public RecordingEventLog(Level least) {
    this.least = least;
  }

  @Override
  public boolean enabled(Level level) {
    return level.compareTo(least) >= 0;
  }

  @Override
  public void emit(Event event) {
    if (!enabled(event.level())) {
      return;
    }
    synchronized (events) {
      events.add(event);
      events.notifyAll();
    }
  }

  /** What was emitted so far, in order. */
  public List<Event> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  /** The events of this name that were emitted so far, in order. */
  public List<Event> events(EventName name) {
    return events().stream().filter(event -> event.name() == name).toList();
  }

  /** Forgets what was emitted so far. */
  public void clear() {
    synchronized (events) {
      events.clear();
    }
  }

  /** The first event of this name, already emitted or still to come. */
  public Event await(EventName name, Duration timeout) {
    return await(event -> event.name() == name, timeout);
  }

  /**
   * The first event that satisfies the condition, already emitted or still to come.
   *
   * @throws AssertionError if none comes in time; it lists what did
   */
  public Event await(Predicate<Event> condition, Duration timeout) {
    return awaitCount(1, condition, timeout).get(0);
  }

  /**
   * Waits until so many events satisfy the condition.
   *
   * @return these events, in order; more than {@code count} if more have come
   * @throws AssertionError if they don't come in time; it lists what did
   */
  public List<Event> awaitCount(int count, Predicate<Event> condition, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (events) {
      List<Event> found = matching(condition);
      while (found.size() < count) {
        pause(deadline - System.nanoTime(), count, found.size());
        found = matching(condition);
      }
      return found;
    }
  }

  private List<Event> matching(Predicate<Event> condition) {
    return events.stream().filter(condition).toList();
  }

  private void pause(long nanos, int wanted, int found) {
    if (nanos <= 0) {
      throw new AssertionError(
          "only " + found + " of " + wanted + " events came in time; in all: " + events);
    }
    try {
      events.wait(nanos / 1_000_000 + 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for an event", e);
    }
  }
}
