package io.poolwatch.model;

/**
 * The weight that an agent wants for its server.
 *
 * @param value 0 to 256, or percent of the configured weight, at least 0
 * @param percent whether {@code value} is in percent
 */
public record AgentWeight(int value, boolean percent) {
  /** The highest weight. */
  public static final int MOST = 256;

  private static final int WHOLE = 100;

  /**
   * The weight of a server whose configuration says {@code configured}: 0 to {@link #MOST}.
   *
   * <p>HAProxy's arithmetic, rounded down, but only a weight of 0 and 0 % give 0: HAProxy makes
   * nothing of 75 % of 1.
   */
  public int of(int configured) {
    if (!percent) {
      return value;
    }
    if (value == 0 || configured == 0) {
      return 0;
    }
    long share = (long) configured * value / WHOLE;
    return (int) Math.max(1, Math.min(MOST, share));
  }

  /**
   * The same in percent of a configured weight, for one who has a configured weight of its own; an
   * absolute weight rounded up, so that only 0 gives 0.
   */
  public int percentOf(int configured) {
    if (percent || configured == 0) {
      return percent ? value : 0;
    }
    return (int) ((long) value * WHOLE + configured - 1) / configured;
  }

  /** As an agent writes it: {@code 50%}, {@code 128}. */
  @Override
  public String toString() {
    return percent ? value + "%" : Integer.toString(value);
  }
}
