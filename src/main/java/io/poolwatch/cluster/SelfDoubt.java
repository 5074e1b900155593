package io.poolwatch.cluster;

/**
 * Whether a node had better doubt itself: it suspects more than a tenth of its servers, and five at
 * the least, which their other vantages call well. Then the trouble is likely its own.
 */
final class SelfDoubt {
  private static final int LEAST = 5;
  private static final int SHARE = 10;

  private SelfDoubt() {}

  /**
   * The answer.
   *
   * @param alone servers that it suspects, or calls down, and the others call well
   * @param servers all servers whose vantage it is
   */
  static boolean of(int alone, int servers) {
    return alone >= LEAST && (long) alone * SHARE > servers;
  }
}
