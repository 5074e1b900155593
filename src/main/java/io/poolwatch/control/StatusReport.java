package io.poolwatch.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Vote;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a service stands, as {@code poolwatch status --json} tells it. The form is stable: fields are
 * added, never renamed.
 *
 * @param version of this form
 * @param time when, ISO 8601 in UTC
 * @param poolwatch the program's version
 * @param node the name of the node that answers
 * @param joined whether it is a member of its fleet; a node that is to be alone always is
 * @param quorate whether it sees more than half of the fleet
 * @param nodes the fleet as this node sees it
 * @param counts all servers
 * @param pools all pools, by name
 * @param servers those that want a look: not UP, contested, stale, or with an admin state; the
 *     worst first
 * @param omitted how many more of these there are
 */
@JsonPropertyOrder({
  "version",
  "time",
  "poolwatch",
  "node",
  "joined",
  "quorate",
  "nodes",
  "counts",
  "pools",
  "servers",
  "omitted"
})
public record StatusReport(
    int version,
    String time,
    String poolwatch,
    String node,
    boolean joined,
    boolean quorate,
    List<NodeLine> nodes,
    Counts counts,
    List<PoolLine> pools,
    List<ServerLine> servers,
    int omitted) {
  /** The version of this form. */
  static final int VERSION = 1;

  public StatusReport {
    nodes = List.copyOf(nodes);
    pools = List.copyOf(pools);
    servers = List.copyOf(servers);
  }

  /** Whether no server is DOWN or contested, and the node is quorate. */
  public boolean sound() {
    return counts.down() == 0 && counts.contested() == 0 && quorate;
  }

  /**
   * A node of the fleet.
   *
   * @param name its name
   * @param address where other nodes reach it; empty if it is alone
   * @param self whether it is the one that answers
   * @param reachable whether it is heard
   * @param ready whether it takes part
   * @param vantageOf its share: of how many servers it is a vantage
   * @param due probes that were due in the last second
   * @param done probes that were done in it
   * @param overdue probes that wait to be started
   * @param lagP99Ms 99th percentile of how late probes started, milliseconds
   * @param differing servers of which its configuration differs from that of this node
   */
  @JsonPropertyOrder({
    "name",
    "address",
    "self",
    "reachable",
    "ready",
    "vantageOf",
    "due",
    "done",
    "overdue",
    "lagP99Ms",
    "differing"
  })
  public record NodeLine(
      String name,
      String address,
      boolean self,
      boolean reachable,
      boolean ready,
      int vantageOf,
      long due,
      long done,
      long overdue,
      double lagP99Ms,
      int differing) {}

  /**
   * Servers by how they stand.
   *
   * @param servers all
   * @param contested of which vantages disagree whether they are DOWN
   * @param stale of which this node could find out nothing for three intervals
   */
  @JsonPropertyOrder({"servers", "up", "stopping", "down", "unknown", "contested", "stale"})
  public record Counts(
      int servers, int up, int stopping, int down, int unknown, int contested, int stale) {}

  /**
   * A pool.
   *
   * @param pool its name
   * @param state UP while a server is usable
   * @param usable servers that are UP and READY
   * @param total all its servers
   */
  @JsonPropertyOrder({"pool", "state", "usable", "total"})
  public record PoolLine(String pool, OperationalState state, int usable, int total) {}

  /**
   * A server that wants a look.
   *
   * @param state the verdict
   * @param admin the admin state that holds
   * @param contested whether vantages disagree whether it is DOWN
   * @param stale whether this node could find out nothing for three intervals
   * @param health this node's counter, {@code 0/2 DOWN}, if it says the same; null else
   * @param status of the deciding probe; null if none decided
   * @param info of the deciding probe; null if there is none
   * @param votes those that the verdict follows from
   */
  @JsonPropertyOrder({
    "pool",
    "server",
    "state",
    "admin",
    "contested",
    "stale",
    "health",
    "status",
    "info",
    "votes"
  })
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ServerLine(
      String pool,
      String server,
      OperationalState state,
      AdminState admin,
      boolean contested,
      boolean stale,
      @Nullable String health,
      @Nullable CheckStatus status,
      @Nullable String info,
      List<VoteLine> votes) {
    public ServerLine {
      votes = List.copyOf(votes);
    }
  }

  /**
   * A vote.
   *
   * @param node whose
   * @param vote what it says
   * @param status of the probe that decided it; null if none did
   * @param info of that probe; null if there is none
   */
  @JsonPropertyOrder({"node", "vote", "status", "info"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record VoteLine(
      String node, Vote.Choice vote, @Nullable CheckStatus status, @Nullable String info) {}
}
