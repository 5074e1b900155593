package io.poolwatch.cluster;

import io.poolwatch.event.EventLog;
import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.Movement;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import io.poolwatch.pool.StateFile;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
final class FleetActor extends AbstractBehavior<FleetActor.Command> {

  /** What the actor can be told. */
  sealed interface Command {}

  record Configure(Map<ServerId, Fleet.Profile> servers) implements Command {}

  record Listen(String pool, Fleet.Listener listener) implements Command {}

  record Unlisten(String pool) implements Command {}

  record Cast(ServerId server, String specHash, Vote.Choice choice, @Nullable CheckResult evidence)
      implements Command {}

  record Moved(ServerId server, String specHash, Movement movement) implements Command {}

  record Withdraw(ServerId server) implements Command {}

  /** {@code reply} is told what is wrong; empty once it is confirmed. */
  record Administer(
      ServerId server,
      AdminState state,
      String reason,
      String author,
      CompletableFuture<Optional<String>> reply)
      implements Command {}

  /** What was wanted is on this disk, or could not be written there. */
  private record Kept(String by, long request, @Nullable Throwable problem) implements Command {}

  private record Overdue(long request) implements Command {}

  /** The fleet's actor system is there; this node is not yet a member of anything. */
  record Opened(Port port) implements Command {}

  /** These are the members now, this node among them. */
  record Members(Peer self, List<Peer> all) implements Command {}

  /** Another node tells something. */
  record Heard(FleetMessage message) implements Command {}

  /** What is kept of a voter's votes; may have been known for long. */
  record Stored(String voter, List<FleetMessage.Cast> votes) implements Command {}

  /** The fleet's actor system has ended. */
  record Lost(String reason) implements Command {}

  private enum Tick implements Command {
    BEAT,
    FLUSH,
    STORE,
    /** It has waited long enough for a fleet, or for the votes of one. */
    PATIENCE
  }

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
  private static final Duration FLUSH = Duration.ofMillis(50);
  private static final Duration STORE = Duration.ofMillis(200);

  /** A node that starts looks so long for its fleet before it probes alone. */
  private static final Duration SEEK = Duration.ofSeconds(5);

  /** One that has joined waits so long for the votes of the others, and for their consent. */
  private static final Duration READ = Duration.ofSeconds(3);

  private static final int BEATS_A_MINUTE = 60;

  private final Settings settings;
  private final TimerScheduler<Command> timers;
  private final FleetViews views;
  private final FleetEvents events;
  private final Outbox outbox = new Outbox();
  private final Ballots ballots;
  private final AdminDesk desk;

  private Roster roster;
  private @Nullable Port port;

  /** Voters whose votes are still to be read before this node takes part; null if it does. */
  private @Nullable Set<String> unread;

  private boolean joined;
  private boolean quorate;
  private boolean doubting;
  private Set<String> silent = Set.of();
  private Load load = Load.NONE;
  private long lastBeatNanos;
  private long beats;

