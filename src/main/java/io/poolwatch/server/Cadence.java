package io.poolwatch.server;

import io.poolwatch.model.ServerId;
import io.poolwatch.model.Turn;
import org.jspecify.annotations.Nullable;

/**
 * When the next probe is due: a fixed step from the last due time, so that neither the probe's
 * duration nor its lateness stretches the interval. Slots that went by are skipped.
 *
 * @param dueNanos when the next probe is due
 * @param skipped slots that went by while the last probe ran
 */
public record Cadence(long dueNanos, int skipped) {

  /**
   * The next due time.
   *
   * @param lastDueNanos when the last probe was due
   * @param intervalNanos the interval that applies now, positive
   * @param nowNanos now; a slot that is due at this very moment has not gone by
   */
  static Cadence next(long lastDueNanos, long intervalNanos, long nowNanos) {
    long due = lastDueNanos + intervalNanos;
    long behind = nowNanos - due;
    if (behind <= 0) {
      return new Cadence(due, 0);
    }
    long missed = (behind - 1) / intervalNanos + 1;
    return new Cadence(due + missed * intervalNanos, (int) Math.min(missed, Integer.MAX_VALUE));
  }

  /**
   * The next due time of a vantage, which probes in its own slots alone. No slot is given that
   * begins within a tenth of an interval after the last probe: a wall clock that is coarse, or was
   * set back a little, would give the same one twice.
   *
   * @param turn which slots those are
   * @param lastDueNanos when the last probe was due
   * @param intervalNanos length of a slot, positive
   * @param shiftNanos by how much slots are shifted
   * @param now the two clocks
   */
  static Cadence inTurn(
      Turn turn, long lastDueNanos, long intervalNanos, long shiftNanos, Clocks now) {
    long lastWall = now.wallNanos() - (now.nanos() - lastDueNanos);
    long after = Math.max(now.wallNanos(), lastWall + intervalNanos / 10);
    long wall = turn.next(after, intervalNanos, shiftNanos);
    long due = now.nanos() + wall - now.wallNanos();
    long step = intervalNanos * turn.count();
    long steps = (due - lastDueNanos + step / 2) / step;
    return new Cadence(due, (int) Math.min(Math.max(0, steps - 1), Integer.MAX_VALUE));
  }

  /** A hash of a check of a server, the same on every node; {@code check} is null for the only. */
  public static int identity(ServerId server, @Nullable String check) {
    int hash = 31 * server.pool().hashCode() + server.server().hashCode();
    return check == null ? hash : 31 * hash + check.hashCode();
  }

  /**
   * The delay of a server's first probe: its identity spreads it over the interval, so that it is
   * the same at every start and no start makes a storm.
   *
   * @param identityHash hash of the server's identity, any value
   * @param spanNanos the interval, capped as configured; positive
   */
  public static long firstDelay(int identityHash, long spanNanos) {
    // Fibonacci hashing (Knuth, volume 3, 6.4): names that differ by a digit end far apart.
    long mixed = (identityHash * 0x9E3779B97F4A7C15L) >>> 1;
    return mixed % spanNanos;
  }

  /**
   * An interval with jitter.
   *
   * @param spreadPercent how far it may differ, 0 to 50 percent of the interval
   * @param random uniform in [0, 1)
   */
  static long jittered(long intervalNanos, int spreadPercent, double random) {
    double noise = (2 * random - 1) * spreadPercent / 100.0;
    return Math.max(1, Math.round(intervalNanos * (1 + noise)));
  }
}
