package io.poolwatch.cluster;

import io.poolwatch.cluster.FleetCommand.Tick;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.GuardedEventLog;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.pool.StateFile;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * This node's part in the fleet: says which servers are probed here, gathers votes, and tells the
 * verdicts that follow from them. It belongs to the local actor system and goes on whatever becomes
 * of the fleet's: without a fleet this node is the only vantage of all servers.
 */
final class FleetActor extends AbstractBehavior<FleetCommand> {

  /**
   * What it works by.
   *
   * @param node this node, as it is while it is alone
   * @param rule how votes become verdicts
   * @param holds whether a side that is not quorate tells nothing of its own
   * @param log where events go
   * @param nanoClock {@code System.nanoTime()}
   * @param wallMillis the wall clock, milliseconds since the epoch
   * @param load how this node's probes get on
   * @param file where admin states are kept; null for nowhere
   */
  record Settings(
      Peer node,
      VerdictRule rule,
      boolean holds,
      EventLog log,
      LongSupplier nanoClock,
      LongSupplier wallMillis,
      Supplier<Load> load,
      @Nullable StateFile file) {}

  private static final Duration BEAT = Duration.ofSeconds(1);

  /** What nodes say within that time changes the vantages of all servers once. */
  private static final Duration GATHER = Duration.ofMillis(100);

  /** A node that starts looks so long for its fleet before it probes alone. */
  private static final Duration SEEK = Duration.ofSeconds(5);

  /** One that has joined waits so long for what the others know. */
  private static final Duration READ = Duration.ofSeconds(3);

  private static final int BEATS_A_MINUTE = 60;

  private final Settings settings;
  private final TimerScheduler<FleetCommand> timers;
  private final FleetViews views;
  private final FleetEvents events;
  private final Outlook outlook;
  private final Courier courier;
  private final Verdicts verdicts;
  private final Ballots ballots;
  private final AdminClerk clerk;

  private Roster roster;

  /** What is still to be read before this node takes part in the fleet; null if it does. */
  private @Nullable Reading reading;

  private boolean joined;
  private boolean doubting;
  private Load load = Load.NONE;
  private long lastBeatNanos;
  private long beats;

  private FleetActor(
      ActorContext<FleetCommand> context,
      TimerScheduler<FleetCommand> timers,
      Settings settings,
      Speakers speakers,
      FleetViews views) {
    super(context);
    this.settings = settings;
    this.timers = timers;
    this.views = views;
    EventLog log = new GuardedEventLog(settings.log());
    this.events = new FleetEvents(log);
    this.outlook = new Outlook(events);
    this.verdicts = new Verdicts(settings.rule(), settings.holds(), speakers);
    this.courier = new Courier(timers);
    this.ballots = new Ballots(courier.outbox(), verdicts);
    AdminDesk desk = new AdminDesk(settings.node().name(), log, settings.file(), verdicts::wanted);
    this.clerk = new AdminClerk(desk, context.getSelf(), timers, this::send);
    this.roster = new Roster(settings.node());
    this.lastBeatNanos = now();
  }

