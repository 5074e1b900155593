package io.poolwatch.cluster;

import java.util.HashSet;
import java.util.Set;

/**
 * What a node that has joined has still to read: the votes of the others, and which servers they
 * know. Used by one thread.
 */
final class Reading {
  /** Voters whose votes are still to come. */
  private final Set<String> unread = new HashSet<>();

  private final Set<String> asked = new HashSet<>();

  /** All others that are active are asked. */
  Reading(Roster roster) {
    roster.others().stream().filter(Peer::active).map(Peer::voter).forEach(asked::add);
    unread.addAll(asked);
  }

  /** All votes of a voter have come. */
  void read(String voter) {
    unread.remove(voter);
  }

  /** The members that have not told all yet. */
  Set<String> missing(Roster roster) {
    Set<String> missing = new HashSet<>();
    for (String voter : asked) {
      boolean told = !unread.contains(voter) && roster.informed(voter);
      if (!told && roster.peer(voter) != null) {
        missing.add(voter);
      }
    }
    return missing;
  }
}
