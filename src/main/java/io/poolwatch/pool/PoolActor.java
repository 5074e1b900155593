package io.poolwatch.pool;

import io.poolwatch.event.ActorPaths;
import io.poolwatch.event.Event;
import io.poolwatch.event.Events;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
import io.poolwatch.server.Backoff;
import io.poolwatch.server.Freshness;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Supervises the servers of one pool: replaces what breaks, turns their reports into this node's
 * votes, and tells the verdicts that come back.
 *
 * <p>Only a verdict makes a {@code server-transition} and moves the pool.
 */
public final class PoolActor extends AbstractBehavior<PoolActor.Command> {

  /** What the actor can be told. */
  public sealed interface Command {}

  /**
   * Go on with another configuration of the same pool. Servers whose fingerprint is the same are
   * left alone.
   */
  public record Update(PoolSpec spec) implements Command {}

  /** Probe one server now. */
  public record ProbeNow(String server, ActorRef<ServerActor.Probed> replyTo) implements Command {}

  private record Reported(ServerActor.Voted vote) implements Command {}

  private record Told(ServerId server, Verdict verdict) implements Command {}

  private record Replace(String server) implements Command {}

  private enum Sweep implements Command {
    DUE
  }

  /**
   * What the pool actors of a node share.
   *
   * @param servers what their server actors share
   * @param fleet where votes go
   * @param alone whether this node has no fleet, so that its vote is the verdict
   * @param firstProbeSpread cap of the time over which first probes are spread
   */
  public record Services(
      ServerActor.Services servers, Fleet fleet, boolean alone, Duration firstProbeSpread) {}

  private static final Duration SWEEP = Duration.ofSeconds(1);

  /** One server of the pool. */
  private static final class Member {
    final ServerSpec spec;
    final PoolMemory.Entry memory;
    @Nullable ActorRef<ServerActor.Command> actor;
    @Nullable Backoff backoff;

    /** What the pool's tally holds for this server. */
    PoolTally counted = PoolTally.NONE;

    Member(ServerSpec spec, PoolMemory.Entry memory) {
      this.spec = spec;
      this.memory = memory;
    }
  }

  private final String name;
  private final String path;
  private final PoolMemory memory;
  private final Services services;
  private final TimerScheduler<Command> timers;
  private final ActorRef<ServerActor.Voted> reports;
  private final Map<String, Member> members = new LinkedHashMap<>();

  /** Servers whose old actor has still to stop, and what shall take its name then, if anything. */
  private final Map<String, Optional<ServerSpec>> leaving = new HashMap<>();

  private PoolTally tally = PoolTally.NONE;

