package io.poolwatch.check;

/** Looks for something in a reply that comes in pieces. Immutable, safe for any thread. */
public interface Matcher {

  /** A fresh search through one reply. */
  Search begin();

  /** Bytes below which nothing can be found; at least 0. */
  int minLength();

  /** What is looked for, for messages: {@code string '+PONG'}, {@code regex '^2'}. */
  String describe();

  /**
   * The state of one search; used by one thread at a time. It keeps what it needs so that a reply
   * that comes byte by byte costs no more than a constant times one that comes at once.
   */
  interface Search {

    /**
     * Whether what is looked for is in the bytes that have come so far. Once true, it stays true.
     *
     * @param data holds them from index 0 on; not to be changed or kept
     * @param length how many there are; never fewer than the time before
     * @param last whether the answer counts for good; otherwise the search may put off costly work
     *     until more has come
     */
    boolean found(byte[] data, int length, boolean last);
  }
}
