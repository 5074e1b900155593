package io.poolwatch.pool;

import io.poolwatch.event.ActorPaths;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.Followed;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
import io.poolwatch.server.ChildKeeper;
import io.poolwatch.server.Freshness;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
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

  /** Go on with another configuration; servers whose fingerprint is the same are left alone. */
  public record Update(PoolSpec spec) implements Command {}

  /** Probe one server now. */
  public record ProbeNow(String server, ActorRef<ServerActor.Probed> replyTo) implements Command {}

  /** Tell one server's actor something; nothing comes of it if there is no such server. */
  public record Order(String server, ServerActor.Command order) implements Command {}

  private record Reported(String server) implements Command {}

  private record Told(String server, Verdict verdict) implements Command {}

  private record Replace(String server) implements Command {}

  private record Look(String server) implements Command {}

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
   * @param board shows what is known of the servers, to those that track them among others
   */
  public record Services(
      ServerActor.Services servers,
      Fleet fleet,
      boolean alone,
      Duration firstProbeSpread,
      Board board) {}

  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final PoolMemory memory;
  private final Services services;
  private final TimerScheduler<Command> timers;
  private final PoolEvents events;
  private final ActorRef<ServerActor.Voted> reports;

  /** The servers by name, those included whose actor has still to stop. */
  private final Map<String, Member> members = new HashMap<>();

  private PoolTally tally = PoolTally.NONE;

  private PoolActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String name,
      PoolMemory memory,
      Services services) {
    super(context);
    this.memory = memory;
    this.services = services;
    this.timers = timers;
    this.events =
        new PoolEvents(
            services.servers().log(), ActorPaths.of(context.getSelf()), name, !services.alone());
    this.reports =
        context.messageAdapter(
            ServerActor.Voted.class, voted -> new Reported(voted.server().server()));
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
            Behaviors.withTimers(
                timers ->
                    new PoolActor(context, timers, spec.name(), memory, services).started(spec)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Reported.class, this::onReported)
        .onMessage(Told.class, this::onTold)
        .onMessage(Look.class, this::onLook)
        .onMessageEquals(Sweep.DUE, this::onSweep)
        .onMessage(ProbeNow.class, this::onProbeNow)
        .onMessage(Order.class, this::onOrder)
        .onMessage(Update.class, this::onUpdate)
        .onMessage(Replace.class, this::onReplace)
        .onSignal(ChildFailed.class, this::onServerFailed)
        .onSignal(Terminated.class, stopped -> onServerGone(stopped.getRef().path().name()))
        .build();
  }

  private Behavior<Command> started(PoolSpec spec) {
    memory.strangersTo(spec).forEach(this::forget);
    spec.servers().forEach(this::join);
    events.tally(memory, tally);
    ActorRef<Command> self = getContext().getSelf();
    services
        .fleet()
        .join(spec.name(), (server, verdict) -> self.tell(new Told(server.server(), verdict)));
    timers.startTimerAtFixedRate(Sweep.DUE, SWEEP);
    return this;
  }

  private Behavior<Command> onUpdate(Update update) {
    Map<String, ServerSpec> wanted = new LinkedHashMap<>();
    update.spec().servers().forEach(spec -> wanted.put(spec.id().server(), spec));
    for (Member member : List.copyOf(members.values())) {
      if (!wanted.containsKey(member.name())) {
        leave(member);
      }
    }
    for (ServerSpec spec : wanted.values()) {
      Member member = members.get(spec.id().server());
      if (member == null) {
        join(spec);
      } else if (member.keeper.stopping()) {
        member.next = spec;
      } else if (!member.spec().fingerprint().equals(spec.fingerprint())) {
        change(member, spec);
      }
    }
    events.tally(memory, tally);
    return this;
  }

  private void join(ServerSpec spec) {
    PoolMemory.Entry before = memory.entries().get(spec.id().server());
    PoolMemory.Entry entry = memory.entry(spec, services.firstProbeSpread(), now());
    if (before != null) {
      events.reconfigured(entry, before.server().state().admin());
    }
    ChildKeeper<ServerActor.Command> keeper =
        new ChildKeeper<>(
            getContext(),
            spec.id().server(),
            () -> ServerActor.create(spec, entry.server(), services.servers(), reports));
    Member member = new Member(entry, keeper);
    members.put(member.name(), member);
    keeper.start();
    track(spec);
    recount(member);
    services.board().moved();
  }

  private void track(ServerSpec spec) {
    ServerId target = spec.track();
    if (target != null) {
      ActorRef<Command> self = getContext().getSelf();
      Look look = new Look(spec.id().server());
      services.board().track(spec.id(), target, () -> self.tell(look));
    }
  }

  private void untrack(ServerSpec spec) {
    if (spec.track() != null) {
      services.board().untrack(spec.id(), spec.track());
    }
  }

  /** Has a server that tracks another learn how that one stands. */
  private void look(Member member) {
    ServerId target = member.spec().track();
    if (target != null) {
      Followed now = services.board().followed(target);
      if (!now.equals(member.memory.server().state().followed())) {
        member.keeper.tell(new ServerActor.Follow(now));
      }
    }
  }

  private Behavior<Command> onLook(Look look) {
    Member member = present(look.server());
    if (member != null) {
      look(member);
    }
    return this;
  }

  /** It counts, and keeps its verdict, until what takes its place is there. */
  private void change(Member member, ServerSpec next) {
    member.next = next;
    end(member);
  }

  private void leave(Member member) {
    member.left = true;
    member.next = null;
    forget(member.spec());
    uncount(member);
    end(member);
  }

  private void end(Member member) {
    if (member.keeper.actor() == null) {
      timers.cancel(new Replace(member.name()));
      gone(member);
    } else {
      member.keeper.stop();
    }
  }

  private void gone(Member member) {
    members.remove(member.name());
    untrack(member.spec());
    uncount(member);
    if (member.next != null) {
      join(member.next);
    }
  }

  private void forget(ServerSpec spec) {
    memory.remove(spec.id().server());
    services.board().moved();
    services.fleet().withdraw(spec.id());
  }

  private Behavior<Command> onServerFailed(ChildFailed failed) {
    String server = failed.getRef().path().name();
    events.serverBroke(failed.getRef(), failed.getCause());
    Member member = members.get(server);
    if (member == null || member.keeper.stopping()) {
      return onServerGone(server);
    }
    Replace replace = new Replace(server);
    timers.startSingleTimer(replace, replace, member.keeper.broke(now()));
    return this;
  }

  private Behavior<Command> onReplace(Replace replace) {
    Member member = members.get(replace.server());
    if (member != null && member.keeper.actor() == null) {
      member.keeper.start();
    }
    return this;
  }

  private Behavior<Command> onServerGone(String server) {
    Member member = members.get(server);
    if (member != null) {
      gone(member);
      events.tally(memory, tally);
    }
    return this;
  }

  private Behavior<Command> onProbeNow(ProbeNow ask) {
    Member member = members.get(ask.server());
    if (member != null) {
      member.keeper.tell(new ServerActor.ProbeNow(ask.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onOrder(Order told) {
    Member member = present(told.server());
    if (member != null) {
      member.keeper.tell(told.order());
    }
    return this;
  }

  private Behavior<Command> onSweep() {
    long now = now();
    for (Member member : members.values()) {
      ServerState state = member.memory.server().state();
      if (Freshness.lost(member.spec(), state, now)) {
        member.keeper.tell(ServerActor.DoubtFreshness.INSTANCE);
      }
    }
    return this;
  }

  private Behavior<Command> onReported(Reported reported) {
    Member member = present(reported.server());
    if (member != null) {
      ServerState state = member.memory.server().state();
      ServerSpec spec = member.spec();
      services.fleet().cast(spec.id(), spec.hash(), state.vote(), state.evidence());
      look(member);
      services.board().changed(spec.id());
      recount(member);
      events.tally(memory, tally);
    }
    return this;
  }

  private Behavior<Command> onTold(Told told) {
    Member member = present(told.server());
    if (member != null) {
      events.verdict(member.memory, told.verdict());
      services.board().changed(member.spec().id());
      recount(member);
      events.tally(memory, tally);
    }
    return this;
  }

  /** A member that has not left; null if there is none. */
  private @Nullable Member present(String server) {
    Member member = members.get(server);
    return member == null || member.left ? null : member;
  }

  private void recount(Member member) {
    ServerState state = member.memory.server().state();
    PoolTally counts = PoolTally.of(member.memory.told().state(), state.admin().state());
    tally = tally.minus(member.counted).plus(counts);
    member.counted = counts;
  }

  private void uncount(Member member) {
    tally = tally.minus(member.counted);
    member.counted = PoolTally.NONE;
  }

  private long now() {
    return services.servers().connections().nanoClock().getAsLong();
  }
}
