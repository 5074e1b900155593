package io.poolwatch.cluster;

import io.poolwatch.event.EventLog;
import io.poolwatch.event.NodeEvents;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells what happens to the fleet. */
final class FleetEvents {
  private static final String ACTOR = "/fleet";

  /** A clock that is off by more than this is told; by less than half of it, it is well again. */
  private static final Duration NOTABLE_SKEW = Duration.ofMillis(500);

  private final EventLog log;

  /** The nodes whose clocks are told to be off. */
  private final Set<String> skewed = new HashSet<>();

  /** The nodes that are told to know other servers, and how many. */
  private final Map<String, Integer> mismatched = new HashMap<>();

  FleetEvents(EventLog log) {
    this.log = log;
  }

  /** This node has become a member. */
  void joined(Collection<Peer> members) {
    log.emit(NodeEvents.fleetJoined(ACTOR, names(members)));
  }

  /** This node is no member any more. */
  void lost(String reason) {
    skewed.clear();
    mismatched.clear();
    log.emit(NodeEvents.fleetLost(ACTOR, reason));
  }

  /** Members came or went. */
  void members(Collection<Peer> now, Set<String> before, Set<String> gone) {
    for (Peer peer : now) {
      if (!before.contains(peer.voter())) {
        log.emit(NodeEvents.nodeJoined(ACTOR, peer.name(), peer.address()));
      }
    }
    for (String voter : gone) {
      skewed.remove(voter);
      mismatched.remove(voter);
      int at = voter.indexOf('@');
      String address = voter.substring(at + 1, voter.indexOf('#', at));
      log.emit(NodeEvents.nodeRemoved(ACTOR, voter.substring(0, at), address));
    }
  }

  /** Members fell silent, or are heard again. */
  void reachability(Roster roster, Set<String> before, Set<String> now) {
    List<Peer> lost =
        roster.peers().stream()
            .filter(peer -> now.contains(peer.voter()) && !before.contains(peer.voter()))
            .toList();
    List<Peer> back =
        roster.peers().stream()
            .filter(peer -> before.contains(peer.voter()) && !now.contains(peer.voter()))
            .toList();
    if (!lost.isEmpty()) {
      log.emit(NodeEvents.nodeUnreachable(ACTOR, names(lost)));
    }
    if (!back.isEmpty()) {
      log.emit(NodeEvents.nodeReachable(ACTOR, names(back)));
    }
  }

  /** This side of a cut speaks for the fleet from now on, or no more. */
  void quorate(boolean quorate, Collection<Peer> members, Set<String> silent) {
    List<Peer> heard = members.stream().filter(peer -> !silent.contains(peer.voter())).toList();
    log.emit(NodeEvents.quorateChanged(ACTOR, quorate, names(heard), members.size()));
  }

  /** A node's clock is off by so much, as far as a message tells. */
  void skew(Peer peer, long millis) {
    boolean off = skewed.contains(peer.voter());
    long limit = NOTABLE_SKEW.toMillis();
    if (off ? Math.abs(millis) < limit / 2 : Math.abs(millis) > limit) {
      if (off) {
        skewed.remove(peer.voter());
      } else {
        skewed.add(peer.voter());
      }
      log.emit(NodeEvents.clockSkew(ACTOR, peer.name(), Duration.ofMillis(millis), !off));
    }
  }

  /** Tells which nodes know other servers than this one, where that has changed. */
  void mismatches(Roster roster) {
    for (Peer peer : roster.others()) {
      int differing = roster.differing(peer);
      int told = mismatched.getOrDefault(peer.voter(), 0);
      if (differing != told) {
        if (differing == 0) {
          mismatched.remove(peer.voter());
        } else {
          mismatched.put(peer.voter(), differing);
        }
        log.emit(NodeEvents.configMismatch(ACTOR, peer.name(), differing));
      }
    }
  }

  /** This node doubts itself, or no more. */
  void selfDoubt(boolean doubts, int alone, int servers) {
    log.emit(NodeEvents.selfDoubt(ACTOR, doubts, alone, servers));
  }

  private static List<String> names(Collection<Peer> peers) {
    return peers.stream().map(Peer::name).sorted().toList();
  }
}
