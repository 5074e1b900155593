package io.poolwatch.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Hears what other nodes say, and answers them. Used by the thread of the fleet's actor alone. */
final class Correspondent {
  /** So many nodes may ask before this one knows them. */
  private static final int MOST_EARLY = 256;

  /** One node is not asked more often: the answer may be long, and both may be short of time. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

  /** What follows from what was heard. */
  interface Consequences {
    /** Who knows what has changed. */
    void reassignSoon();

    /** Something was read; perhaps that is all that was to be read. */
    void read();

    /** Who is heard may have changed. */
    void look();
  }

  private final Presence presence;
  private final Ballots ballots;
  private final AdminClerk clerk;
  private final Courier courier;
  private final Herald herald;
  private final FleetEvents events;
  private final LongSupplier wallMillis;
  private final Consequences consequences;

  /** Who has asked for votes, but is no member as far as this node knows. */
  private final Set<String> early = new HashSet<>();

  /** Who was asked because it had been silent, and when. */
  private final Map<String, Long> asked = new HashMap<>();

  /**
   * One that has heard nothing yet.
   *
   * @param wallMillis the wall clock, milliseconds since the epoch
   */
  Correspondent(
      Presence presence,
      Ballots ballots,
      AdminClerk clerk,
      Courier courier,
      Herald herald,
      FleetEvents events,
      LongSupplier wallMillis,
      Consequences consequences) {
    this.presence = presence;
    this.ballots = ballots;
    this.clerk = clerk;
    this.courier = courier;
    this.herald = herald;
    this.events = events;
    this.wallMillis = wallMillis;
    this.consequences = consequences;
  }

  /** Another node says something. */
  void hear(FleetMessage message) {
    if (message instanceof FleetMessage.Beacon beacon) {
      onBeacon(beacon);
    } else if (message instanceof FleetMessage.Votes votes) {
      ballots.hear(votes.from(), votes.votes(), presence.scene());
      if (votes.last()) {
        presence.read(votes.from());
        consequences.read();
      }
    } else if (message instanceof FleetMessage.Suspect suspect) {
      long now = presence.now();
      suspect.servers().forEach(suspicion -> ballots.suspect(suspect.from(), suspicion, now));
    } else if (message instanceof FleetMessage.Administer wanted) {
      clerk.hear(wanted, presence.self());
    } else if (message instanceof FleetMessage.Administered kept) {
      clerk.hear(kept, presence.self());
    } else if (message instanceof FleetMessage.Config config) {
      if (presence.roster().learn(config)) {
        consequences.reassignSoon();
        consequences.read();
      }
    } else {
      onQuestion(message);
    }
  }

  private void onBeacon(FleetMessage.Beacon beacon) {
    Roster roster = presence.roster();
    Peer peer = roster.peer(beacon.from());
    if (peer == null) {
      return;
    }
    FleetMessage.Beacon before = roster.beacon(peer);
    boolean asks = roster.hear(beacon, presence.now());
    if (asks) {
      courier.send(peer, new FleetMessage.AskConfig(presence.self()));
    }
    if (!beacon.admin().equals(clerk.digest())) {
      courier.send(peer, new FleetMessage.AskAdmin(presence.self()));
    }
    if (presence.steady()) {
      events.skew(peer, beacon.wallMillis() - wallMillis.getAsLong());
    }
    boolean knew = before != null && before.config().equals(beacon.config());
    boolean took = before != null && before.ready();
    if (took != beacon.ready() || (!knew && !asks)) {
      consequences.reassignSoon();
    }
    if (presence.misses(peer)) {
      askAgain(peer);
      consequences.look();
    }
    consequences.read();
  }

  /** One that was not heard for a while may have said what was lost. */
  private void askAgain(Peer peer) {
    long now = presence.now();
    Long before = asked.get(peer.voter());
    if (before == null || now - before > ASK_AGAIN.toNanos()) {
      asked.put(peer.voter(), now);
      courier.send(peer, new FleetMessage.AskVotes(presence.self()));
    }
  }

  private void onQuestion(FleetMessage question) {
    Peer peer = presence.roster().peer(question.from());
    if (peer == null) {
      if (question instanceof FleetMessage.AskVotes && early.size() < MOST_EARLY) {
        early.add(question.from());
      }
    } else if (question instanceof FleetMessage.AskVotes) {
      courier.tellVotes(peer, herald.beacon(), ballots.ownVotes());
    } else if (question instanceof FleetMessage.AskConfig) {
      courier.tellConfig(peer, presence.roster());
    } else if (question instanceof FleetMessage.AskAdmin) {
      clerk.tell(peer.voter(), presence.self());
    }
  }

  /** The members are others now; who has asked too early is answered as soon as it is known. */
  void answerEarly() {
    asked.keySet().retainAll(presence.roster().voters());
    List<String> known = early.stream().filter(presence.roster().voters()::contains).toList();
    for (String voter : known) {
      early.remove(voter);
      onQuestion(new FleetMessage.AskVotes(voter));
    }
  }

  /** There is no fleet any more. */
  void forget() {
    early.clear();
    asked.clear();
  }
}
