package io.poolwatch.server;

import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.connection.ProgramActor;
import io.poolwatch.event.ActorPaths;
import io.poolwatch.event.EventLog;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Probes one server on its schedule, one probe at a time, and says when its vote has changed.
 *
 * <p>It owns the server's connection actor. Whatever must survive it is in its {@link
 * ServerMemory}, written before it is acted on: a replacement goes on where it broke.
 */
public final class ServerActor extends AbstractBehavior<ServerActor.Command> {

  /** What the actor can be told. */
  public sealed interface Command {}

  /**
   * Probe now, beside the schedule, which goes on from there; a probe under way answers as well.
   *
   * @param replyTo told the result
   */
  public record ProbeNow(ActorRef<Probed> replyTo) implements Command {}

  /** Set what an operator wants of the server. */
  public record SetAdmin(AdminState to, String reason, String author) implements Command {}

  /** No conclusive probe was seen for long: abstain, unless one is just under way. */
  public enum DoubtFreshness implements Command {
    INSTANCE
  }

  private record Told(ConnectionEvent event) implements Command {}

  private record NameAnswered(ResolverActor.Resolved answer) implements Command {}

  private enum Timer implements Command {
    PROBE_DUE,
    CONNECTION_DUE
  }

  private enum Gate implements Command {
    POKED
  }

  /** The answer to {@link ProbeNow}. */
  public record Probed(ServerId server, CheckResult result) {}

  /** Told to the owner when the vote in the server's memory may have changed, and at the start. */
  public record Voted(ServerId server) {}

  /**
   * What the server actors of a node share.
   *
   * @param connections what their connection actors share
   * @param log where events go
   * @param meter counts probes
   * @param gate holds probes below the node's limits
   * @param resolver looks up names
   * @param maxLag lateness from which a time-out says nothing
   * @param scheduled whether probes are made on the schedule; else only when asked for
   */
  public record Services(
      ConnectionActor.Services connections,
      EventLog log,
      ProbeMeter meter,
      ProbeGate gate,
      ActorRef<ResolverActor.Command> resolver,
      Duration maxLag,
      boolean scheduled) {}

  private final ServerSpec spec;
  private final ServerMemory memory;
  private final Services services;
  private final TimerScheduler<Command> timers;
  private final ActorRef<Voted> owner;
  private final ServerEvents events;
  private final Endpoints endpoints;
  private final ChildKeeper<ConnectionActor.Command> connection;
  private final Prober prober;
  private final List<ActorRef<Probed>> asking = new ArrayList<>(0);

