package io.poolwatch.event;

import io.poolwatch.model.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between those who emit and the writer: important and expendable events (debug,
 * and results of probes) in a queue each, under one budget, merged by their order of arrival.
 *
 * <p>When the budget is used up an expendable newcomer is dropped, and an important one takes the
 * place of the newest expendable that waits. What was dropped is counted in a gap that keeps its
 * own place in the order: where the first of it would have stood.
 *
 * <p>All methods may be called from any thread. The lock is held for a few instructions, never
 * while something is written, so that putting an event in does not wait for a reader.
 */
final class EventQueue {

  /**
   * What the writer takes.
   *
   * @param ticket its place in the order of arrival
   * @param time when it was emitted
   * @param event what happened; null for a gap
   * @param dropped events that the gap stands for; 0 for an event
   */
  record Entry(long ticket, Instant time, @Nullable Event event, long dropped) {}

  private final int capacity;
  private final InstantSource clock;
  private final ArrayDeque<Entry> important = new ArrayDeque<>();
  private final ArrayDeque<Entry> expendable = new ArrayDeque<>();
  private @Nullable Entry gap;
  private long arrived;
  private boolean closed;

  EventQueue(int capacity, InstantSource clock) {
    this.capacity = capacity;
    this.clock = clock;
  }

  /** Takes in an event, stamped with the present time; ignores it once closed. */
  synchronized void put(Event event) {
    if (closed) {
      return;
    }
    Entry entry = new Entry(arrived++, clock.instant(), event, 0);
    if (size() < capacity) {
      queueOf(event).add(entry);
      notifyAll();
    } else if (isExpendable(event) || expendable.isEmpty()) {
      drop(entry);
    } else {
      expendable.removeLast();
      important.add(entry);
      drop(entry);
    }
  }

  /**
   * Moves the oldest entries into {@code batch}, at most {@code most}, waiting for one if there is
   * none.
   *
   * @return false if the queue is closed and empty
   */
  synchronized boolean take(List<Entry> batch, int most) throws InterruptedException {
    while (!closed && isEmpty()) {
      wait();
    }
    while (batch.size() < most) {
      Entry next = next();
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    return !batch.isEmpty();
  }

  /** Whether nothing waits. */
  synchronized boolean isEmpty() {
    return size() == 0 && gap == null;
  }

  /** Takes in nothing more; what waits can still be taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Takes in nothing more and forgets what waits. */
  synchronized void discard() {
    important.clear();
    expendable.clear();
    gap = null;
    close();
  }

  private int size() {
    return important.size() + expendable.size();
  }

  private void drop(Entry at) {
    Entry open = gap;
    gap =
        open == null
            ? new Entry(at.ticket(), at.time(), null, 1)
            : new Entry(open.ticket(), open.time(), null, open.dropped() + 1);
  }

  private @Nullable Entry next() {
    Entry first = older(important.peek(), expendable.peek());
    Entry told = gap;
    if (told != null && (first == null || told.ticket() <= first.ticket())) {
      gap = null;
      return told;
    }
    if (first != null) {
      queueOf(first.event()).remove();
    }
    return first;
  }

  private static @Nullable Entry older(@Nullable Entry a, @Nullable Entry b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.ticket() < b.ticket() ? a : b;
  }

  private ArrayDeque<Entry> queueOf(@Nullable Event event) {
    return event != null && isExpendable(event) ? expendable : important;
  }

  private static boolean isExpendable(Event event) {
    return event.level() == Level.DEBUG || event.name() == EventName.CHECK_RESULT;
  }
}
