package io.poolwatch.pool;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.OperationalState;

/**
 * How many servers of a pool may take traffic, and what that makes of the pool.
 *
 * @param usable servers that are UP and READY
 * @param unknown servers of which nothing is known
 * @param total all servers
 */
public record PoolTally(int usable, int unknown, int total) {

  /** Nothing counted yet. */
  public static final PoolTally NONE = new PoolTally(0, 0, 0);

  /** What one server counts for. */
  public static PoolTally of(OperationalState state, AdminState admin) {
    boolean ready = admin == AdminState.READY;
    return new PoolTally(
        ready && state == OperationalState.UP ? 1 : 0,
        ready && state == OperationalState.UNKNOWN ? 1 : 0,
        1);
  }

  /** Both together. */
  public PoolTally plus(PoolTally other) {
    return new PoolTally(usable + other.usable, unknown + other.unknown, total + other.total);
  }

  PoolTally minus(PoolTally other) {
    return new PoolTally(usable - other.usable, unknown - other.unknown, total - other.total);
  }

  /** UP while one is usable; DOWN when none is; UNKNOWN while one might be. */
  public OperationalState state() {
    if (usable > 0) {
      return OperationalState.UP;
    }
    return unknown > 0 || total == 0 ? OperationalState.UNKNOWN : OperationalState.DOWN;
  }
}
