package io.poolwatch.event;

import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.Level;
import java.time.Duration;
import java.util.List;

/** Makes the events that the fleet of nodes tells; like {@link Events}. */
public final class NodeEvents {
  private NodeEvents() {}

  /** This node is a member of the fleet, with these. */
  public static Event fleetJoined(String actor, List<String> nodes) {
    return Event.of(EventName.FLEET_JOINED, Level.INFO, actor).with("nodes", nodes).build();
  }

  /** This node is no member of the fleet any more; it probes on alone. */
  public static Event fleetLost(String actor, String reason) {
    return Event.of(EventName.FLEET_LOST, Level.WARN, actor).with("reason", reason).build();
  }

  /** Another node has become a member. */
  public static Event nodeJoined(String actor, String name, String address) {
    return Event.of(EventName.NODE_JOINED, Level.INFO, actor)
        .with("nodes", List.of(name))
        .with("address", address)
        .build();
  }

  /** Another node is no member any more. */
  public static Event nodeRemoved(String actor, String name, String address) {
    return Event.of(EventName.NODE_REMOVED, Level.WARN, actor)
        .with("nodes", List.of(name))
        .with("address", address)
        .build();
  }

  /** Members are not heard any more; their votes don't count meanwhile. */
  public static Event nodeUnreachable(String actor, List<String> nodes) {
    return Event.of(EventName.NODE_UNREACHABLE, Level.WARN, actor).with("nodes", nodes).build();
  }

  /** Members are heard again. */
  public static Event nodeReachable(String actor, List<String> nodes) {
    return Event.of(EventName.NODE_REACHABLE, Level.INFO, actor).with("nodes", nodes).build();
  }

  /**
   * Whether this node's side speaks for the fleet has changed.
   *
   * @param nodes the members that it hears, itself among them
   * @param members how many members there are
   */
  public static Event quorateChanged(
      String actor, boolean quorate, List<String> nodes, int members) {
    return Event.of(EventName.QUORATE_CHANGED, quorate ? Level.INFO : Level.WARN, actor)
        .with("quorate", quorate)
        .with("nodes", nodes)
        .with("members", members)
        .build();
  }

  /**
   * A node's clock differs from this one's by more than is good for taking turns, or no more does.
   *
   * @param by how much it is ahead; negative if it is behind
   */
  public static Event clockSkew(String actor, String node, Duration by, boolean off) {
    return Event.of(EventName.CLOCK_SKEW, off ? Level.WARN : Level.INFO, actor)
        .with("nodes", List.of(node))
        .with("ms", by)
        .build();
  }

  /**
   * A node has another configuration.
   *
   * @param count servers that one of the two does not know, or knows otherwise; 0 if there are none
   *     any more
   */
  public static Event configMismatch(String actor, String node, int count) {
    return Event.of(EventName.CONFIG_MISMATCH, count == 0 ? Level.INFO : Level.WARN, actor)
        .with("nodes", List.of(node))
        .with("count", count)
        .build();
  }

  /**
   * Of two admin states that were set without knowledge of each other, this is the one that does
   * not hold.
   */
  public static Event adminSuperseded(String actor, AdminRegister loser) {
    return Event.of(EventName.ADMIN_SUPERSEDED, Level.WARN, actor)
        .server(loser.server())
        .with("to", loser.state())
        .with("setBy", loser.node())
        .with("author", loser.author())
        .with("reason", loser.reason().isEmpty() ? null : loser.reason())
        .build();
  }

  /**
   * This node is alone with too many of its views and sends no suspicion, or does again.
   *
   * @param alone servers that it suspects, or calls down, and the others call well
   * @param servers servers whose vantage it is
   */
  public static Event selfDoubt(String actor, boolean doubts, int alone, int servers) {
    return Event.of(EventName.SELF_DOUBT, doubts ? Level.WARN : Level.INFO, actor)
        .with("doubts", doubts)
        .with("count", alone)
        .with("servers", servers)
        .build();
  }
}
