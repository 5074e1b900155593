package io.poolwatch.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of slots, handed out in the order of asking. Safe for any thread; never blocks.
 */
final class Slots {
  private final int capacity;
  private final Deque<Slot> waiting = new ArrayDeque<>();
  private int used;

  Slots(int capacity) {
    this.capacity = capacity;
  }

  /** One holder's place: waiting, held, or given back. */
  final class Slot {
    private final Runnable whenFree;
    private boolean held;
    private boolean done;

    private Slot(Runnable whenFree) {
      this.whenFree = whenFree;
    }

    /** Whether the slot is held already; if not, {@code whenFree} runs once it is. */
    boolean held() {
      synchronized (Slots.this) {
        return held;
      }
    }

    /** Gives the slot back, or gives up waiting for it; nothing the second time. */
    void release() {
      Slot next = leave(this);
      if (next != null) {
        next.whenFree.run();
      }
    }
  }

  /**
   * Asks for a slot.
   *
   * @param whenFree runs, on the thread that gave a slot back, once a slot that had to be waited
   *     for is held; must not block
   */
  synchronized Slot ask(Runnable whenFree) {
    Slot slot = new Slot(whenFree);
    if (used < capacity) {
      used++;
      slot.held = true;
    } else {
      waiting.add(slot);
    }
    return slot;
  }

  private synchronized @Nullable Slot leave(Slot slot) {
    if (slot.done) {
      return null;
    }
    slot.done = true;
    if (!slot.held) {
      waiting.remove(slot);
      return null;
    }
    Slot next = waiting.poll();
    if (next == null) {
      used--;
    } else {
      next.held = true;
    }
    return next;
  }

  synchronized int waiting() {
    return waiting.size();
  }

  synchronized int used() {
    return used;
  }
}
