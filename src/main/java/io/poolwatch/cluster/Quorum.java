package io.poolwatch.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.function.Predicate;

/** Whether a side of a cut is the one that speaks for the fleet. */
final class Quorum {

  private Quorum() {}

  /**
   * Whether more than half of the members are reachable; of two halves it is the one with the
   * lowest address.
   *
   * @param members all that are not yet removed, this node among them
   * @param reachable whether this node hears a member, or is it
   */
  static boolean of(Collection<Peer> members, Predicate<Peer> reachable) {
    long heard = members.stream().filter(reachable).count();
    if (2 * heard != members.size()) {
      return 2 * heard > members.size();
    }
    return members.stream()
        .min(Comparator.comparing(Peer::address, Addresses.ORDER))
        .filter(reachable)
        .isPresent();
  }
}
