package io.poolwatch.server;

import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.event.ActorPaths;
import io.poolwatch.event.EventLog;
import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Duty;
import io.poolwatch.model.Followed;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.Movement;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Turn;
import io.poolwatch.model.Vote;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Probes one server: each of its checks, and its agent, on a schedule of its own, one probe of each
 * at a time; and says when its vote has changed.
 *
 * <p>Its lines own the connection actors. Whatever must survive it is in its {@link ServerMemory},
 * written before it is acted on: a replacement goes on where it broke.
 */
public final class ServerActor extends AbstractBehavior<ServerActor.Command> {

  /** What the actor can be told. */
  public sealed interface Command
      permits ProbeNow,
          SetAdmin,
          Follow,
          Force,
          ForceAgent,
          Pause,
          Retime,
          Stand,
          Suspect,
          DoubtFreshness,
          NameAnswered,
          ProbeLine.Message {}

  /**
   * Make each probe once now, beside the schedule, which goes on from there; probes under way
   * answer as well.
   *
   * @param replyTo told the results
   */
  public record ProbeNow(ActorRef<Probed> replyTo) implements Command {}

  /** Set what an operator wants of the server. */
  public record SetAdmin(AdminState to, String reason, String author) implements Command {}

  /**
   * Take the server for this; its checks go on from there, with full credit or none.
   *
   * @param author who says so
   */
  public record Force(OperationalState health, String author) implements Command {}

  /**
   * Take it that the agent has said this, until it speaks again.
   *
   * @param author who says so
   */
  public record ForceAgent(boolean up, String author) implements Command {}

  /**
   * Begin or end a pause of its checks, or of its agent.
   *
   * @param agent whether it is the agent's
   */
  public record Pause(boolean agent, boolean paused) implements Command {}

  /** The server that it tracks stands like this now. */
  public record Follow(Followed now) implements Command {}

  /** Its memory says that other slots are its own now. */
  public enum Retime implements Command {
    INSTANCE
  }

  /** The fleet knows how the server stands; its checks go on from there. */
  public record Stand(Duty.Standing standing) implements Command {}

  /** Another vantage saw the server move: look at it now. */
  public enum Suspect implements Command {
    INSTANCE
  }

  /** There was no answer for long: what is known is too old, unless a probe is just under way. */
  public enum DoubtFreshness implements Command {
    INSTANCE
  }

  private record NameAnswered(ResolverActor.Resolved answer) implements Command {}

  /**
   * The answer to {@link ProbeNow}.
   *
   * @param results one of each check, and of the agent behind them
   */
  public record Probed(ServerId server, List<CheckResult> results) {

    public Probed {
      results = List.copyOf(results);
    }
  }

  /** What the owner is told; details are in the server's memory. */
  public sealed interface Report {
    /** Which server it is about. */
    ServerId server();
  }

  /** What is in the server's memory may have changed so that it votes otherwise; and the start. */
  public record Voted(ServerId server) implements Report {}

  /** A conclusive result moved a counter. */
  public record Moved(ServerId server, Movement movement) implements Report {}

  /**
   * What the server actors of a node share.
   *
   * @param connections what their connection actors share
   * @param log where events go
   * @param meter counts probes
   * @param gate holds probes below the node's limits
   * @param resolver looks up names
   * @param maxLag lateness from which a time-out says nothing
   * @param wallClock nanoseconds since the epoch, by which vantages take turns
   * @param scheduled whether probes are made on the schedule; else only when asked for
   */
  public record Services(
      ConnectionActor.Services connections,
      EventLog log,
      ProbeMeter meter,
      ProbeGate gate,
      ActorRef<ResolverActor.Command> resolver,
      Duration maxLag,
      LongSupplier wallClock,
      boolean scheduled) {}

  private final ServerSpec spec;
  private final ServerMemory memory;
  private final Services services;
  private final ActorRef<Report> owner;
  private final ServerEvents events;
  private final List<ProbeLine> lines;

