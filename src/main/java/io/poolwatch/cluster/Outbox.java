package io.poolwatch.cluster;

import io.poolwatch.model.ServerId;
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
  /** Bytes of the items in one message: well below the 256 KiB that the transport takes at once. */
  static final int MOST_BYTES = 100 * 1024;

  /**
   * Votes that are kept at once. Each is merged, compared and sent whole by every replicator, some
   * 0.15 ms of each: a storm of changes must not take the time that probes need, or it feeds
   * itself. The others have been told straight by then.
   */
  static final int MOST_STORED = 250;

  /** The same of a node whose probes are late: what it keeps is the last that it has time for. */
  static final int MOST_STORED_LATE = 25;

  private final Map<ServerId, WireVote> votes = new LinkedHashMap<>();
  private final Map<ServerId, WireVote> toStore = new LinkedHashMap<>();
  private final Map<String, List<FleetMessage.Suspicion>> suspicions = new LinkedHashMap<>();

  /** Votes that this node takes back, since the last beat and since the one before. */
  private Map<ServerId, WireVote> withdrawn = new LinkedHashMap<>();

  private Map<ServerId, WireVote> withdrawnBefore = new LinkedHashMap<>();

  /** This node's vote has changed; only the last one of a server is told. */
  void vote(WireVote cast) {
    ServerId server = cast.subject().server();
    votes.put(server, cast);
    toStore.put(server, cast);
    withdrawn.remove(server);
    withdrawnBefore.remove(server);
  }

  /**
   * This node votes on a server no more. The others are told between one and two beats later: by
   * then each knows the vantage that has taken over, and no server is without a vote meanwhile.
   */
  void withdraw(WireVote cast) {
    withdrawn.put(cast.subject().server(), cast);
  }

  /** A beat has passed. */
  void beat() {
    List<WireVote> ripe = List.copyOf(withdrawnBefore.values());
    withdrawnBefore = withdrawn;
    withdrawn = new LinkedHashMap<>();
    ripe.stream()
        .filter(cast -> !withdrawnBefore.containsKey(cast.subject().server()))
        .forEach(this::vote);
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
    List<WireVote> changed = List.copyOf(votes.values());
    votes.clear();
    for (List<WireVote> some : batches(changed)) {
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

  /** Has so many of the votes kept that changed: those that have waited longest. */
  void store(Port port, String self, int most) {
    List<WireVote> oldest = toStore.values().stream().limit(most).toList();
    if (!oldest.isEmpty()) {
      port.store(self, oldest);
      oldest.forEach(cast -> toStore.remove(cast.subject().server()));
    }
  }

  /** Whether there is nothing to tell now. */
  boolean isEmpty() {
    return votes.isEmpty() && toStore.isEmpty() && suspicions.isEmpty();
  }

  /** Forgets it all: there is nobody to tell. */
  void clear() {
    votes.clear();
    toStore.clear();
    suspicions.clear();
    withdrawn.clear();
    withdrawnBefore.clear();
  }

  /** A list in parts that fit into messages by their bytes; none of an empty list. */
  static <T> List<List<T>> batches(List<T> all) {
    List<List<T>> batches = new ArrayList<>();
    int from = 0;
    int bytes = 0;
    for (int at = 0; at < all.size(); at++) {
      int size = FleetSerializer.write(all.get(at)).length;
      if (bytes + size > MOST_BYTES && at > from) {
        batches.add(List.copyOf(all.subList(from, at)));
        from = at;
        bytes = 0;
      }
      bytes += size;
    }
    if (from < all.size()) {
      batches.add(List.copyOf(all.subList(from, all.size())));
    }
    return batches;
  }
}
