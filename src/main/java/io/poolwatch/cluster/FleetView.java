package io.poolwatch.cluster;

import java.util.List;

/**
 * What a node sees of its fleet at one moment.
 *
 * @param node its name
 * @param joined whether it is a member of its fleet; a node that is to be alone always is
 * @param quorate whether it sees more than half of the fleet
 * @param members all that are not yet removed, itself among them, by name
 */
public record FleetView(String node, boolean joined, boolean quorate, List<Member> members) {
  public FleetView {
    members = List.copyOf(members);
  }

  /**
   * One node of the fleet.
   *
   * @param name its name
   * @param address where it is reached, {@code HOST:PORT}; empty for one that is alone
   * @param self whether it is the one that looks
   * @param reachable whether it is heard
   * @param ready whether it takes part: it has read the votes
   * @param vantages of how many servers, of those that the looking node knows, it is a vantage
   * @param load how its probes get on, as it said last
   * @param differing servers that only one of the two nodes knows, or that they know otherwise
   */
  public record Member(
      String name,
      String address,
      boolean self,
      boolean reachable,
      boolean ready,
      int vantages,
      Load load,
      int differing) {}

  /**
   * The view of a node that is alone.
   *
   * @param servers how many it probes
   */
  public static FleetView alone(String node, int servers, Load load) {
    return new FleetView(
        node, true, true, List.of(new Member(node, "", true, true, true, servers, load, 0)));
  }
}
