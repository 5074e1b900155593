package io.poolwatch.cluster;

import io.poolwatch.model.Fleet;
import io.poolwatch.model.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which nodes probe a server: a pure function of the server and of who is there, so that all nodes
 * come to the same answer without asking anybody.
 *
 * <p>Rendezvous hashing (Thaler and Ravishankar, 1998): when a node comes or goes, only the servers
 * that it gets or had change their vantages.
 */
final class Vantages {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private record Candidate(Peer peer, long weight) {}

  private Vantages() {}

  /**
   * The vantages of a server, the first rank first: of the nodes that carry its tags those of the
   * greatest weights, but one of another zone before one whose zone has a vantage already.
   *
   * @param peers the nodes that may probe it
   */
  static List<Peer> of(ServerId server, Fleet.Profile profile, Collection<Peer> peers) {
    List<Candidate> candidates = new ArrayList<>(peers.size());
    long hash = hash(hash(FNV_OFFSET, server.pool()), server.server());
    for (Peer peer : peers) {
      if (peer.tags().containsAll(profile.tags())) {
        candidates.add(new Candidate(peer, mixed(hash(hash, peer.name()))));
      }
    }
    candidates.sort(
        Comparator.comparingLong(Candidate::weight)
            .reversed()
            .thenComparing(candidate -> candidate.peer().voter()));
    return chosen(candidates, profile.vantages());
  }

  private static List<Peer> chosen(List<Candidate> candidates, int count) {
    List<Peer> chosen = new ArrayList<>(Math.min(count, candidates.size()));
    List<Peer> spare = new ArrayList<>();
    Set<String> zones = new HashSet<>();
    for (Candidate candidate : candidates) {
      String zone = candidate.peer().zone();
      if (chosen.size() < count && (zone == null || zones.add(zone))) {
        chosen.add(candidate.peer());
      } else {
        spare.add(candidate.peer());
      }
    }
    for (Peer peer : spare.subList(0, Math.min(spare.size(), count - chosen.size()))) {
      chosen.add(peer);
    }
    return List.copyOf(chosen);
  }

  /** FNV-1a over the text's characters and one that ends it. */
  private static long hash(long seed, String text) {
    long hash = seed;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return (hash ^ 0xff) * FNV_PRIME;
  }

  /** The finalizer of MurmurHash3, which spreads what FNV-1a leaves in the low bits. */
  private static long mixed(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
