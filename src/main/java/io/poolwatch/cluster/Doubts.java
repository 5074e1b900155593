package io.poolwatch.cluster;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** With how many servers this node is alone in what it sees. Used by one thread. */
final class Doubts {
  /** Servers that this node suspects or calls down. */
  private final Set<Ballot> bad = new HashSet<>();

  private boolean doubting;

  /** Takes note of whether this node is content with a server. */
  void note(Ballot ballot) {
    if (ballot.bad()) {
      bad.add(ballot);
    } else {
      bad.remove(ballot);
    }
  }

  /** A server is known no more. */
  void forget(Ballot ballot) {
    bad.remove(ballot);
  }

  /**
   * Whether this node had better doubt itself; tells it when that changes.
   *
   * @param well whether the other vantages call a server well
   * @param servers of how many servers this node is a vantage
   */
  boolean look(Predicate<Ballot> well, int servers, FleetEvents events) {
    int alone = Math.toIntExact(bad.stream().filter(well).count());
    boolean now = SelfDoubt.of(alone, servers);
    if (now != doubting) {
      doubting = now;
      events.selfDoubt(now, alone, servers);
    }
    return now;
  }
}