  private FleetActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Settings settings,
      Speakers speakers,
      FleetViews views) {
    super(context);
    this.settings = settings;
    this.timers = timers;
    this.views = views;
    this.events = new FleetEvents(settings.log());
    this.ballots = new Ballots(settings.rule(), settings.holds(), speakers, outbox);
    this.desk =
        new AdminDesk(settings.node().name(), settings.log(), settings.file(), this::administered);
    this.roster = new Roster(settings.node());
    this.lastBeatNanos = now();
  }

  /**
   * A fleet's actor without a fleet.
   *
   * @param speakers told which servers this node speaks for
   * @param views told once a second how the fleet looks from here
   */
  static Behavior<Command> create(Settings settings, Speakers speakers, FleetViews views) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new FleetActor(context, timers, settings, speakers, views).started()));
  }

  private Behavior<Command> started() {
    timers.startTimerAtFixedRate(Tick.BEAT, BEAT);
    timers.startSingleTimer(Tick.PATIENCE, SEEK);
    return this;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Cast.class, this::onCast)
        .onMessage(Moved.class, this::onMoved)
        .onMessage(Heard.class, this::onHeard)
        .onMessage(Stored.class, this::onStored)
        .onMessage(Withdraw.class, this::onWithdraw)
        .onMessage(Administer.class, this::onAdminister)
        .onMessage(Kept.class, this::onKept)
        .onMessage(Overdue.class, this::onOverdue)
        .onMessage(Listen.class, this::onListen)
        .onMessage(Unlisten.class, this::onUnlisten)
        .onMessage(Configure.class, this::onConfigure)
        .onMessage(Opened.class, this::onOpened)
        .onMessage(Members.class, this::onMembers)
        .onMessage(Lost.class, this::onLost)
        .onMessageEquals(Tick.BEAT, this::onBeat)
        .onMessageEquals(Tick.FLUSH, this::onFlush)
        .onMessageEquals(Tick.STORE, this::onStore)
        .onMessageEquals(Tick.PATIENCE, this::onPatience)
        .build();
  }

  /** Until this node takes part, what it sees on its own counts as before. */
  private Ballots.Scene scene() {
    long now = now();
    boolean member = joined && unread == null;
    String voter = unread == null ? roster.self().voter() : settings.node().voter();
    return new Ballots.Scene(
        roster,
        voter,
        member,
        quorate,
        peer -> peer.voter().equals(voter) || roster.heard(peer, now),
        now);
  }

  // ---- what this node's own actors say

  private Behavior<Command> onConfigure(Configure configure) {
    ballots.configure(configure.servers(), scene());
    roster.know(ballots.hashes());
    // Before the votes by the new configuration: then nobody takes them for what they are not.
    beacon();
    reassign();
    return this;
  }

  private Behavior<Command> onListen(Listen listen) {
    for (AdminRegister wanted : desk.all()) {
      if (wanted.server().pool().equals(listen.pool())) {
        listen.listener().onAdministered(wanted);
      }
    }
    ballots.listen(listen.pool(), listen.listener());
    return this;
  }

  private Behavior<Command> onUnlisten(Unlisten unlisten) {
    ballots.unlisten(unlisten.pool());
    return this;
  }

  private Behavior<Command> onCast(Cast cast) {
    ballots.cast(cast.server(), cast.specHash(), cast.choice(), cast.evidence(), scene());
    soon();
    return this;
  }

  private Behavior<Command> onMoved(Moved moved) {
    ballots.moved(moved.server(), moved.specHash(), moved.movement(), scene());
    soon();
    return this;
  }

  private Behavior<Command> onWithdraw(Withdraw withdraw) {
    ballots.withdraw(withdraw.server(), scene());
    return this;
  }

  // ---- what other nodes say

  private Behavior<Command> onHeard(Heard heard) {
    FleetMessage message = heard.message();
    if (message instanceof FleetMessage.Beacon beacon) {
      onBeacon(beacon);
    } else if (message instanceof FleetMessage.Votes votes) {
      ballots.hear(votes.from(), votes.votes(), scene());
      if (votes.last()) {
        read(votes.from());
      }
    } else if (message instanceof FleetMessage.Suspect suspect) {
      long now = now();
      suspect.servers().forEach(suspicion -> ballots.suspect(suspect.from(), suspicion, now));
    } else if (message instanceof FleetMessage.Administer wanted) {
      if (desk.learn(wanted.registers()) || wanted.request() != 0) {
        keep(wanted.from(), wanted.request());
      }
    } else if (message instanceof FleetMessage.Administered kept) {
      desk.kept(kept.request(), kept.from());
    } else if (message instanceof FleetMessage.Config config) {
      if (roster.learn(config)) {
        reassign();
      }
    } else {
      onQuestion(message);
    }
    return this;
  }

  private void onQuestion(FleetMessage question) {
    String self = roster.self().voter();
    Peer peer = roster.peer(question.from());
    if (peer == null || port == null) {
      return;
    }
    if (question instanceof FleetMessage.AskVotes) {
      // Without it the votes that follow would not count yet.
      port.send(peer.address(), beaconOf(load));
      for (List<FleetMessage.Cast> some : Outbox.batches(ballots.ownVotes())) {
        port.send(peer.address(), new FleetMessage.Votes(self, some, false));
      }
      port.send(peer.address(), new FleetMessage.Votes(self, List.of(), true));
    } else if (question instanceof FleetMessage.AskConfig) {
      ConfigTeller.tell(port, peer.address(), roster);
    } else if (question instanceof FleetMessage.AskAdmin) {
      List<FleetMessage.Wanted> all = desk.all().stream().map(FleetMessage.Wanted::of).toList();
      for (List<FleetMessage.Wanted> some : Outbox.batches(all)) {
        port.send(peer.address(), new FleetMessage.Administer(self, 0, some));
      }
    }
  }

  private void onBeacon(FleetMessage.Beacon beacon) {
    Peer peer = roster.peer(beacon.from());
    if (peer == null) {
      return;
    }
    String self = roster.self().voter();
    FleetMessage.Beacon before = roster.beacon(peer);
    if (roster.hear(beacon, now())) {
      send(beacon.from(), new FleetMessage.AskConfig(self));
    }
    if (!beacon.admin().equals(desk.digest())) {
      send(beacon.from(), new FleetMessage.AskAdmin(self));
    }
    events.skew(peer, beacon.wallMillis() - settings.wallMillis().getAsLong());
    if (before == null
        || before.ready() != beacon.ready()
        || !before.config().equals(beacon.config())) {
      reassign();
    } else if (silent.contains(peer.voter())) {
      lookAndTell();
    }
  }

  private Behavior<Command> onStored(Stored stored) {
    if (!stored.voter().equals(roster.self().voter())) {
      ballots.hear(stored.voter(), stored.votes(), scene());
    }
    return this;
  }

  private void send(String voter, FleetMessage message) {
    Peer peer = roster.peer(voter);
    if (peer != null && port != null) {
      port.send(peer.address(), message);
    }
  }

  // ---- what operators want

  private Behavior<Command> onAdminister(Administer wish) {
    long now = now();
    long reachable = roster.peers().stream().filter(peer -> roster.reachable(peer, now)).count();
    String self = roster.self().voter();
    FleetMessage.Administer told =
        desk.want(
            wish.server(),
            wish.state(),
            wish.reason(),
            wish.author(),
            settings.wallMillis().getAsLong(),
            self,
            Math.toIntExact(reachable),
            wish.reply());
    for (Peer peer : roster.others()) {
      send(peer.voter(), told);
    }
    keep(self, told.request());
    Overdue overdue = new Overdue(told.request());
    timers.startSingleTimer(overdue, overdue, READ);
    return this;
  }

  private void keep(String by, long request) {
    getContext().pipeToSelf(desk.keep(), (done, problem) -> new Kept(by, request, problem));
  }

  private Behavior<Command> onKept(Kept kept) {
    String self = roster.self().voter();
    boolean own = kept.by().equals(self);
    Throwable problem = kept.problem();
    if (problem != null) {
      getContext().getLog().warn("admin states can't be kept", problem);
      if (own) {
        desk.failed(kept.request(), String.valueOf(problem.getMessage()));
      }
    } else if (own) {
      desk.kept(kept.request(), self);
    } else if (kept.request() != 0) {
      send(kept.by(), new FleetMessage.Administered(self, kept.request()));
    }
    return this;
  }

  private Behavior<Command> onOverdue(Overdue overdue) {
    desk.expired(overdue.request());
    return this;
  }

  private void administered(AdminRegister wanted) {
    ballots.listener(wanted.server()).onAdministered(wanted);
  }

  // ---- membership

  private Behavior<Command> onOpened(Opened opened) {
    port = opened.port();
    if (!roster.ready()) {
      timers.startSingleTimer(Tick.PATIENCE, SEEK);
    }
    return this;
  }

  private Behavior<Command> onMembers(Members members) {
    Set<String> before = Set.copyOf(roster.voters());
    roster.members(members.self(), members.all(), now());
    if (!joined) {
      joined = true;
      roster.ready(false);
      events.joined(roster.peers());
      readVotes();
      return this;
    }
    Set<String> gone = new HashSet<>(before);
    gone.removeAll(roster.voters());
    events.members(roster.peers(), before, gone);
    if (unread != null) {
      gone.forEach(this::read);
    } else {
      reassign();
    }
    return this;
  }

  /** A node that has joined reads the votes before it takes part. */
  private void readVotes() {
    Set<String> asked = new HashSet<>();
    unread = asked;
    for (Peer peer : roster.others()) {
      if (peer.active()) {
        asked.add(peer.voter());
        send(peer.voter(), new FleetMessage.AskVotes(roster.self().voter()));
      }
    }
    timers.startSingleTimer(Tick.PATIENCE, READ);
    if (asked.isEmpty()) {
      takePart();
    }
  }

  private void read(String voter) {
    if (unread != null) {
      unread.remove(voter);
      if (unread.isEmpty()) {
        takePart();
      }
    }
  }

  private void takePart() {
    unread = null;
    timers.cancel(Tick.PATIENCE);
    look();
    ballots.survey(scene());
    roster.ready(true);
    reassign();
    // Whoever hears that this node takes part counts on its votes.
    onFlush();
    beacon();
  }

  private Behavior<Command> onPatience() {
    if (!roster.ready()) {
      if (unread != null) {
        getContext().getLog().info("no votes in time from {}", unread);
      }
      takePart();
    }
    return this;
  }

  private Behavior<Command> onLost(Lost lost) {
    port = null;
    timers.cancel(Tick.PATIENCE);
    unread = null;
    outbox.clear();
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

  /** Who is there, or knows what, has changed; nothing follows until this node takes part. */
  private void reassign() {
    if (unread == null) {
      look();
      ballots.reassign(scene());
      views.reassigned();
      soon();
    }
  }

  private void lookAndTell() {
    if (look()) {
      ballots.evaluate(scene());
    }
  }

  /** Looks who is heard; returns whether that changes what votes count for. */
  private boolean look() {
    long now = now();
    Set<String> quiet = new HashSet<>();
    for (Peer peer : roster.peers()) {
      if (!roster.reachable(peer, now)) {
        quiet.add(peer.voter());
      }
    }
    boolean speaks = joined && roster.quorate(now);
    boolean changed = !quiet.equals(silent) || speaks != quorate;
    events.reachability(roster, silent, quiet);
    if (speaks != quorate) {
      events.quorate(speaks, roster.peers(), quiet);
    }
    silent = quiet;
    quorate = speaks;
    return changed;
  }

  // ---- the passing of time

  private Behavior<Command> onBeat() {
    long now = now();
    long overslept = now - lastBeatNanos - BEAT.toNanos();
    lastBeatNanos = now;
    if (overslept > BEAT.toNanos()) {
      roster.paused(overslept, now);
    }
    beats++;
    load = settings.load().get();
    beacon();
    outbox.beat();
    soon();
    ballots.settle(scene());
    lookAndTell();
    events.mismatches(roster);
    views.draw(roster, ballots.vantages(), joined, quorate, load, now);
    if (beats % BEATS_A_MINUTE == 0 && joined && unread == null) {
      ballots.sweep(scene());
    }
    return this;
  }

  private void beacon() {
    if (joined && port != null) {
      FleetMessage beacon = beaconOf(load);
      for (Peer peer : roster.others()) {
        port.send(peer.address(), beacon);
      }
    }
  }

  private FleetMessage.Beacon beaconOf(Load now) {
    return new FleetMessage.Beacon(
        roster.self().voter(),
        roster.ready(),
        roster.config(),
        desk.digest(),
        settings.wallMillis().getAsLong(),
        now.due(),
        now.done(),
        now.overdue(),
        now.lagMicros());
  }

  /** What there is to tell is told in a moment. */
  private void soon() {
    if (!outbox.isEmpty() && !timers.isTimerActive(Tick.FLUSH)) {
      timers.startSingleTimer(Tick.FLUSH, FLUSH);
    }
    if (!outbox.isEmpty() && !timers.isTimerActive(Tick.STORE)) {
      timers.startSingleTimer(Tick.STORE, STORE);
    }
  }

  private Behavior<Command> onFlush() {
    if (port != null) {
      doubt();
      Collection<String> everybody = roster.others().stream().map(Peer::address).toList();
      outbox.flush(port, roster.self().voter(), everybody, !doubting);
    }
    return this;
  }

  private Behavior<Command> onStore() {
    if (port != null) {
      outbox.store(port, roster.self().voter());
    }
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
