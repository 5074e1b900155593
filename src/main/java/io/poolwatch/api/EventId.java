package io.poolwatch.api;

import org.jspecify.annotations.Nullable;

/**
 * The id of an event on a stream: {@code NODE:START:SEQ}.
 *
 * @param node the node that told it
 * @param start when its process began, milliseconds since the epoch
 * @param seq the event's number there
 */
record EventId(String node, long start, long seq) {
  private static final int MOST_DIGITS = 18;

  /** Reads one; null if it is none. A node's name may hold colons itself. */
  static @Nullable EventId read(String text) {
    int last = text.lastIndexOf(':');
    int middle = last < 1 ? -1 : text.lastIndexOf(':', last - 1);
    if (middle < 1) {
      return null;
    }
    long start = number(text.substring(middle + 1, last));
    long seq = number(text.substring(last + 1));
    return start < 0 || seq < 0 ? null : new EventId(text.substring(0, middle), start, seq);
  }

  private static long number(String digits) {
    boolean plain =
        !digits.isEmpty()
            && digits.length() <= MOST_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return plain ? Long.parseLong(digits) : -1;
  }

  @Override
  public String toString() {
    return node + ":" + start + ":" + seq;
  }
}
