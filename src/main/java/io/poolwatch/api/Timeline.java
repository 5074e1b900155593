package io.poolwatch.api;

import java.util.ArrayList;
import java.util.List;

/** The last events, by number. Written by one thread; safe for any to read. */
final class Timeline {
  /** How many are kept. */
  static final int KEPT = 10_000;

  private final TimelineEntry[] ring;
  private int size;
  private int next;

  Timeline() {
    this(KEPT);
  }

  Timeline(int kept) {
    ring = new TimelineEntry[kept];
  }

  synchronized void add(TimelineEntry entry) {
    ring[next] = entry;
    next = (next + 1) % ring.length;
    size = Math.min(size + 1, ring.length);
  }

  private TimelineEntry at(int age) {
    return ring[Math.floorMod(next - 1 - age, ring.length)];
  }

  /** The number of the oldest that is kept; one above the last if none is. */
  synchronized long first() {
    return size == 0 ? 1 : at(size - 1).seq();
  }

  /** The number of the newest; 0 if there is none. */
  synchronized long last() {
    return size == 0 ? 0 : at(0).seq();
  }

  /** All behind a number, oldest first. */
  synchronized List<TimelineEntry> after(long seq) {
    List<TimelineEntry> entries = new ArrayList<>();
    int age = 0;
    while (age < size && at(age).seq() > seq) {
      age++;
    }
    while (age > 0) {
      entries.add(at(--age));
    }
    return entries;
  }

  /**
   * What a query finds, newest first.
   *
   * @param entries at most as many as were asked for
   * @param more whether there may be older ones
   */
  record Found(List<TimelineEntry> entries, boolean more) {
    Found {
      entries = List.copyOf(entries);
    }
  }

  /** Those that a query is about. */
  synchronized Found find(TimelineQuery query) {
    List<TimelineEntry> found = new ArrayList<>();
    for (int age = 0; age < size; age++) {
      TimelineEntry entry = at(age);
      if (query.wants(entry)) {
        if (found.size() == query.limit()) {
          return new Found(found, true);
        }
        found.add(entry);
      }
    }
    return new Found(found, false);
  }
}
