package io.poolwatch.server;

import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.event.ActorPaths;
import io.poolwatch.event.ConnectionStory;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.Events;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Vote;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Probes one server on its schedule, one probe at a time, and reports how its vote changes.
 *
 * <p>It owns the server's connection actor. Whatever must survive it is in its {@link
 * ServerMemory}, written before it is acted on: a replacement goes on where it broke.
 */
public final class ServerActor extends AbstractBehavior<ServerActor.Command> {

  /** What the actor can be told. */
  public sealed interface Command {}

  /**
   * Probe now, beside the schedule; a probe under way answers as well.
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

  /**
   * Reported to the owner whenever the vote may have changed, and once at the start.
   *
   * @param server whose vote
   * @param vote what the node says about it
   * @param evidence the result that decided; null if none has
   * @param stale whether it abstains because no conclusive probe came for too long
   */
  public record Voted(
      ServerId server, Vote.Choice vote, @Nullable CheckResult evidence, boolean stale) {}

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
  private final ActorRef<ConnectionEvent> connectionEvents;
  private final Endpoints endpoints;
  private final String path;
  private final List<ActorRef<Probed>> asking = new ArrayList<>();

  private @Nullable ActorRef<ConnectionActor.Command> connection;
  private @Nullable Backoff connectionBackoff;
  private ProbeGate.@Nullable Pass pass;
  private @Nullable ProbeRun run;

  /** A probe is wanted as soon as nothing is in its way any more. */
  private boolean wanted;