  private PoolActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      PoolSpec spec,
      PoolMemory memory,
      Services services) {
    super(context);
    this.name = spec.name();
    this.path = ActorPaths.of(context.getSelf());
    this.memory = memory;
    this.services = services;
    this.timers = timers;
    this.reports = context.messageAdapter(ServerActor.Voted.class, Reported::new);
    for (ServerSpec server : spec.servers()) {
      tally = add(server, memory.entry(server, services.firstProbeSpread(), now()));
    }
    ActorRef<Command> self = context.getSelf();
    services.fleet().join(name, (server, verdict) -> self.tell(new Told(server, verdict)));
    timers.startTimerAtFixedRate(Sweep.DUE, SWEEP);
  }

  /**
   * A pool actor.
   *
   * @param spec the pool
   * @param memory what it remembers across failures
   * @param services what pool actors share
   */
  public static Behavior<Command> create(PoolSpec spec, PoolMemory memory, Services services) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new PoolActor(context, timers, spec, memory, services)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Reported.class, this::onReported)
        .onMessage(Told.class, this::onTold)
        .onMessageEquals(Sweep.DUE, this::onSweep)
        .onMessage(ProbeNow.class, this::onProbeNow)
        .onMessage(Update.class, this::onUpdate)
        .onMessage(Replace.class, this::onReplace)
        .onSignal(ChildFailed.class, this::onServerFailed)
        .onSignal(Terminated.class, this::onServerStopped)
        .build();
  }

  // ---- members

  private PoolTally add(ServerSpec spec, PoolMemory.Entry entry) {
    Member member = new Member(spec, entry);
    members.put(spec.id().server(), member);
    start(member);
    return recounted(member, tally);
  }

  private void start(Member member) {
    ActorRef<ServerActor.Command> actor =
        getContext()
            .spawn(
                ServerActor.create(
                    member.spec, member.memory.server(), services.servers(), reports),
                member.spec.id().server(),
                DispatcherSelector.sameAsParent());
    getContext().watch(actor);
    member.actor = actor;
  }

  private Behavior<Command> onServerFailed(ChildFailed failed) {
    String server = failed.getRef().path().name();
    Member member = members.get(server);
    emit(
        Events.actorRestarted(
            ActorPaths.of(failed.getRef()), new ServerId(name, server), failed.getCause()));
    if (member != null && !leaving.containsKey(server)) {
      member.actor = null;
      member.backoff = member.backoff == null ? Backoff.first(now()) : member.backoff.next(now());
      timers.startSingleTimer("replace " + server, new Replace(server), member.backoff.delay());
      return this;
    }
    return onServerGone(server);
  }

  private Behavior<Command> onReplace(Replace replace) {
    Member member = members.get(replace.server());
    if (member != null && member.actor == null && !leaving.containsKey(replace.server())) {
      start(member);
    }
    return this;
  }

  private Behavior<Command> onServerStopped(Terminated stopped) {
    return onServerGone(stopped.getRef().path().name());
  }

  private Behavior<Command> onServerGone(String server) {
    Optional<ServerSpec> then = leaving.remove(server);
    if (then != null && then.isPresent()) {
      join(then.get());
    }
    return this;
  }

  private Behavior<Command> onUpdate(Update update) {
    Map<String, ServerSpec> wanted = new LinkedHashMap<>();
    update.spec().servers().forEach(spec -> wanted.put(spec.id().server(), spec));
    leaving.replaceAll((server, then) -> Optional.ofNullable(wanted.get(server)));
    PoolTally now = tally;
    for (Member member : List.copyOf(members.values())) {
      ServerSpec spec = wanted.get(member.spec.id().server());
      if (spec == null || !spec.fingerprint().equals(member.spec.fingerprint())) {
        remove(member, spec == null);
        now = now.minus(member.counted);
      }
    }
    tally = now;
    wanted.forEach(
        (server, spec) -> {
          if (!members.containsKey(server)) {
            join(spec);
          }
        });
    tellPool(tally);
    return this;
  }

  private void join(ServerSpec spec) {
    String server = spec.id().server();
    if (leaving.containsKey(server)) {
      leaving.put(server, Optional.of(spec));
      return;
    }
    boolean known = memory.entries().containsKey(server);
    PoolMemory.Entry entry =
        known
            ? memory.replace(spec, now())
            : memory.entry(spec, services.firstProbeSpread(), now());
    tellPool(add(spec, entry));
  }

  private void remove(Member member, boolean forGood) {
    String server = member.spec.id().server();
    members.remove(server);
    if (forGood) {
      memory.remove(server);
      services.fleet().withdraw(member.spec.id());
    }
    ActorRef<ServerActor.Command> actor = member.actor;
    if (actor != null) {
      leaving.put(server, Optional.empty());
      getContext().stop(actor);
    }
  }

  private Behavior<Command> onProbeNow(ProbeNow ask) {
    Member member = members.get(ask.server());
    if (member != null && member.actor != null) {
      member.actor.tell(new ServerActor.ProbeNow(ask.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onSweep() {
    long now = now();
    for (Member member : members.values()) {
      ServerState state = member.memory.server().state();
      if (!state.stale() && member.actor != null && Freshness.lost(member.spec, state, now)) {
        member.actor.tell(ServerActor.DoubtFreshness.INSTANCE);
      }
    }
    return this;
  }

  // ---- votes and verdicts

  private Behavior<Command> onReported(Reported reported) {
    ServerActor.Voted vote = reported.vote();
    Member member = members.get(vote.server().server());
    if (member != null) {
      services.fleet().cast(vote.server(), member.spec.hash(), vote.vote(), vote.evidence());
      tellPool(recounted(member, tally));
    }
    return this;
  }

  private Behavior<Command> onTold(Told told) {
    Member member = members.get(told.server().server());
    if (member != null) {
      Verdict before = member.memory.told();
      member.memory.tell(told.verdict());
      if (before.state() != told.verdict().state()) {
        tellTransition(member, before, told.verdict());
      }
      if (before.contested() != told.verdict().contested()) {
        tellContested(member, told.verdict());
      }
      tellPool(recounted(member, tally));
    }
    return this;
  }

  private void tellTransition(Member member, Verdict before, Verdict now) {
    ServerState state = member.memory.server().state();
    emit(
        Events.serverTransition(
            path,
            member.spec.id(),
            before.state(),
            now,
            state.admin(),
            !services.alone(),
            Causes.of(now, state)));
  }

  private void tellContested(Member member, Verdict now) {
    emit(Events.contested(path, member.spec.id(), now.contested(), now.votes()));
  }

  private PoolTally recounted(Member member, PoolTally sum) {
    PoolTally before = member.counted;
    member.counted =
        PoolTally.of(member.memory.told().state(), member.memory.server().state().admin());
    return sum.minus(before).plus(member.counted);
  }

  private void tellPool(PoolTally now) {
    PoolTally before = tally;
    tally = now;
    if (before.state() != now.state()) {
      emit(
          Events.poolTransition(
              path, name, before.state(), now.state(), now.usable(), now.total()));
    }
  }

  private void emit(Event event) {
    services.servers().log().emit(event);
  }

  private long now() {
    return services.servers().connections().nanoClock().getAsLong();
  }
}
