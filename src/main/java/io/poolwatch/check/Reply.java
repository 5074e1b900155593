package io.poolwatch.check;

import java.util.Arrays;
import org.apache.pekko.util.ByteString;

/** The bytes that came since the last send: at most a budget's worth, the rest is dropped. */
final class Reply {
  private static final byte[] NOTHING = new byte[0];
  private static final int FIRST_CAPACITY = 256;

  private final int budget;
  private byte[] data = NOTHING;
  private int kept;
  private int received;
  private boolean dropped;

  Reply(int budget) {
    this.budget = budget;
  }

  /** Counts bytes that have come and returns those that are within the budget. */
  ByteString admit(ByteString bytes) {
    int room = budget - received;
    ByteString admitted = bytes.length() > room ? bytes.take(room) : bytes;
    received += admitted.length();
    dropped |= admitted.length() < bytes.length();
    return admitted;
  }

  /** Counts bytes that have come and keeps those that are within the budget. */
  void keep(ByteString bytes) {
    ByteString admitted = admit(bytes);
    int size = admitted.length();
    if (kept + size > data.length) {
      int doubled = Math.max(FIRST_CAPACITY, 2 * data.length);
      data = Arrays.copyOf(data, Math.max(kept + size, Math.min(budget, doubled)));
    }
    admitted.copyToArray(data, kept, size);
    kept += size;
  }

  /** Hands over what was kept; it stays counted. */
  ByteString drain() {
    ByteString all = ByteString.fromArray(data, 0, kept);
    kept = 0;
    return all;
  }

  /** Begins a new reply. */
  void forget() {
    kept = 0;
    renew();
  }

  /** Begins a new budget, on which what was kept and not yet handed over counts. */
  void renew() {
    received = kept;
    dropped = false;
  }

  /** The bytes kept, from index 0 to {@link #length()}. */
  byte[] data() {
    return data;
  }

  /** How many bytes are kept. */
  int length() {
    return kept;
  }

  /** Whether nothing has come for this reply. */
  boolean empty() {
    return received == 0;
  }

  /** Whether the budget is used up. */
  boolean full() {
    return received >= budget;
  }

  /**
   * Whether more than the budget has come, so that what comes next does not follow what is here.
   */
  boolean dropped() {
    return dropped;
  }
}
