package io.poolwatch.cluster;

import io.poolwatch.event.EventLog;
import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Duty;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.Movement;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Turn;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import io.poolwatch.pool.StateFile;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** One that has joined waits so long for the votes of the others. */
  private static final Duration READ = Duration.ofSeconds(3);

  private static final int BEATS_A_MINUTE = 60;

  private final Settings settings;
  private final TimerScheduler<Command> timers;
  private final Speakers speakers;
  private final FleetEvents events;
  private final Map<ServerId, Ballot> ballots = new HashMap<>();
  private final Map<String, Fleet.Listener> listeners = new HashMap<>();
  private final VoteBook book = new VoteBook();
  private final Suspicions suspicions = new Suspicions();
  private final Outbox outbox = new Outbox();

  private final AdminDesk desk;
  private Roster roster;
  private @Nullable Port port;

  /** Voters whose votes are still to be read before this node takes part; null if it does. */
  private @Nullable Set<String> unread;

  private boolean joined;
  private boolean quorate;
  private boolean doubting;
  private Set<String> silent = Set.of();
  private Load load = new Load(0, 0, 0, 0);
  private long seq;
  private long lastBeatNanos;
  private long beats;

  private FleetActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Settings settings,
      Speakers speakers) {
    super(context);
    this.settings = settings;
    this.timers = timers;
    this.speakers = speakers;
    this.events = new FleetEvents(settings.log());
    this.desk =
        new AdminDesk(settings.node().name(), settings.log(), settings.file(), this::administered);
    this.roster = new Roster(settings.node());
    this.lastBeatNanos = now();
  }

  /**
   * A fleet's actor without a fleet.
   *
   * @param speakers told which servers this node speaks for
   */
  static Behavior<Command> create(Settings settings, Speakers speakers) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new FleetActor(context, timers, settings, speakers).started()));
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

  // ---- what this node's own actors say

  private Behavior<Command> onConfigure(Configure configure) {
    Map<ServerId, String> hashes = new HashMap<>();
    configure
        .servers()
        .forEach(
            (server, profile) ->
                hashes.put(server, VoteBook.Subject.of(server, profile.specHash()).hash()));
    roster.know(hashes);
    for (Ballot ballot : List.copyOf(ballots.values())) {
      ServerId server = ballot.subject.server();
      if (!ballot.profile.equals(configure.servers().get(server))) {
        ballots.remove(server);
        speakers.remove(server);
      }
    }
    configure
        .servers()
        .forEach(
            (server, profile) -> ballots.computeIfAbsent(server, id -> new Ballot(id, profile)));
    reassign();
    return this;
  }

  private Behavior<Command> onListen(Listen listen) {
    listeners.put(listen.pool(), listen.listener());
    for (AdminRegister wanted : desk.all()) {
      if (wanted.server().pool().equals(listen.pool())) {
        listen.listener().onAdministered(wanted);
      }
    }
    for (Ballot ballot : ballots.values()) {
      ServerId server = ballot.subject.server();
      if (server.pool().equals(listen.pool())) {
        if (ballot.turn != null) {
          Duty duty = new Duty(ballot.profile.specHash(), ballot.turn, null);
          listen.listener().onDuty(server, duty);
        }
        if (ballot.told != null) {
          listen.listener().onVerdict(server, ballot.told);
        }
      }
    }
    return this;
  }

  private Behavior<Command> onUnlisten(Unlisten unlisten) {
    listeners.remove(unlisten.pool());
    return this;
  }

  private Behavior<Command> onCast(Cast cast) {
    Ballot ballot = ballot(cast.server(), cast.specHash());
    if (ballot != null && ballot.turn != null) {
      cast(ballot, cast.choice(), cast.evidence());
      evaluate(ballot);
    }
    return this;
  }

  private void cast(Ballot ballot, Vote.Choice choice, @Nullable CheckResult evidence) {
    Vote own = ballot.own;
    String voter = voter();
    if (own != null
        && own.voter().equals(voter)
        && own.choice() == choice
        && sameReason(choice, own.evidence(), evidence)) {
      return;
    }
    seq++;
    Vote vote = new Vote(voter, seq, choice, evidence);
    ballot.own = vote;
    book.put(ballot.subject, vote);
    if (joined && unread == null) {
      outbox.vote(ballot.subject, FleetMessage.Cast.of(ballot.subject, vote));
      soon();
    }
  }

  /** Why a server is well is no news; why it is not, is. */
  private static boolean sameReason(
      Vote.Choice choice, @Nullable CheckResult before, @Nullable CheckResult now) {
    return choice == Vote.Choice.UP
        || Objects.equals(before, now)
        || (before != null && now != null && now.sameVerdict(before));
  }

  private Behavior<Command> onMoved(Moved moved) {
    Ballot ballot = ballot(moved.server(), moved.specHash());
    if (ballot != null && ballot.turn != null) {
      ballot.away = moved.movement() == Movement.AWAY;
      if (moved.movement() != Movement.BACK && ballot.vantages.size() > 1) {
        List<String> others =
            ballot.vantages.stream()
                .filter(peer -> !roster.isSelf(peer))
                .map(Peer::address)
                .toList();
        outbox.suspect(
            others,
            new FleetMessage.Suspicion(
                moved.server().pool(),
                moved.server().server(),
                ballot.subject.hash(),
                ballot.own == null ? 0 : ballot.own.seq()));
        soon();
      }
    }
    return this;
  }

  private Behavior<Command> onWithdraw(Withdraw withdraw) {
    Ballot ballot = ballots.get(withdraw.server());
    if (ballot != null && ballot.own != null) {
      book.remove(ballot.subject, ballot.own.voter());
      ballot.own = null;
    }
    return this;
  }

  private @Nullable Ballot ballot(ServerId server, String hash) {
    Ballot ballot = ballots.get(server);
    return ballot != null && ballot.profile.specHash().equals(hash) ? ballot : null;
  }

  private @Nullable Ballot ballot(VoteBook.Subject subject) {
    Ballot ballot = ballots.get(subject.server());
    return ballot != null && ballot.subject.equals(subject) ? ballot : null;
  }

  // ---- what other nodes say

  private Behavior<Command> onHeard(Heard heard) {
    FleetMessage message = heard.message();
    if (message instanceof FleetMessage.Beacon beacon) {
      onBeacon(beacon);
    } else if (message instanceof FleetMessage.Votes votes) {
      onVotes(votes.from(), votes.votes());
      if (votes.last()) {
        read(votes.from());
      }
    } else if (message instanceof FleetMessage.Suspect suspect) {
      suspect.servers().forEach(suspicion -> onSuspicion(suspect.from(), suspicion));
    } else if (message instanceof FleetMessage.AskVotes ask) {
      answer(ask.from(), ownVotes());
    } else if (message instanceof FleetMessage.AskConfig ask) {
      Peer peer = roster.peer(ask.from());
      if (peer != null && port != null) {
        ConfigTeller.tell(port, peer.address(), roster);
      }
    } else if (message instanceof FleetMessage.Config config && roster.learn(config)) {
      reassign();
    } else if (message instanceof FleetMessage.AskAdmin ask) {
      List<FleetMessage.Wanted> all = desk.all().stream().map(FleetMessage.Wanted::of).toList();
      String self = roster.self().voter();
      Outbox.batches(all)
          .forEach(some -> send(ask.from(), new FleetMessage.Administer(self, 0, some)));
    } else if (message instanceof FleetMessage.Administer wanted) {
      if (desk.learn(wanted.registers()) || wanted.request() != 0) {
        keep(wanted.from(), wanted.request());
      }
    } else if (message instanceof FleetMessage.Administered kept) {
      desk.kept(kept.request(), kept.from());
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
    List<Peer> reachable =
        roster.peers().stream().filter(peer -> roster.reachable(peer, now)).toList();
    String self = roster.self().voter();
    FleetMessage.Administer told =
        desk.want(
            wish.server(),
            wish.state(),
            wish.reason(),
            wish.author(),
            settings.wallMillis().getAsLong(),
            self,
            reachable.size(),
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
    listener(wanted.server()).onAdministered(wanted);
  }

  private void onBeacon(FleetMessage.Beacon beacon) {
    Peer peer = roster.peer(beacon.from());
    if (peer == null) {
      return;
    }
    FleetMessage.Beacon before = roster.beacon(peer);
    boolean ask = roster.hear(beacon, now());
    if (ask) {
      send(beacon.from(), new FleetMessage.AskConfig(roster.self().voter()));
    }
    if (!beacon.admin().equals(desk.digest())) {
      send(beacon.from(), new FleetMessage.AskAdmin(roster.self().voter()));
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

  private void onVotes(String voter, List<FleetMessage.Cast> votes) {
    for (FleetMessage.Cast cast : votes) {
      VoteBook.Subject subject = cast.subject();
      if (book.isNews(subject, voter, cast.seq()) && book.put(subject, cast.vote(voter))) {
        Ballot ballot = ballot(subject);
        if (ballot != null) {
          evaluate(ballot);
        }
      }
    }
  }

  private Behavior<Command> onStored(Stored stored) {
    if (!stored.voter().equals(roster.self().voter())) {
      onVotes(stored.voter(), stored.votes());
    }
    return this;
  }

  private void onSuspicion(String voter, FleetMessage.Suspicion suspicion) {
    VoteBook.Subject subject = suspicion.subject();
    Ballot ballot = ballot(subject);
    if (ballot != null
        && ballot.turn != null
        && ballot.vantages.stream().anyMatch(peer -> peer.voter().equals(voter))
        && suspicions.follow(subject, voter, suspicion.voteSeq(), now())) {
      listener(subject.server()).onSuspicion(subject.server());
    }
  }

  private List<FleetMessage.Cast> ownVotes() {
    return ballots.values().stream()
        .filter(ballot -> ballot.own != null && ballot.turn != null)
        .map(ballot -> FleetMessage.Cast.of(ballot.subject, Objects.requireNonNull(ballot.own)))
        .toList();
  }

  private void answer(String voter, List<FleetMessage.Cast> votes) {
    Peer peer = roster.peer(voter);
    if (peer != null && port != null) {
      String self = roster.self().voter();
      // Without it the votes that follow would not count yet.
      port.send(peer.address(), beaconOf(load));
      for (List<FleetMessage.Cast> some : Outbox.batches(votes)) {
        port.send(peer.address(), new FleetMessage.Votes(self, some, false));
      }
      port.send(peer.address(), new FleetMessage.Votes(self, List.of(), true));
    }
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
    String self = roster.self().voter();
    for (Peer peer : roster.others()) {
      if (peer.active() && port != null) {
        asked.add(peer.voter());
        port.send(peer.address(), new FleetMessage.AskVotes(self));
      }
    }
    unread = asked;
    timers.startSingleTimer(Tick.PATIENCE, READ);
    read("");
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
    roster.ready(true);
    reassign();
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
    Map<ServerId, String> known = new HashMap<>();
    ballots.values().forEach(b -> known.put(b.subject.server(), b.subject.hash()));
    roster = new Roster(settings.node());
    roster.know(known);
    roster.ready(true);
    reassign();
    return this;
  }

  // ---- what follows from it

  /** Who is there, or knows what, has changed: the vantages of all servers follow from that. */
  private void reassign() {
    if (unread != null) {
      return;
    }
    look();
    for (Ballot ballot : ballots.values()) {
      assign(ballot);
      evaluate(ballot);
    }
  }

  private void assign(Ballot ballot) {
    ServerId server = ballot.subject.server();
    Peer self = roster.self();
    List<Peer> candidates = roster.candidates(server, ballot.subject.hash());
    ballot.vantages = Vantages.of(server, ballot.profile, candidates);
    int rank = rank(ballot.vantages, self);
    Turn turn = rank < 0 ? null : new Turn(rank, ballot.vantages.size());
    boolean anew = turn != null && !self.voter().equals(ballot.assigned);
    if (!anew && Objects.equals(turn, ballot.turn)) {
      return;
    }
    boolean served = ballot.turn != null;
    ballot.turn = turn;
    ballot.assigned = turn == null ? null : self.voter();
    Duty.Standing standing = anew ? begin(ballot, served) : null;
    if (turn == null) {
      book.remove(ballot.subject, self.voter());
      ballot.own = null;
      ballot.away = false;
    }
    listener(server).onDuty(server, new Duty(ballot.profile.specHash(), turn, standing));
  }

  /**
   * The first vote of a vantage that is new is the verdict as it stands. Who has probed the server
   * on its own, and falls back to that or finds no verdict, goes on from what it saw.
   */
  private Duty.@Nullable Standing begin(Ballot ballot, boolean served) {
    Vote own = ballot.own;
    Duty.Standing standing =
        served && !joined
            ? null
            : ballot.standing(book, this::heard, settings.rule(), roster.self().voter());
    if (standing != null) {
      cast(ballot, Vote.Choice.of(standing.state()), standing.evidence());
    } else if (own != null) {
      cast(ballot, own.choice(), own.evidence());
    }
    return standing;
  }

  private static int rank(List<Peer> vantages, Peer self) {
    for (int i = 0; i < vantages.size(); i++) {
      if (vantages.get(i).voter().equals(self.voter())) {
        return i;
      }
    }
    return -1;
  }

  private void evaluate(Ballot ballot) {
    ServerId server = ballot.subject.server();
    Verdict verdict = ballot.verdict(book, this::heard, settings.rule(), quorate);
    Verdict told = ballot.told;
    speakers.put(server, quorate && speaks(ballot));
    if (told == null && verdict.state() == OperationalState.UNKNOWN) {
      return;
    }
    if (settings.holds() && !quorate && told != null) {
      verdict = new Verdict(told.state(), told.contested(), false, told.votes());
    }
    if (!verdict.equals(told)) {
      ballot.told = verdict;
      listener(server).onVerdict(server, verdict);
    }
  }

  /** Whether this node is the first of the server's vantages that are heard. */
  private boolean speaks(Ballot ballot) {
    for (Peer vantage : ballot.vantages) {
      if (heard(vantage)) {
        return roster.isSelf(vantage);
      }
    }
    return false;
  }

  /** Until this node takes part, what it sees on its own counts as before. */
  private boolean heard(Peer peer) {
    return peer.voter().equals(voter()) || roster.heard(peer, now());
  }

  /** The unique name under which this node votes. */
  private String voter() {
    return unread == null ? roster.self().voter() : settings.node().voter();
  }

  private Fleet.Listener listener(ServerId server) {
    return listeners.getOrDefault(server.pool(), (any, verdict) -> {});
  }

  // ---- the passing of time

  private Behavior<Command> onBeat() {
    long now = now();
    long overslept = now - lastBeatNanos - BEAT.toNanos();
    lastBeatNanos = now;
    if (overslept > BEAT.toNanos()) {
      roster.paused(overslept);
    }
    beats++;
    beacon();
    lookAndTell();
    events.mismatches(roster);
    if (beats % BEATS_A_MINUTE == 0) {
      suspicions.sweep(now);
      if (joined && unread == null) {
        book.retain(roster.voters());
      }
    }
    return this;
  }

  private void beacon() {
    if (joined && port != null) {
      Load now = settings.load().get();
      load = now;
      FleetMessage beacon = beaconOf(now);
      for (Peer peer : roster.others()) {
        port.send(peer.address(), beacon);
      }
    }
  }

  private FleetMessage.Beacon beaconOf(Load load) {
    return new FleetMessage.Beacon(
        roster.self().voter(),
        roster.ready(),
        roster.config(),
        desk.digest(),
        settings.wallMillis().getAsLong(),
        load.due(),
        load.done(),
        load.overdue(),
        load.lagMicros());
  }

  private void lookAndTell() {
    if (look()) {
      ballots.values().forEach(this::evaluate);
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

  private void soon() {
    if (!timers.isTimerActive(Tick.FLUSH)) {
      timers.startSingleTimer(Tick.FLUSH, FLUSH);
    }
    if (!timers.isTimerActive(Tick.STORE)) {
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
    int servers = 0;
    int alone = 0;
    String self = roster.self().voter();
    for (Ballot ballot : ballots.values()) {
      if (ballot.turn != null) {
        servers++;
        if (ballot.aloneInDoubt(book, this::heard, settings.rule(), self)) {
          alone++;
        }
      }
    }
    boolean now = SelfDoubt.of(alone, servers);
    if (now != doubting) {
      doubting = now;
      events.selfDoubt(now, alone, servers);
    }
  }

  private long now() {
    return settings.nanoClock().getAsLong();
  }
}
