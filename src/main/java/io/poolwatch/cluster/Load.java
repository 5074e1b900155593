package io.poolwatch.cluster;

/**
 * How a node's probes get on.
 *
 * @param due probes that were due in the last second
 * @param done probes that were done in it
 * @param overdue probes that wait to be started
 * @param lagMicros 99th percentile of how late probes started in the last ten seconds, microseconds
 */
public record Load(long due, long done, long overdue, long lagMicros) {
  /** Nothing was probed, or nothing is known. */
  public static final Load NONE = new Load(0, 0, 0, 0);

  /** A node whose probes start later than this, microseconds, has more to do than it can. */
  private static final long LATE_MICROS = 250_000;

  /** Whether it does not keep up with its probes. */
  boolean late() {
    return lagMicros > LATE_MICROS;
  }
}