  /**
   * A fleet's actor without a fleet.
   *
   * @param speakers told which servers this node speaks for
   * @param views told once a second how the fleet looks from here
   */
  static Behavior<FleetCommand> create(Settings settings, Speakers speakers, FleetViews views) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new FleetActor(context, timers, settings, speakers, views).started()));
  }

  private Behavior<FleetCommand> started() {
    timers.startTimerWithFixedDelay(Tick.BEAT, BEAT);
    timers.startSingleTimer(Tick.PATIENCE, SEEK);
    return this;
  }

  @Override
  public Receive<FleetCommand> createReceive() {
    return newReceiveBuilder()
        .onMessage(FleetCommand.Cast.class, this::onCast)
        .onMessage(FleetCommand.Moved.class, this::onMoved)
        .onMessage(FleetCommand.Heard.class, heard -> onHeard(heard.message()))
        .onMessage(FleetCommand.Stored.class, this::onStored)
        .onMessage(FleetCommand.Withdraw.class, this::onWithdraw)
        .onMessage(FleetCommand.Administer.class, this::onAdminister)
        .onMessage(FleetCommand.Kept.class, this::onKept)
        .onMessage(FleetCommand.Overdue.class, this::onOverdue)
        .onMessage(FleetCommand.Listen.class, this::onListen)
        .onMessage(FleetCommand.Unlisten.class, this::onUnlisten)
        .onMessage(FleetCommand.Configure.class, this::onConfigure)
        .onMessage(FleetCommand.Opened.class, this::onOpened)
        .onMessage(FleetCommand.Members.class, this::onMembers)
        .onMessage(FleetCommand.Lost.class, this::onLost)
        .onMessageEquals(Tick.BEAT, this::onBeat)
        .onMessageEquals(Tick.FLUSH, this::onFlush)
        .onMessageEquals(Tick.STORE, this::onStore)
        .onMessageEquals(Tick.REASSIGN, this::onReassign)
        .onMessageEquals(Tick.PATIENCE, this::onPatience)
        .build();
  }

  /** Until this node takes part, what it sees on its own counts as before. */
  private Scene scene() {
    String voter = reading == null ? roster.self().voter() : settings.node().voter();
    return new Scene(
        roster,
        voter,
        member(),
        outlook.quorate(),
        peer -> peer.voter().equals(voter) || outlook.hears(peer),
        now());
  }

  /** Whether this node takes part in a fleet. */
  private boolean member() {
    return joined && reading == null;
  }

  // ---- what this node's own actors say

  private Behavior<FleetCommand> onConfigure(FleetCommand.Configure configure) {
    ballots.configure(configure.servers(), scene());
    roster.know(ballots.hashes());
    // Before the votes by the new configuration: then nobody takes them for what they are not.
    beacon();
    reassign();
    return this;
  }

  private Behavior<FleetCommand> onListen(FleetCommand.Listen listen) {
    clerk.of(listen.pool()).forEach(listen.listener()::onAdministered);
    ballots.listen(listen.pool(), listen.listener());
    return this;
  }

  private Behavior<FleetCommand> onUnlisten(FleetCommand.Unlisten unlisten) {
    verdicts.unlisten(unlisten.pool());
    return this;
  }

  private Behavior<FleetCommand> onCast(FleetCommand.Cast cast) {
    ballots.cast(cast.server(), cast.specHash(), cast.choice(), cast.evidence(), scene());
    courier.soon();
    return this;
  }

  private Behavior<FleetCommand> onMoved(FleetCommand.Moved moved) {
    ballots.moved(moved.server(), moved.specHash(), moved.movement(), scene());
    courier.soon();
    return this;
  }

  private Behavior<FleetCommand> onWithdraw(FleetCommand.Withdraw withdraw) {
    ballots.withdraw(withdraw.server(), scene());
    return this;
  }

  // ---- what operators want

  private Behavior<FleetCommand> onAdminister(FleetCommand.Administer wish) {
    clerk.want(wish, roster, now(), settings.wallMillis().getAsLong());
    return this;
  }

  private Behavior<FleetCommand> onKept(FleetCommand.Kept kept) {
    clerk.written(kept, roster.self().voter());
    return this;
  }

  private Behavior<FleetCommand> onOverdue(FleetCommand.Overdue overdue) {
    clerk.overdue(overdue);
    return this;
  }

  // ---- what other nodes say

  private Behavior<FleetCommand> onHeard(FleetMessage message) {
    String self = roster.self().voter();
    if (message instanceof FleetMessage.Beacon beacon) {
      onBeacon(beacon);
    } else if (message instanceof FleetMessage.Votes votes) {
      ballots.hear(votes.from(), votes.votes(), scene());
      if (votes.last() && reading != null) {
        reading.read(votes.from());
        onRead();
      }
    } else if (message instanceof FleetMessage.Suspect suspect) {
      long now = now();
      suspect.servers().forEach(suspicion -> ballots.suspect(suspect.from(), suspicion, now));
    } else if (message instanceof FleetMessage.Administer wanted) {
      clerk.hear(wanted, self);
    } else if (message instanceof FleetMessage.Administered kept) {
      clerk.hear(kept, self);
    } else if (message instanceof FleetMessage.Config config) {
      if (roster.learn(config)) {
        reassignSoon();
        onRead();
      }
    } else {
      onQuestion(message);
    }
    return this;
  }

  private void onQuestion(FleetMessage question) {
    Peer peer = roster.peer(question.from());
    if (peer == null) {
      return;
    }
    if (question instanceof FleetMessage.AskVotes) {
      courier.tellVotes(peer, beaconOf(load), ballots.ownVotes());
    } else if (question instanceof FleetMessage.AskConfig) {
      courier.tellConfig(peer, roster);
    } else if (question instanceof FleetMessage.AskAdmin) {
      clerk.tell(peer.voter(), roster.self().voter());
    }
  }

  private void onBeacon(FleetMessage.Beacon beacon) {
    Peer peer = roster.peer(beacon.from());
    if (peer == null) {
      return;
    }
    String self = roster.self().voter();
    FleetMessage.Beacon before = roster.beacon(peer);
    boolean asks = roster.hear(beacon, now());
    if (asks) {
      send(beacon.from(), new FleetMessage.AskConfig(self));
    }
    if (!beacon.admin().equals(clerk.digest())) {
      send(beacon.from(), new FleetMessage.AskAdmin(self));
    }
    if (overslept() <= 0) {
      events.skew(peer, beacon.wallMillis() - settings.wallMillis().getAsLong());
    }
    boolean knew = before != null && before.config().equals(beacon.config());
    boolean took = before != null && before.ready();
    if (took != beacon.ready() || (!knew && !asks)) {
      reassignSoon();
    }
    if (outlook.misses(peer)) {
      lookAndTell();
    }
    onRead();
  }

  private Behavior<FleetCommand> onStored(FleetCommand.Stored stored) {
    if (!stored.voter().equals(roster.self().voter())) {
      ballots.hear(stored.voter(), stored.votes(), scene());
    }
    return this;
  }

  private void send(String voter, FleetMessage message) {
    courier.send(roster.peer(voter), message);
  }

  // ---- membership

  private Behavior<FleetCommand> onOpened(FleetCommand.Opened opened) {
    courier.open(opened.port());
    if (!roster.ready()) {
      timers.startSingleTimer(Tick.PATIENCE, SEEK);
    }
    return this;
  }

  private Behavior<FleetCommand> onMembers(FleetCommand.Members members) {
    Set<String> before = Set.copyOf(roster.voters());
    roster.members(members.self(), members.all(), now());
    if (!joined) {
      joined = true;
      roster.ready(false);
      events.joined(roster.peers());
      startReading();
      return this;
    }
    Set<String> gone = new HashSet<>(before);
    gone.removeAll(roster.voters());
    events.members(roster.peers(), before, gone);
    onRead();
    reassign();
    return this;
  }

  /** A node that has joined reads votes and configurations before it takes part. */
  private void startReading() {
    reading = new Reading(roster);
    for (String voter : reading.missing(roster)) {
      send(voter, new FleetMessage.AskVotes(roster.self().voter()));
    }
    timers.startSingleTimer(Tick.PATIENCE, READ);
    onRead();
  }

  private void onRead() {
    if (reading != null && reading.missing(roster).isEmpty()) {
      takePart();
    }
  }

  private void takePart() {
    reading = null;
    timers.cancel(Tick.PATIENCE);
    look();
    ballots.survey(scene());
    roster.ready(true);
    reassign();
    // Whoever hears that this node takes part counts on its votes.
    onFlush();
    beacon();
  }

  private Behavior<FleetCommand> onPatience() {
    if (!roster.ready()) {
      if (reading != null) {
        getContext().getLog().info("not told in time by {}", reading.missing(roster));
      }
      takePart();
    }
    return this;
  }

  private Behavior<FleetCommand> onLost(FleetCommand.Lost lost) {
    courier.close();
    timers.cancel(Tick.PATIENCE);
    reading = null;
    if (joined) {
      joined = false;
      events.lost(lost.reason());
    }
    roster = new Roster(settings.node());
    roster.know(ballots.hashes());
    roster.ready(true);
    reassign();
    return this;
  }

  // ---- what follows

  /** The same in a moment: where many nodes say something new, it is done once. */
  private void reassignSoon() {
    if (!timers.isTimerActive(Tick.REASSIGN)) {
      timers.startSingleTimer(Tick.REASSIGN, GATHER);
    }
  }

  private Behavior<FleetCommand> onReassign() {
    reassign();
    return this;
  }

  /** Who is there, or knows what, has changed; nothing follows until this node takes part. */
  private void reassign() {
    timers.cancel(Tick.REASSIGN);
    if (reading == null) {
      look();
      ballots.reassign(scene());
      views.reassigned();
      courier.soon();
    }
  }

  private void lookAndTell() {
    if (look()) {
      ballots.evaluate(scene());
    }
  }

  /** Looks who is heard; returns whether that changes what votes count for. */
  private boolean look() {
    return outlook.look(roster, member(), now());
  }

  // ---- the passing of time

  private Behavior<FleetCommand> onBeat() {
    long now = now();
    long overslept = overslept();
    lastBeatNanos = now;
    if (overslept > 0) {
      roster.paused(overslept, now);
    }
    beats++;
    load = settings.load().get();
    beacon();
    courier.outbox().beat();
    courier.soon();
    lookAndTell();
    ballots.settle(scene());
    doubt();
    events.mismatches(roster);
    views.draw(roster, ballots.vantages(), joined, outlook.quorate(), load, now);
    if (beats % BEATS_A_MINUTE == 0 && member()) {
      ballots.sweep(scene());
    }
    return this;
  }

  /** For how long this process has not run of late; 0 unless that is notable. */
  private long overslept() {
    long late = now() - lastBeatNanos - BEAT.toNanos();
    return late > BEAT.toNanos() ? late : 0;
  }

  private void beacon() {
    if (joined) {
      courier.broadcast(roster, beaconOf(load));
    }
  }

  private FleetMessage.Beacon beaconOf(Load now) {
    return new FleetMessage.Beacon(
        roster.self().voter(),
        roster.ready(),
        roster.config(),
        clerk.digest(),
        settings.wallMillis().getAsLong(),
        now.due(),
        now.done(),
        now.overdue(),
        now.lagMicros());
  }

  private Behavior<FleetCommand> onFlush() {
    doubt();
    courier.flush(roster, !doubting);
    return this;
  }

  private Behavior<FleetCommand> onStore() {
    courier.store(roster);
    return this;
  }

  /** A node that is alone with too many of its views doubts itself. */
  private void doubt() {
    Ballots.Doubts doubts = ballots.doubts(scene());
    boolean now = SelfDoubt.of(doubts.alone(), doubts.servers());
    if (now != doubting) {
      doubting = now;
      events.selfDoubt(now, doubts.alone(), doubts.servers());
    }
  }

  private long now() {
    return settings.nanoClock().getAsLong();
  }
}
