package io.poolwatch.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be told to the others, gathered for a moment so that a storm of changes is a few
 * messages. Used by one thread.
 */
final class Outbox {
  /** Items in one message: well below what the transport takes at once. */
  static final int BATCH = 300;

  private final Map<VoteBook.Subject, FleetMessage.Cast> votes = new LinkedHashMap<>();
  private final Map<VoteBook.Subject, FleetMessage.Cast> toStore = new LinkedHashMap<>();
  private final Map<String, List<FleetMessage.Suspicion>> suspicions = new LinkedHashMap<>();

  /** This node's vote has changed; only the last one of a server is told. */
  void vote(VoteBook.Subject subject, FleetMessage.Cast cast) {
    votes.put(subject, cast);
    toStore.put(subject, cast);
  }

  /** The vantages at these addresses shall hear a suspicion. */
  void suspect(Collection<String> addresses, FleetMessage.Suspicion suspicion) {
    addresses.forEach(
        address -> suspicions.computeIfAbsent(address, any -> new ArrayList<>()).add(suspicion));
  }

  /**
   * Tells what was gathered; votes go to all.
   *
   * @param suspects whether suspicions are told as well, or forgotten
   */
  void flush(Port port, String self, Collection<String> everybody, boolean suspects) {
    List<FleetMessage.Cast> changed = List.copyOf(votes.values());
    votes.clear();
    for (List<FleetMessage.Cast> some : batches(changed)) {
      FleetMessage message = new FleetMessage.Votes(self, some, false);
      everybody.forEach(address -> port.send(address, message));
    }
    if (suspects) {
      suspicions.forEach(
          (address, all) ->
              batches(all)
                  .forEach(some -> port.send(address, new FleetMessage.Suspect(self, some))));
    }
    suspicions.clear();
  }

  /** Has the votes kept that changed since the last time. */
  void store(Port port, String self) {
    if (!toStore.isEmpty()) {
      port.store(self, List.copyOf(toStore.values()));
      toStore.clear();
    }
  }

  /** Whether there is nothing to tell. */
  boolean isEmpty() {
    return votes.isEmpty() && toStore.isEmpty() && suspicions.isEmpty();
  }

  /** Forgets it all: there is nobody to tell. */
  void clear() {
    votes.clear();
    toStore.clear();
    suspicions.clear();
  }

  /** A list in parts that fit into messages; none of an empty list. */
  static <T> List<List<T>> batches(List<T> all) {
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += BATCH) {
      batches.add(List.copyOf(all.subList(from, Math.min(all.size(), from + BATCH))));
    }
    return batches;
  }
}
