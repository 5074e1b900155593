package io.poolwatch.api;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.pool.PoolTally;
import java.util.Collection;
import java.util.function.Predicate;

/**
 * Servers by how they stand.
 *
 * @param servers all
 * @param usable those that are UP and READY
 * @param contested of which vantages disagree whether they are DOWN
 * @param stale of which this node could find out nothing for three intervals
 */
@JsonPropertyOrder({
  "servers",
  "usable",
  "up",
  "stopping",
  "down",
  "unknown",
  "contested",
  "stale",
  "drain",
  "maint"
})
record Counts(
    int servers,
    int usable,
    int up,
    int stopping,
    int down,
    int unknown,
    int contested,
    int stale,
    int drain,
    int maint) {

  static Counts of(Collection<Standing> servers) {
    return new Counts(
        servers.size(),
        tally(servers).usable(),
        in(servers, OperationalState.UP),
        in(servers, OperationalState.STOPPING),
        in(servers, OperationalState.DOWN),
        in(servers, OperationalState.UNKNOWN),
        count(servers, server -> server.told().contested()),
        count(servers, Standing::stale),
        count(servers, server -> server.admin() == AdminState.DRAIN),
        count(servers, server -> server.admin() == AdminState.MAINT));
  }

  /** What these servers make of their pool. */
  static PoolTally tally(Collection<Standing> servers) {
    PoolTally tally = PoolTally.NONE;
    for (Standing server : servers) {
      tally = tally.plus(PoolTally.of(server.told().state(), server.admin()));
    }
    return tally;
  }

  private static int in(Collection<Standing> servers, OperationalState state) {
    return count(servers, server -> server.told().state() == state);
  }

  private static int count(Collection<Standing> servers, Predicate<Standing> which) {
    int count = 0;
    for (Standing server : servers) {
      if (which.test(server)) {
        count++;
      }
    }
    return count;
  }
}
