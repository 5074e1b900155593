package io.poolwatch.cluster;

import io.poolwatch.cluster.FleetCommand.Tick;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Takes what this node has to say to the others, if there is a way. Used by the thread of the
 * fleet's actor alone.
 */
final class Courier {
  private static final Duration FLUSH = Duration.ofMillis(50);

  /** What is kept repairs what got lost; a vote that changes to and fro is kept once. */
  private static final Duration STORE = Duration.ofSeconds(1);

  private final TimerScheduler<FleetCommand> timers;
  private final Outbox outbox = new Outbox();
  private @Nullable Port port;

  Courier(TimerScheduler<FleetCommand> timers) {
    this.timers = timers;
  }

  /** Gathers what is told in a moment. */
  Outbox outbox() {
    return outbox;
  }

  /** There is a way from now on. */
  void open(Port way) {
    port = way;
  }

  /** There is none any more: what was to be told is forgotten. */
  void close() {
    port = null;
    outbox.clear();
  }

  /** Tells a member something; nothing comes of it if it is none, or there is no way. */
  void send(@Nullable Peer peer, FleetMessage message) {
    if (peer != null && port != null) {
      port.send(peer.address(), message);
    }
  }

  /** Tells all others something. */
  void broadcast(Roster roster, FleetMessage message) {
    roster.others().forEach(peer -> send(peer, message));
  }

  /** Answers who asks for all of this node's votes; {@code beacon} has them count. */
  void tellVotes(Peer peer, FleetMessage.Beacon beacon, List<WireVote> votes) {
    send(peer, beacon);
    for (List<WireVote> some : Outbox.batches(votes)) {
      send(peer, new FleetMessage.Votes(beacon.from(), some, false));
    }
    send(peer, new FleetMessage.Votes(beacon.from(), List.of(), true));
  }

  /** Answers who asks which servers this node knows. */
  void tellConfig(Peer peer, Roster roster) {
    if (port != null) {
      ConfigTeller.tell(port, peer.address(), roster);
    }
  }

  /** What was gathered is told in a moment. */
  void soon() {
    if (!outbox.isEmpty() && !timers.isTimerActive(Tick.FLUSH)) {
      timers.startSingleTimer(Tick.FLUSH, FLUSH);
    }
    if (!outbox.isEmpty() && !timers.isTimerActive(Tick.STORE)) {
      timers.startSingleTimer(Tick.STORE, STORE);
    }
  }

  /**
   * Tells it now.
   *
   * @param suspects whether suspicions are told as well, or forgotten
   */
  void flush(Roster roster, boolean suspects) {
    if (port != null) {
      Collection<String> everybody = roster.others().stream().map(Peer::address).toList();
      outbox.flush(port, roster.self().voter(), everybody, suspects);
    }
  }

  /** Has some of it kept, less where probes are late, and the rest before long. */
  void store(Roster roster, Load load) {
    if (port != null) {
      int most = load.late() ? Outbox.MOST_STORED_LATE : Outbox.MOST_STORED;
      outbox.store(port, roster.self().voter(), most);
      soon();
    }
  }
}
