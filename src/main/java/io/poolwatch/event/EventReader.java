package io.poolwatch.event;

import io.poolwatch.model.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * An event log whose events are taken out by one thread, numbered from 1 as {@link LineEventLog}
 * does, and with the same bounded queue between: whoever emits waits for nobody.
 */
public final class EventReader implements EventLog, AutoCloseable {
  private final EventQueue queue;
  private final Level least;
  private long seq;

  /**
   * An empty one.
   *
   * @param capacity how many events may wait; more are dropped, and one event says how many
   * @param least the least level that is taken in
   */
  public EventReader(int capacity, Level least) {
    this(new EventQueue(capacity, InstantSource.system()), least);
  }

  EventReader(EventQueue queue, Level least) {
    this.queue = queue;
    this.least = least;
  }

  @Override
  public boolean enabled(Level level) {
    return level.compareTo(least) >= 0;
  }

  @Override
  public void emit(Event event) {
    if (enabled(event.level())) {
      queue.put(event);
    }
  }

  /** Whether no event waits. */
  public boolean isEmpty() {
    return queue.isEmpty();
  }

  /**
   * Waits for events and takes them out. Called by one thread.
   *
   * @param most how many at most
   * @return them, at least one; none once this is closed and nothing waits
   */
  public List<EventLine> take(int most) throws InterruptedException {
    List<EventQueue.Entry> entries = new ArrayList<>();
    queue.take(entries, most);
    List<EventLine> lines = new ArrayList<>(entries.size());
    for (EventQueue.Entry entry : entries) {
      Event event = entry.event();
      seq += entry.dropped() + 1;
      lines.add(
          new EventLine(
              seq,
              entry.time(),
              event == null ? ServiceEvents.eventsDropped(entry.dropped()) : event));
    }
    return lines;
  }

  /** Takes in nothing more. */
  @Override
  public void close() {
    queue.close();
  }
}
