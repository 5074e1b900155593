package io.poolwatch.cluster;

import io.poolwatch.cluster.FleetCommand.Tick;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this node comes to take part in a fleet and to be alone again, and what follows wherever who
 * is there, is heard or knows what has changed. Used by the thread of the fleet's actor alone.
 */
final class Participation implements Correspondent.Consequences {
  private static final Logger LOG = LoggerFactory.getLogger(Participation.class);

  /** What nodes say within that time changes the vantages of all servers once. */
  private static final Duration GATHER = Duration.ofMillis(100);

  /** A node that starts looks so long for its fleet before it probes alone. */
  private static final Duration SEEK = Duration.ofSeconds(5);

  /** One that has joined waits so long for what the others know. */
  private static final Duration READ = Duration.ofSeconds(3);

  private final TimerScheduler<FleetCommand> timers;
  private final Presence presence;
  private final Ballots ballots;
  private final Courier courier;
  private final Herald herald;
  private final FleetEvents events;
  private final FleetViews views;

  /** A node that is alone and looks for its fleet. */
  Participation(
      TimerScheduler<FleetCommand> timers,
      Presence presence,
      Ballots ballots,
      Courier courier,
      Herald herald,
      FleetEvents events,
      FleetViews views) {
    this.timers = timers;
    this.presence = presence;
    this.ballots = ballots;
    this.courier = courier;
    this.herald = herald;
    this.events = events;
    this.views = views;
  }

  // ---- membership

  /** There may be a fleet to be found soon; until then, or for a while, nothing is probed alone. */
  void seek() {
    if (!presence.roster().ready()) {
      timers.startSingleTimer(Tick.PATIENCE, SEEK);
    }
  }

  /** These are the members now. */
  void members(Peer self, Collection<Peer> all) {
    Set<String> before = Set.copyOf(presence.roster().voters());
    boolean entered = presence.members(self, all);
    Roster roster = presence.roster();
    if (entered) {
      events.joined(roster.peers());
      presence.unread().forEach(this::askVotes);
      timers.startSingleTimer(Tick.PATIENCE, READ);
      read();
      return;
    }
    Set<String> gone = new HashSet<>(before);
    gone.removeAll(roster.voters());
    events.members(roster.peers(), before, gone);
    read();
    reassign();
  }

  private void askVotes(String voter) {
    courier.send(presence.roster().peer(voter), new FleetMessage.AskVotes(presence.self()));
  }

  /** This node is alone again. */
  void lost(String reason) {
    timers.cancel(Tick.PATIENCE);
    if (presence.leave()) {
      events.lost(reason);
    }
    reassign();
  }

  /** A node that has joined reads votes and configurations before it takes part. */
  @Override
  public void read() {
    if (presence.reading() && presence.unread().isEmpty()) {
      takePart();
    }
  }

  /** Whoever should have told something had time enough. */
  void losePatience() {
    if (!presence.roster().ready()) {
      if (presence.reading()) {
        LOG.info("not told in time by {}", presence.unread());
      }
      takePart();
    }
  }

  private void takePart() {
    presence.endReading();
    timers.cancel(Tick.PATIENCE);
    presence.look();
    ballots.survey(presence.scene());
    presence.roster().ready(true);
    reassign();
    // Whoever hears that this node takes part counts on its votes.
    flush();
    herald.beat();
  }

  // ---- what follows

  /** The same as {@link #reassign} in a moment: where many nodes say something, it is done once. */
  @Override
  public void reassignSoon() {
    if (!timers.isTimerActive(Tick.REASSIGN)) {
      timers.startSingleTimer(Tick.REASSIGN, GATHER);
    }
  }

  /** Who is there, or knows what, has changed; nothing follows until this node takes part. */
  void reassign() {
    timers.cancel(Tick.REASSIGN);
    if (!presence.reading()) {
      presence.look();
      ballots.reassign(presence.scene());
      views.reassigned();
      courier.soon();
    }
  }

  /** Who is heard may have changed. */
  @Override
  public void look() {
    if (presence.look()) {
      ballots.evaluate(presence.scene());
    }
  }

  /** Tells what was gathered; one that doubts itself suspects nothing. */
  void flush() {
    courier.flush(presence.roster(), !ballots.doubtful(presence.scene(), events));
  }
}
