package io.poolwatch.cluster;

import io.poolwatch.cluster.FleetCommand.Tick;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.GuardedEventLog;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.pool.StateFile;
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

  private static final int BEATS_A_MINUTE = 60;

  private final Settings settings;
  private final TimerScheduler<FleetCommand> timers;
  private final FleetViews views;
  private final FleetEvents events;
  private final Presence presence;
  private final Courier courier;
  private final Verdicts verdicts;
  private final Ballots ballots;
  private final AdminClerk clerk;
  private final Herald herald;
  private final Participation participation;
  private final Correspondent correspondent;
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
    this.presence = new Presence(settings.node(), settings.nanoClock(), events);
    this.verdicts = new Verdicts(settings.rule(), settings.holds(), speakers);
    this.courier = new Courier(timers);
    this.ballots = new Ballots(courier.outbox(), verdicts);
    AdminDesk desk = new AdminDesk(settings.node().name(), log, settings.file(), verdicts::wanted);
    this.clerk =
        new AdminClerk(
            desk,
            context.getSelf(),
            timers,
            (voter, message) -> courier.send(presence.roster().peer(voter), message));
    this.herald = new Herald(presence, courier, clerk::digest, settings.wallMillis());
    this.participation =
        new Participation(timers, presence, ballots, courier, herald, events, views);
    this.correspondent =
        new Correspondent(
            presence,
            ballots,
            clerk,
            courier,
            herald,
            events,
            settings.wallMillis(),
            participation);
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
    timers.startTimerWithFixedDelay(Tick.BEAT, Pulse.BEAT);
    participation.seek();
    return this;
  }

  @Override
  public Receive<FleetCommand> createReceive() {
    return newReceiveBuilder()
        .onMessage(FleetCommand.Cast.class, this::onCast)
        .onMessage(FleetCommand.Moved.class, this::onMoved)
        .onMessage(FleetCommand.Heard.class, this::onHeard)
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

  // ---- what this node's own actors say

  private Behavior<FleetCommand> onConfigure(FleetCommand.Configure configure) {
    ballots.configure(configure.servers(), presence.scene());
    presence.roster().know(ballots.hashes());
    // Before the votes by the new configuration: then nobody takes them for what they are not.
    herald.beat();
    participation.reassign();
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
    ballots.cast(cast.server(), cast.specHash(), cast.choice(), cast.evidence(), presence.scene());
    courier.soon();
    return this;
  }

  private Behavior<FleetCommand> onMoved(FleetCommand.Moved moved) {
    ballots.moved(moved.server(), moved.specHash(), moved.movement(), presence.scene());
    courier.soon();
    return this;
  }

  private Behavior<FleetCommand> onWithdraw(FleetCommand.Withdraw withdraw) {
    ballots.withdraw(withdraw.server(), presence.scene());
    return this;
  }

  // ---- what operators want

  private Behavior<FleetCommand> onAdminister(FleetCommand.Administer wish) {
    clerk.want(wish, presence.roster(), presence.now(), settings.wallMillis().getAsLong());
    return this;
  }

  private Behavior<FleetCommand> onKept(FleetCommand.Kept kept) {
    clerk.written(kept, presence.self());
    return this;
  }

  private Behavior<FleetCommand> onOverdue(FleetCommand.Overdue overdue) {
    clerk.overdue(overdue);
    return this;
  }

  // ---- what other nodes say

  private Behavior<FleetCommand> onHeard(FleetCommand.Heard heard) {
    correspondent.hear(heard.message());
    return this;
  }

  private Behavior<FleetCommand> onStored(FleetCommand.Stored stored) {
    if (!stored.voter().equals(presence.self())) {
      ballots.hear(stored.voter(), stored.votes(), presence.scene());
    }
    return this;
  }

  // ---- membership

  private Behavior<FleetCommand> onOpened(FleetCommand.Opened opened) {
    courier.open(opened.port());
    participation.seek();
    return this;
  }

  private Behavior<FleetCommand> onMembers(FleetCommand.Members members) {
    participation.members(members.self(), members.all());
    correspondent.answerEarly();
    return this;
  }

  private Behavior<FleetCommand> onLost(FleetCommand.Lost lost) {
    courier.close();
    correspondent.forget();
    participation.lost(lost.reason());
    return this;
  }

  // ---- the passing of time

  private Behavior<FleetCommand> onBeat() {
    beats++;
    Load load = settings.load().get();
    herald.load(load);
    herald.beat();
    courier.outbox().beat();
    courier.soon();
    participation.look();
    presence.beat();
    ballots.settle(presence.scene());
    ballots.doubtful(presence.scene(), events);
    Roster roster = presence.roster();
    events.mismatches(roster);
    views.draw(
        roster, ballots.vantages(), presence.joined(), presence.quorate(), load, presence.now());
    if (beats % BEATS_A_MINUTE == 0 && presence.member()) {
      ballots.sweep(presence.scene());
    }
    return this;
  }

  private Behavior<FleetCommand> onFlush() {
    participation.flush();
    return this;
  }

  private Behavior<FleetCommand> onStore() {
    courier.store(presence.roster(), herald.load());
    return this;
  }

  private Behavior<FleetCommand> onReassign() {
    participation.reassign();
    return this;
  }

  private Behavior<FleetCommand> onPatience() {
    participation.losePatience();
    return this;
  }
}