  /** Why it was down, as was told last; null while it is not. */
  private @Nullable CheckResult reason;

  /** Those who wait for an answer; immutable while there is none. */
  private List<ProbeRound> asking = List.of();

  private ServerActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ServerSpec spec,
      ServerMemory memory,
      Services services,
      ActorRef<Report> owner) {
    super(context);
    this.spec = spec;
    this.memory = memory;
    this.services = services;
    this.owner = owner;
    this.events = new ServerEvents(services.log(), ActorPaths.of(context.getSelf()), spec);
    List<ProbeLine> made = new ArrayList<>(spec.lines());
    for (int i = 0; i < spec.lines(); i++) {
      made.add(new ProbeLine(i, spec, memory, services, context, timers, events, this::onResult));
    }
    this.lines = List.copyOf(made);
  }

  /**
   * A server actor.
   *
   * @param spec what to probe
   * @param memory what it remembers across failures
   * @param services what server actors share
   * @param owner told each {@link Report}
   */
  public static Behavior<Command> create(
      ServerSpec spec, ServerMemory memory, Services services, ActorRef<Report> owner) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new ServerActor(context, timers, spec, memory, services, owner).started()));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(ProbeLine.Message.class, this::onLine)
        .onMessage(NameAnswered.class, this::onNameAnswered)
        .onMessage(ProbeNow.class, this::onProbeNow)
        .onMessage(SetAdmin.class, this::onSetAdmin)
        .onMessage(Force.class, this::onForce)
        .onMessage(ForceAgent.class, this::onForceAgent)
        .onMessage(Pause.class, this::onPause)
        .onMessage(Follow.class, this::onFollow)
        .onMessage(Stand.class, this::onStand)
        .onMessageEquals(Retime.INSTANCE, this::onRetime)
        .onMessageEquals(Suspect.INSTANCE, this::onSuspect)
        .onMessageEquals(DoubtFreshness.INSTANCE, this::onDoubtFreshness)
        .onSignal(ChildFailed.class, this::onConnectionFailed)
        .onSignal(PostStop.class, signal -> onGone())
        .build();
  }

  private Behavior<Command> started() {
    lines.forEach(ProbeLine::start);
    Set<String> names = new HashSet<>(0);
    lines.forEach(line -> names.addAll(line.names()));
    if (!names.isEmpty()) {
      ActorRef<ResolverActor.Resolved> answers =
          getContext().messageAdapter(ResolverActor.Resolved.class, NameAnswered::new);
      services.resolver().tell(new ResolverActor.Watch(Set.copyOf(names), answers));
    }
    takeTurn();
    owner.tell(new Voted(spec.id()));
    // A replacement of an actor that breaks again and again may be the first to see it.
    onDoubtFreshness();
    lines.forEach(this::schedule);
    return this;
  }

  private void schedule(ProbeLine line) {
    if (probed(line)) {
      line.schedule();
    }
  }

  /** Whether a line is probed by itself now: in maintenance only the agent is asked. */
  private boolean probed(ProbeLine line) {
    return services.scheduled()
        && !memory.paused().line(line.asksAgent())
        && (line.asksAgent() || memory.state().admin().state() != AdminState.MAINT);
  }

  private Behavior<Command> onLine(ProbeLine.Message message) {
    message.line().on(message);
    return this;
  }

  private Behavior<Command> onProbeNow(ProbeNow ask) {
    asking = new ArrayList<>(asking);
    asking.add(new ProbeRound(spec.id(), lines.size(), ask.replyTo()));
    lines.forEach(ProbeLine::probeNow);
    // One that tracks another has nothing to wait for.
    answer();
    return this;
  }

  /** What is written comes before what is told: see {@link ServerMemory}. */
  private void onResult(ProbeLine line, CheckResult result, long attempt, long startNanos) {
    ServerState before = memory.state();
    Decided.Told told =
        new Decided.Told(line.index(), result, attempt, startNanos, clocks(), memory.turn());
    Decided decided =
        Decided.of(spec, before, told, () -> ThreadLocalRandom.current().nextDouble());
    ServerState after = line.hastened(decided.state());
    memory.write(after);
    services.meter().skipped(decided.skipped());
    schedule(line);
    events.result(line.index(), before, after, now());
    follow(before, after);
    if (!before.admin().equals(after.admin())) {
      events.administered(before.admin(), after.admin(), Admin.Source.AGENT, result.info(), null);
    }
    boolean otherwise = downOtherwise(after);
    if (otherwise || after.vote() != before.vote() || !before.admin().equals(after.admin())) {
      owner.tell(new Voted(spec.id()));
    }
    HealthCounter was = before.line(line.index()).counter();
    HealthCounter is = after.line(line.index()).counter();
    if (!is.equals(was) && was.state() != OperationalState.UNKNOWN) {
      owner.tell(new Moved(spec.id(), Movement.of(was, is)));
    }
    asking.forEach(round -> round.on(line.index(), result));
    answer();
  }

  /**
   * Whether it is down for another reason than was told: who asks why must not hear an old one. As
   * long as the check that was told fails as it did, others that fail as well are no news.
   */
  private boolean downOtherwise(ServerState after) {
    CheckResult told = reason;
    CheckResult now = after.vote() == Vote.Choice.DOWN ? after.evidence() : null;
    if (now == null || now.outcome() != Outcome.FAILED) {
      reason = now == null ? null : told;
      return false;
    }
    boolean other =
        told == null
            || (Objects.equals(told.check(), now.check())
                ? !now.sameVerdict(told)
                : !down(after, told.check()));
    reason = other ? now : told;
    return other;
  }

  private boolean down(ServerState state, @Nullable String check) {
    for (int i = 0; i < state.lines(); i++) {
      if (Objects.equals(spec.line(i).name(), check)) {
        return state.line(i).counter().state() == OperationalState.DOWN;
      }
    }
    return false;
  }

  /** Answers those whose results are complete. */
  private void answer() {
    if (!asking.isEmpty()) {
      asking = asking.stream().filter(round -> !round.answered()).toList();
    }
  }

  /** Begins or ends the probes of checks as the admin state has them. */
  private void follow(ServerState before, ServerState after) {
    AdminState to = after.admin().state();
    if (before.admin().state() == to) {
      return;
    }
    for (ProbeLine line : lines) {
      if (!line.asksAgent()) {
        line.pause(to != AdminState.MAINT || !asking.isEmpty());
        schedule(line);
      }
    }
  }

  private Behavior<Command> onDoubtFreshness() {
    for (ProbeLine line : lines) {
      ServerState state = memory.state();
      int index = line.index();
      if (services.scheduled()
          && !memory.paused().line(line.asksAgent())
          && !line.deciding()
          && !state.line(index).stale()
          && Freshness.lost(spec, state, index, memory.turn(), now())) {
        memory.write(state.with(index, state.line(index).gettingStale()));
        events.stale(state, index, now());
        owner.tell(new Voted(spec.id()));
      }
    }
    return this;
  }

  private Behavior<Command> onSetAdmin(SetAdmin set) {
    ServerState before = memory.state();
    ServerState after = before.administered(Admin.Source.OPERATOR, set.to(), now());
    if (!after.admin().equals(before.admin())) {
      memory.write(after);
      follow(before, after);
      events.administered(
          before.admin(), after.admin(), Admin.Source.OPERATOR, set.reason(), set.author());
      owner.tell(new Voted(spec.id()));
    }
    return this;
  }

  private Behavior<Command> onForce(Force force) {
    for (ProbeLine line : lines) {
      if (!line.asksAgent()) {
        take(line, force.health(), force.author());
      }
    }
    return this;
  }

  private Behavior<Command> onForceAgent(ForceAgent force) {
    for (ProbeLine line : lines) {
      if (line.asksAgent()) {
        take(line, force.up() ? OperationalState.UP : OperationalState.DOWN, force.author());
      }
    }
    return this;
  }

  private void take(ProbeLine line, OperationalState health, String author) {
    ServerState state = memory.state();
    CheckResult cause = CheckResult.commanded(health, author, spec.line(line.index()).name());
    memory.write(state.with(line.index(), state.line(line.index()).taken(health, cause, now())));
    owner.tell(new Voted(spec.id()));
  }

  private Behavior<Command> onPause(Pause pause) {
    ServerMemory.Paused before = memory.paused();
    memory.pause(
        pause.agent()
            ? new ServerMemory.Paused(before.checks(), pause.paused())
            : new ServerMemory.Paused(pause.paused(), before.agent()));
    for (ProbeLine line : lines) {
      if (line.asksAgent() == pause.agent()) {
        line.pause(!asking.isEmpty());
        schedule(line);
      }
    }
    owner.tell(new Voted(spec.id()));
    return this;
  }

  private Behavior<Command> onRetime() {
    takeTurn();
    lines.forEach(this::schedule);
    return this;
  }

  private void takeTurn() {
    Turn turn = memory.turn();
    if (turn != null) {
      memory.write(Decided.retimed(spec, memory.state(), turn, clocks()));
    }
  }

  private Behavior<Command> onStand(Stand stand) {
    Duty.Standing standing = stand.standing();
    ServerState after = memory.state();
    for (ProbeLine line : lines) {
      if (!line.asksAgent() && standing.state() != OperationalState.UNKNOWN) {
        int index = line.index();
        after =
            after.with(
                index, after.line(index).taken(standing.state(), standing.evidence(), now()));
      }
    }
    memory.write(after);
    owner.tell(new Voted(spec.id()));
    return this;
  }

  /** All who hear of it do not come at once: each waits for its part of a fast interval. */
  private Behavior<Command> onSuspect() {
    Turn turn = memory.turn();
    if (turn != null) {
      for (ProbeLine line : lines) {
        if (probed(line)) {
          long span = spec.line(line.index()).schedule().fastInter().toNanos() / turn.count();
          int identity = 31 * Cadence.identity(spec.id(), null) + turn.rank();
          line.hasten(Cadence.firstDelay(identity, Math.max(1, span)));
        }
      }
    }
    return this;
  }

  private Behavior<Command> onFollow(Follow follow) {
    ServerState before = memory.state();
    if (before.followed() != null) {
      ServerState after = before.following(follow.now());
      memory.write(after);
      if (!after.admin().equals(before.admin())) {
        String reason = "tracks " + follow.now().target();
        events.administered(before.admin(), after.admin(), Admin.Source.TRACK, reason, null);
      }
      owner.tell(new Voted(spec.id()));
    }
    return this;
  }

  private Behavior<Command> onNameAnswered(NameAnswered told) {
    Set<Endpoints.Moved> moves = new LinkedHashSet<>(0);
    for (ProbeLine line : lines) {
      Endpoints.Moved moved = line.learn(told.answer());
      if (moved != null && moves.add(moved)) {
        events.moved(moved);
      }
      if (moved != null && probed(line)) {
        line.probeAgain();
      }
      line.proceed();
    }
    return this;
  }

  private Behavior<Command> onConnectionFailed(ChildFailed failed) {
    for (ProbeLine line : lines) {
      if (line.owns(failed.getRef())) {
        line.connectionBroke(failed.getCause());
      }
    }
    return this;
  }

  private Behavior<Command> onGone() {
    lines.forEach(ProbeLine::release);
    return this;
  }

  private Clocks clocks() {
    return new Clocks(now(), services.wallClock().getAsLong());
  }

  private long now() {
    return services.connections().nanoClock().getAsLong();
  }
}