  private ServerActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ServerSpec spec,
      ServerMemory memory,
      Services services,
      ActorRef<Voted> owner) {
    super(context);
    ActorRef<Command> self = context.getSelf();
    this.spec = spec;
    this.memory = memory;
    this.services = services;
    this.timers = timers;
    this.owner = owner;
    this.events = new ServerEvents(services.log(), ActorPaths.of(self), spec.id());
    this.endpoints = new Endpoints(spec);
    this.connection = new ChildKeeper<>(context, "connection", this::performer);
    this.prober =
        new Prober(
            spec,
            memory,
            services,
            endpoints,
            connection,
            () -> self.tell(Gate.POKED),
            this::onResult);
  }

  /**
   * A server actor.
   *
   * @param spec what to probe
   * @param memory what it remembers across failures
   * @param services what server actors share
   * @param owner told each {@link Voted}
   */
  public static Behavior<Command> create(
      ServerSpec spec, ServerMemory memory, Services services, ActorRef<Voted> owner) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new ServerActor(context, timers, spec, memory, services, owner).started()));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Told.class, this::onTold)
        .onMessageEquals(Timer.PROBE_DUE, this::onProbeDue)
        .onMessageEquals(Gate.POKED, this::onGatePoked)
        .onMessage(NameAnswered.class, this::onNameAnswered)
        .onMessage(ProbeNow.class, this::onProbeNow)
        .onMessage(SetAdmin.class, this::onSetAdmin)
        .onMessageEquals(DoubtFreshness.INSTANCE, this::onDoubtFreshness)
        .onMessageEquals(Timer.CONNECTION_DUE, this::onConnectionDue)
        .onSignal(ChildFailed.class, this::onConnectionFailed)
        .onSignal(PostStop.class, signal -> onGone())
        .build();
  }

  private Behavior<Command> started() {
    connection.start();
    if (!endpoints.names().isEmpty()) {
      ActorRef<ResolverActor.Resolved> answers =
          getContext().messageAdapter(ResolverActor.Resolved.class, NameAnswered::new);
      services.resolver().tell(new ResolverActor.Watch(endpoints.names(), answers));
    }
    owner.tell(new Voted(spec.id()));
    // A replacement of an actor that breaks again and again may be the first to see it.
    onDoubtFreshness();
    scheduleNext();
    return this;
  }

  /** Who carries out what the script wants. */
  private Behavior<ConnectionActor.Command> performer() {
    ActorRef<Command> self = getContext().getSelf();
    Consumer<ConnectionEvent> told = event -> self.tell(new Told(event));
    return spec.script().runsProgram()
        ? ProgramActor.create(services.connections(), events.ofConnection(), told)
        : ConnectionActor.create(services.connections(), events.ofConnection(), told);
  }

  private void scheduleNext() {
    if (services.scheduled() && memory.state().admin() != AdminState.MAINT) {
      long delay = memory.state().nextDueNanos() - now();
      timers.startSingleTimer(Timer.PROBE_DUE, Duration.ofNanos(Math.max(0, delay)));
    }
  }

  private Behavior<Command> onProbeDue() {
    if (!prober.deciding()) {
      prober.want(memory.state().nextDueNanos());
    }
    return this;
  }

  private Behavior<Command> onProbeNow(ProbeNow ask) {
    asking.add(ask.replyTo());
    if (!prober.deciding()) {
      prober.want(now());
    }
    return this;
  }

  private Behavior<Command> onGatePoked() {
    prober.proceed();
    return this;
  }

  private Behavior<Command> onTold(Told told) {
    prober.on(told.event());
    return this;
  }

  /** What is written comes before what is told: see {@link ServerMemory}. */
  private void onResult(CheckResult result, long attempt, long startNanos) {
    ServerState before = memory.state();
    Decided.Told told = new Decided.Told(result, attempt, startNanos, now());
    Decided decided =
        Decided.of(spec, before, told, () -> ThreadLocalRandom.current().nextDouble());
    ServerState after = decided.state();
    memory.write(after);
    services.meter().skipped(decided.skipped());
    scheduleNext();
    events.result(result, before, after);
    if (after.stale() && !before.stale()) {
      events.stale(after, now());
    }
    if (after.vote() != before.vote()) {
      owner.tell(new Voted(spec.id()));
    }
    asking.forEach(who -> who.tell(new Probed(spec.id(), result)));
    asking.clear();
  }

  private Behavior<Command> onDoubtFreshness() {
    ServerState state = memory.state();
    boolean lost = services.scheduled() && Freshness.lost(spec, state, now());
    if (lost && !prober.deciding() && !state.stale()) {
      memory.write(state.gettingStale());
      events.stale(state, now());
      owner.tell(new Voted(spec.id()));
    }
    return this;
  }

  private Behavior<Command> onSetAdmin(SetAdmin set) {
    ServerState state = memory.state();
    if (state.admin() != set.to()) {
      memory.write(state.administered(set.to(), now()));
      timers.cancel(Timer.PROBE_DUE);
      if (set.to() == AdminState.MAINT && asking.isEmpty()) {
        prober.forget();
      }
      scheduleNext();
      events.administered(state.admin(), set);
      owner.tell(new Voted(spec.id()));
    }
    return this;
  }

  private Behavior<Command> onNameAnswered(NameAnswered told) {
    Endpoints.Moved moved = endpoints.learn(told.answer());
    if (moved != null) {
      events.moved(moved);
    }
    if (moved != null && services.scheduled() && memory.state().admin() != AdminState.MAINT) {
      prober.want(now());
    }
    prober.proceed();
    return this;
  }

  private Behavior<Command> onConnectionFailed(ChildFailed failed) {
    timers.startSingleTimer(Timer.CONNECTION_DUE, connection.broke(now()));
    events.connectionBroke(failed.getCause());
    prober.connectionBroke();
    return this;
  }

  private Behavior<Command> onConnectionDue() {
    connection.start();
    prober.proceed();
    return this;
  }

  private Behavior<Command> onGone() {
    prober.release();
    return this;
  }

  private long now() {
    return services.connections().nanoClock().getAsLong();
  }
}
