package io.poolwatch.model;

/**
 * A vantage's part in probing a server. Time is cut into slots of one interval, counted on the wall
 * clock from the epoch and shifted by the server's hash; a vantage probes in each {@code count}-th
 * of them, so that all together probe once in each.
 *
 * <p>Clocks only space probes: nothing is decided by them.
 *
 * @param rank which of the vantages it is, from 0
 * @param count how many vantages there are, at least 1
 */
public record Turn(int rank, int count) {

  public Turn {
    if (rank < 0 || rank >= count) {
      throw new IllegalArgumentException("rank " + rank + " of " + count);
    }
  }

  /**
   * When the first slot of this turn begins after a time.
   *
   * @param afterNanos the time, nanoseconds since the epoch
   * @param intervalNanos length of a slot, positive
   * @param shiftNanos by how much slots are shifted, the same on every node
   * @return its begin, nanoseconds since the epoch, later than {@code afterNanos}
   */
  public long next(long afterNanos, long intervalNanos, long shiftNanos) {
    long slot = Math.floorDiv(afterNanos - shiftNanos, intervalNanos) + 1;
    slot += Math.floorMod(rank - slot, (long) count);
    return slot * intervalNanos + shiftNanos;
  }
}
