package io.poolwatch.cluster;

import java.util.HashSet;
import java.util.Set;

/**
 * Who is heard by this node, and whether its side of a cut speaks for the fleet; tells what
 * changes. Used by one thread.
 */
final class Outlook {
  private final FleetEvents events;
  private Set<String> unreachable = Set.of();
  private Set<String> silent = Set.of();
  private boolean quorate;

  Outlook(FleetEvents events) {
    this.events = events;
  }

  /** Whether this side of a cut speaks for the fleet. */
  boolean quorate() {
    return quorate;
  }

  /** Whether a member was heard when it was looked last, which is also when the quorum was seen. */
  boolean hears(Peer peer) {
    return !silent.contains(peer.voter());
  }

  /** Whether a member was missing, by whatever way, when it was looked last. */
  boolean misses(Peer peer) {
    return unreachable.contains(peer.voter()) || silent.contains(peer.voter());
  }

  /**
   * Looks again.
   *
   * @param member whether this node takes part in a fleet: else it speaks for none
   * @return whether that changes what votes count for
   */
  boolean look(Roster roster, boolean member, long nowNanos) {
    Set<String> gone = new HashSet<>();
    Set<String> mute = new HashSet<>();
    for (Peer peer : roster.peers()) {
      if (!roster.reachable(peer, nowNanos)) {
        gone.add(peer.voter());
      }
      if (!roster.heard(peer, nowNanos)) {
        mute.add(peer.voter());
      }
    }
    boolean speaks = member && roster.quorate(nowNanos);
    boolean changed = !mute.equals(silent) || speaks != quorate;
    events.reachability(roster, unreachable, gone);
    if (speaks != quorate) {
      events.quorate(speaks, roster.peers(), gone);
    }
    unreachable = gone;
    silent = mute;
    quorate = speaks;
    return changed;
  }
}