  private ServerActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ServerSpec spec,
      ServerMemory memory,
      Services services,
      ActorRef<Voted> owner) {
    super(context);
    this.spec = spec;
    this.memory = memory;
    this.services = services;
    this.timers = timers;
    this.owner = owner;
    this.connectionEvents = context.messageAdapter(ConnectionEvent.class, Told::new);
    this.endpoints = new Endpoints(spec);
    this.path = ActorPaths.of(context.getSelf());
    startConnection();
    if (!endpoints.names().isEmpty()) {
      services
          .resolver()
          .tell(
              new ResolverActor.Watch(
                  endpoints.names(),
                  context.messageAdapter(ResolverActor.Resolved.class, NameAnswered::new)));
    }
    reportVote();
    scheduleNext();
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
                timers -> new ServerActor(context, timers, spec, memory, services, owner)));
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
        .onSignal(PostStop.class, signal -> onPostStop())
        .build();
  }

  private void scheduleNext() {
    if (services.scheduled() && memory.state().admin() != AdminState.MAINT) {
      long delay = memory.state().nextDueNanos() - now();
      timers.startSingleTimer(Timer.PROBE_DUE, Duration.ofNanos(Math.max(0, delay)));
    }
  }

  private Behavior<Command> onProbeDue() {
    if (memory.state().admin() != AdminState.MAINT) {
      wanted = true;
      beginIfFree();
    }
    return this;
  }

  private Behavior<Command> onProbeNow(ProbeNow ask) {
    asking.add(ask.replyTo());
    if (run == null || run.decided()) {
      wanted = true;
    }
    beginIfFree();
    return this;
  }

  private void beginIfFree() {
    if (wanted && run == null && pass == null && connection != null && endpoints.answered()) {
      wanted = false;
      ActorRef<Command> self = getContext().getSelf();
      pass = services.gate().ask(endpoints.handshakes(), () -> self.tell(Gate.POKED));
      onGatePoked();
    }
  }

  private Behavior<Command> onGatePoked() {
    ActorRef<ConnectionActor.Command> peer = connection;
    if (pass == null || run != null || !pass.admitted()) {
      return this;
    }
    if (peer == null) {
      pass.leave();
      pass = null;
      wanted = true;
      return this;
    }
    long start = now();
    ServerState state = memory.state();
    if (services.scheduled()) {
      services.meter().started(Math.max(0, start - state.nextDueNanos()));
    }
    run =
        new ProbeRun(
            spec, peer, endpoints::of, services.maxLag(), start, state.attempt(), this::onDecided);
    run.begin();
    endIfOver();
    return this;
  }

  private Behavior<Command> onTold(Told told) {
    ProbeRun probe = run;
    if (probe != null) {
      if (told.event() instanceof ConnectionEvent.Secured && pass != null) {
        pass.handshakeDone();
      }
      probe.on(told.event());
      endIfOver();
    }
    return this;
  }

  private void endIfOver() {
    if (run != null && run.over()) {
      release();
      beginIfFree();
    }
  }

  private void release() {
    run = null;
    if (pass != null) {
      pass.leave();
      pass = null;
    }
  }

  private void onDecided(CheckResult result) {
    ServerState before = memory.state();
    ProbeRun probe = Objects.requireNonNull(run, "a result without a probe");
    Decided after =
        Decided.of(
            spec, before, result, probe.attempt(), probe.startNanos(), now(), this::jittered);
    memory.write(after.state());
    services.meter().finished(spec.id(), result);
    if (after.skipped() > 0) {
      services.meter().skipped(after.skipped());
    }
    tellResult(before, after.state(), result);
    if (after.state().vote() != before.vote()) {
      reportVote();
    }
    wanted = false;
    timers.cancel(Timer.PROBE_DUE);
    scheduleNext();
    asking.forEach(who -> who.tell(new Probed(spec.id(), result)));
    asking.clear();
  }

  private long jittered(long intervalNanos) {
    return spec.schedule().spreadPercent() == 0
        ? intervalNanos
        : Cadence.jittered(
            intervalNanos,
            spec.schedule().spreadPercent(),
            ThreadLocalRandom.current().nextDouble());
  }

  private void tellResult(ServerState before, ServerState after, CheckResult result) {
    boolean news =
        !result.sameVerdict(before.lastResult())
            || after.counter().value() != before.counter().value()
            || after.counter().state() != before.counter().state();
    if (services.log().enabled(Events.checkResultLevel(news))) {
      services
          .log()
          .emit(Events.checkResult(path, spec.id(), result, after.counter().display(), news));
    }
  }

  private void reportVote() {
    ServerState state = memory.state();
    owner.tell(new Voted(spec.id(), state.vote(), state.lastConclusive(), state.stale()));
  }

  private Behavior<Command> onDoubtFreshness() {
    ServerState state = memory.state();
    boolean deciding = run != null && !run.decided();
    if (!deciding && !state.stale() && Freshness.lost(spec, state, now())) {
      memory.write(state.gettingStale());
      services
          .log()
          .emit(
              Events.serverStale(
                  path,
                  spec.id(),
                  Duration.ofNanos(now() - state.lastConclusiveNanos()),
                  state.lastResult()));
      reportVote();
    }
    return this;
  }

  private Behavior<Command> onSetAdmin(SetAdmin set) {
    ServerState state = memory.state();
    if (state.admin() != set.to()) {
      ServerState next = state.administered(set.to(), now());
      memory.write(next);
      services
          .log()
          .emit(
              Events.adminChanged(
                  path, spec.id(), state.admin(), set.to(), set.reason(), set.author()));
      timers.cancel(Timer.PROBE_DUE);
      reportVote();
      scheduleNext();
    }
    return this;
  }

  private Behavior<Command> onNameAnswered(NameAnswered told) {
    ResolverActor.Resolved answer = told.answer();
    String before = endpoints.text(answer.name());
    Endpoints.Change change = endpoints.learn(answer);
    String now = endpoints.text(answer.name());
    if (change == Endpoints.Change.MOVED && now != null) {
      services.log().emit(Events.endpointChanged(path, spec.id(), before, now));
    }
    boolean news = change == Endpoints.Change.MOVED || change == Endpoints.Change.FIRST;
    if (news && services.scheduled() && memory.state().admin() != AdminState.MAINT) {
      wanted = true;
    }
    beginIfFree();
    return this;
  }

  private void startConnection() {
    ConnectionStory story = new ConnectionStory(path + "/connection", spec.id());
    connection =
        getContext()
            .spawn(
                ConnectionActor.create(services.connections(), story, connectionEvents),
                "connection",
                DispatcherSelector.sameAsParent());
    getContext().watch(connection);
  }

  private Behavior<Command> onConnectionFailed(ChildFailed failed) {
    connection = null;
    long now = now();
    connectionBackoff =
        connectionBackoff == null ? Backoff.first(now) : connectionBackoff.next(now);
    timers.startSingleTimer(Timer.CONNECTION_DUE, connectionBackoff.delay());
    services.log().emit(Events.actorRestarted(path + "/connection", spec.id(), failed.getCause()));
    ProbeRun broken = run;
    if (broken != null) {
      if (!broken.decided()) {
        onDecided(
            CheckResult.inconclusive(
                CheckStatus.SOCKERR, Phase.CONNECT, "the connection actor broke; see its event"));
      }
      release();
    }
    return this;
  }

  private Behavior<Command> onConnectionDue() {
    startConnection();
    beginIfFree();
    return this;
  }

  private Behavior<Command> onPostStop() {
    release();
    return this;
  }

  private long now() {
    return services.connections().nanoClock().getAsLong();
  }
}
