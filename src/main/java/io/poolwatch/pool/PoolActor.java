package io.poolwatch.pool;

import io.poolwatch.event.ActorPaths;
import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.Duty;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.Followed;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import io.poolwatch.server.ChildKeeper;
import io.poolwatch.server.Freshness;
import io.poolwatch.server.ServerActor;
import io.poolwatch.server.ServerMemory;
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

  private record Reported(ServerActor.Report report) implements Command {}

  private record Told(String server, Verdict verdict) implements Command {}

  private record Wanted(String server, Duty duty) implements Command {}

  private record Suspected(String server) implements Command {}

  private record Administered(AdminRegister wanted) implements Command {}

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

  /** Hears the fleet on any thread. */
  private record FleetEar(ActorRef<Command> self) implements Fleet.Listener {

    @Override
    public void onVerdict(ServerId server, Verdict verdict) {
      self.tell(new Told(server.server(), verdict));
    }

    @Override
    public void onDuty(ServerId server, Duty duty) {
      self.tell(new Wanted(server.server(), duty));
    }

    @Override
    public void onAdministered(AdminRegister wanted) {
      self.tell(new Administered(wanted));
    }

    @Override
    public void onSuspicion(ServerId server) {
      self.tell(new Suspected(server.server()));
    }
  }

  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final PoolMemory memory;
  private final Services services;
  private final TimerScheduler<Command> timers;
  private final PoolEvents events;
  private final ActorRef<ServerActor.Report> reports;

  /** The servers by name, those included whose actor has still to stop. */
  private final Map<String, Member> members = new HashMap<>();

  /** What the fleet wants done for the servers, by name; some may still have to come. */
  private final Map<String, Duty> duties = new HashMap<>();

  /** What operators want of the servers, by name; some may still have to come. */
  private final Map<String, AdminRegister> wishes = new HashMap<>();

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
    this.reports = context.messageAdapter(ServerActor.Report.class, Reported::new);
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
        .onMessage(Wanted.class, this::onWanted)
        .onMessage(Suspected.class, this::onSuspected)
        .onMessage(Administered.class, this::onAdministered)
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
    services.fleet().join(spec.name(), new FleetEar(getContext().getSelf()));
    timers.startTimerWithFixedDelay(Sweep.DUE, SWEEP);
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
    AdminRegister wish = wishes.get(spec.id().server());
    AdminState wanted = wish == null ? spec.admin() : wish.stateOver(spec.admin());
    PoolMemory.Entry entry = memory.entry(spec, wanted, services.firstProbeSpread(), now());
    if (before != null) {
      events.reconfigured(entry, before.server().state().admin());
    }
    ChildKeeper<ServerActor.Command> keeper =
        new ChildKeeper<>(
            getContext(),
            spec.id().server(),
            () -> ServerActor.create(spec, entry.server(), services.servers(), reports));
    Member member = new Member(entry, keeper);
    member.idle = before == null;
    members.put(member.name(), member);
    if (before == null && wish != null) {
      administer(member, wish);
    }
    track(spec);
    recount(member);
    services.board().moved();
    Duty duty = duties.get(member.name());
    if (services.alone() || spec.track() != null) {
      keeper.start();
    } else if (duty != null) {
      serve(member, duty);
    }
  }

  /** Does for a server what the fleet wants, unless that is about another configuration of it. */
  private void serve(Member member, Duty duty) {
    if (!duty.specHash().equals(member.spec().hash()) || member.keeper.stopping()) {
      return;
    }
    // Where it begins is done once: when its settings change, it goes on from what it knows.
    duties.put(member.name(), new Duty(duty.specHash(), duty.turn(), null));
    boolean works = member.keeper.actor() != null;
    ServerMemory server = member.memory.server();
    server.turn(duty.turn());
    if (duty.turn() == null) {
      timers.cancel(new Replace(member.name()));
      member.keeper.stop();
      return;
    }
    if (works) {
      if (duty.standing() != null) {
        member.keeper.tell(new ServerActor.Stand(duty.standing()));
      }
      member.keeper.tell(ServerActor.Retime.INSTANCE);
    } else {
      Duty.Standing standing = duty.standing();
      if (standing != null || member.idle) {
        InitialStates states = new InitialStates(services.firstProbeSpread(), now());
        server.begin(
            states.assigned(
                member.spec(),
                server.state(),
                standing == null ? Duty.Standing.UNKNOWN : standing));
      }
      member.idle = false;
      timers.cancel(new Replace(member.name()));
      member.keeper.start();
    }
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
    duties.remove(spec.id().server());
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
      boolean stays = !member.left && member.next == null;
      if (stays) {
        offDuty(member);
      } else {
        gone(member);
      }
      events.tally(memory, tally);
    }
    return this;
  }

  /** Its actor has stopped because it is not probed here any more; perhaps it is again by now. */
  private void offDuty(Member member) {
    member.keeper.stopped();
    member.idle = true;
    Duty duty = duties.get(member.name());
    if (duty != null && duty.turn() != null) {
      serve(member, duty);
    }
  }

  private Behavior<Command> onWanted(Wanted wanted) {
    duties.put(wanted.server(), wanted.duty());
    Member member = present(wanted.server());
    if (member != null) {
      serve(member, wanted.duty());
    }
    return this;
  }

  private Behavior<Command> onAdministered(Administered administered) {
    AdminRegister wanted = administered.wanted();
    String server = wanted.server().server();
    wishes.put(server, wanted);
    Member member = present(server);
    if (member != null) {
      administer(member, wanted);
    }
    return this;
  }

  private void administer(Member member, AdminRegister wanted) {
    AdminState to = wanted.stateOver(member.spec().admin());
    ServerActor.SetAdmin set = new ServerActor.SetAdmin(to, wanted.reason(), wanted.author());
    if (member.keeper.actor() != null) {
      member.keeper.tell(set);
    } else {
      ServerMemory server = member.memory.server();
      Admin before = server.state().admin();
      server.begin(server.state().administered(Admin.Source.OPERATOR, to, now()));
      events.administered(member.memory, before, wanted);
      look(member);
      services.board().changed(member.spec().id());
      recount(member);
      events.tally(memory, tally);
    }
  }

  private Behavior<Command> onSuspected(Suspected suspected) {
    Member member = present(suspected.server());
    if (member != null) {
      member.keeper.tell(ServerActor.Suspect.INSTANCE);
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
      ServerMemory memory = member.memory.server();
      if (member.keeper.actor() != null
          && Freshness.lost(member.spec(), memory.state(), memory.turn(), now)) {
        member.keeper.tell(ServerActor.DoubtFreshness.INSTANCE);
      }
    }
    return this;
  }

  private Behavior<Command> onReported(Reported reported) {
    Member member = present(reported.report().server().server());
    if (member == null) {
      return this;
    }
    ServerSpec spec = member.spec();
    if (reported.report() instanceof ServerActor.Moved moved) {
      services.fleet().moved(spec.id(), spec.hash(), moved.movement());
    } else {
      vote(member, member.memory.server().state());
      look(member);
      services.board().changed(spec.id());
      recount(member);
      events.tally(memory, tally);
    }
    return this;
  }

  /** Nobody votes on a server that tracks another: how that one stands is known on every node. */
  private void vote(Member member, ServerState state) {
    ServerSpec spec = member.spec();
    if (spec.track() == null) {
      events.vote(member, state);
      services.fleet().cast(spec.id(), spec.hash(), state.vote(), state.evidence());
    } else {
      Vote own = new Vote("", 0, state.vote(), state.evidence());
      told(member, Verdict.of(List.of(own), VerdictRule.MAJORITY, true));
    }
  }

  private Behavior<Command> onTold(Told told) {
    Member member = present(told.server());
    if (member != null && member.spec().track() == null) {
      told(member, told.verdict());
      recount(member);
      events.tally(memory, tally);
    }
    return this;
  }

  private void told(Member member, Verdict verdict) {
    events.verdict(member.memory, verdict);
    services.board().changed(member.spec().id());
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
