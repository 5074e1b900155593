package io.poolwatch.cluster;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The view of the fleet for whoever wants to look: drawn by the fleet's actor, readable by anyone.
 */
final class FleetViews {
  private volatile FleetView latest;

  /** Of how many servers each node is a vantage, by voter; counted again where that may differ. */
  private final Map<String, Integer> shares = new HashMap<>();

  private boolean counted;

  /** Views of a node that looks for its fleet. */
  FleetViews(String node) {
    latest = new FleetView(node, false, false, List.of());
  }

  /** What was drawn last. */
  FleetView latest() {
    return latest;
  }

  /** Servers may have other vantages from now on. */
  void reassigned() {
    counted = false;
  }

  /**
   * Draws another one.
   *
   * @param vantages those of each server
   * @param own how this node's probes get on
   */
  void draw(
      Roster roster,
      Stream<List<Peer>> vantages,
      boolean joined,
      boolean quorate,
      Load own,
      long nowNanos) {
    if (!counted) {
      count(vantages);
    }
    List<FleetView.Member> members =
        roster.peers().stream()
            .map(peer -> member(roster, peer, own, nowNanos))
            .sorted(
                Comparator.comparing(FleetView.Member::name)
                    .thenComparing(FleetView.Member::address, Addresses.ORDER))
            .toList();
    latest = new FleetView(roster.self().name(), joined, quorate, members);
  }

  private void count(Stream<List<Peer>> vantages) {
    shares.clear();
    vantages.flatMap(List::stream).forEach(peer -> shares.merge(peer.voter(), 1, Integer::sum));
    counted = true;
  }

  private FleetView.Member member(Roster roster, Peer peer, Load own, long nowNanos) {
    boolean self = roster.isSelf(peer);
    FleetMessage.Beacon said = roster.beacon(peer);
    return new FleetView.Member(
        peer.name(),
        peer.address(),
        self,
        roster.reachable(peer, nowNanos),
        self ? roster.ready() : said != null && said.ready(),
        shares.getOrDefault(peer.voter(), 0),
        self ? own : load(said),
        roster.differing(peer));
  }

  /** What a node said last of itself; of one that has said nothing yet, nothing. */
  private static Load load(FleetMessage.@Nullable Beacon said) {
    return said == null
        ? Load.NONE
        : new Load(said.due(), said.done(), said.overdue(), said.lagMicros());
  }
}
