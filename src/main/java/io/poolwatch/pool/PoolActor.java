package io.poolwatch.pool;

import io.poolwatch.event.ActorPaths;
import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.Duty;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.server.ChildKeeper;
import io.poolwatch.server.Freshness;
import io.poolwatch.server.ServerActor;
import io.poolwatch.server.ServerMemory;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

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

  private record Administered(AdminRegister wanted) implements Command {}

  /** Replace the actor of a server, which broke. */
  record Replace(String server) implements Command {}

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
      self.tell(new Order(server.server(), ServerActor.Suspect.INSTANCE));
    }
  }

  private static final Duration SWEEP = Duration.ofSeconds(1);

  private final Services services;
  private final TimerScheduler<Command> timers;
  private final PoolEvents events;
  private final Tracking tracking;
  private final Standings standings;
  private final Wishes wishes;
  private final Duties duties;
  private final Members members;

  private PoolActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String name,
      PoolMemory memory,
      Services services) {
    super(context);
    this.services = services;
    this.timers = timers;
    ActorRef<Command> self = context.getSelf();
    LongSupplier nanoClock = services.servers().connections().nanoClock();
    this.events =
        new PoolEvents(services.servers().log(), ActorPaths.of(self), name, !services.alone());
    this.tracking = new Tracking(services.board(), server -> self.tell(new Look(server)));
    this.standings = new Standings(memory, services, events, tracking);
    this.wishes = new Wishes(standings, events, nanoClock);
    this.duties = new Duties(services.alone(), services.firstProbeSpread(), nanoClock);
    ActorRef<ServerActor.Report> reports =
        context.messageAdapter(ServerActor.Report.class, Reported::new);
    this.members =
        new Members(
            memory,
            services,
            events,
            standings,
            tracking,
            wishes,
            duties,
            (spec, entry) -> new Member(entry, keeper(spec, entry.server(), reports), timers));
  }

  private ChildKeeper<ServerActor.Command> keeper(
      ServerSpec spec, ServerMemory memory, ActorRef<ServerActor.Report> reports) {
    return new ChildKeeper<>(
        getContext(),
        spec.id().server(),
        () -> ServerActor.create(spec, memory, services.servers(), reports));
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

  private Behavior<Command> started(PoolSpec spec) {
    members.begin(spec);
    listen(spec);
    timers.startTimerWithFixedDelay(Sweep.DUE, SWEEP);
    return this;
  }

  private void listen(PoolSpec spec) {
    services.fleet().join(spec.name(), new FleetEar(getContext().getSelf()));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Reported.class, this::onReported)
        .onMessage(Told.class, this::onTold)
        .onMessage(Wanted.class, this::onWanted)
        .onMessage(Administered.class, this::onAdministered)
        .onMessage(Look.class, this::onLook)
        .onMessageEquals(Sweep.DUE, this::onSweep)
        .onMessage(ProbeNow.class, this::onProbeNow)
        .onMessage(Order.class, this::onOrder)
        .onMessage(Update.class, this::onUpdate)
        .onMessage(Replace.class, this::onReplace)
        .onSignal(ChildFailed.class, this::onServerFailed)
        .onSignal(Terminated.class, this::onServerStopped)
        .build();
  }

  // ---- what its servers' actors say, and what becomes of them

  private Behavior<Command> onReported(Reported reported) {
    Member member = members.present(reported.report().server().server());
    if (member == null) {
      return this;
    }
    if (reported.report() instanceof ServerActor.Moved moved) {
      ServerSpec spec = member.spec();
      services.fleet().moved(spec.id(), spec.hash(), moved.movement());
    } else {
      standings.reported(member);
    }
    return this;
  }

  private Behavior<Command> onServerFailed(ChildFailed failed) {
    events.serverBroke(failed.getRef(), failed.getCause());
    members.broke(failed.getRef().path().name());
    return this;
  }

  private Behavior<Command> onReplace(Replace replace) {
    members.replace(replace.server());
    return this;
  }

  private Behavior<Command> onServerStopped(Terminated stopped) {
    members.stopped(stopped.getRef().path().name());
    return this;
  }

  // ---- what the fleet says

  private Behavior<Command> onTold(Told told) {
    Member member = members.present(told.server());
    if (member != null) {
      standings.verdict(member, told.verdict());
    }
    return this;
  }

  private Behavior<Command> onWanted(Wanted wanted) {
    duties.put(wanted.server(), wanted.duty());
    Member member = members.present(wanted.server());
    if (member != null) {
      duties.serve(member);
    }
    return this;
  }

  private Behavior<Command> onAdministered(Administered administered) {
    boolean news = wishes.put(administered.wanted());
    Member member = members.present(administered.wanted().server().server());
    if (news && member != null) {
      wishes.administer(member);
    }
    return this;
  }

  // ---- what operators, the configuration and servers that are tracked say

  private Behavior<Command> onProbeNow(ProbeNow ask) {
    Member member = members.any(ask.server());
    if (member != null) {
      member.tell(new ServerActor.ProbeNow(ask.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onOrder(Order told) {
    Member member = members.present(told.server());
    if (member != null) {
      member.tell(told.order());
    }
    return this;
  }

  private Behavior<Command> onUpdate(Update update) {
    members.update(update.spec());
    // The fleet may have known a new server before this actor did, and spoken of it to nobody.
    listen(update.spec());
    return this;
  }

  private Behavior<Command> onLook(Look look) {
    Member member = members.present(look.server());
    if (member != null) {
      tracking.look(member);
    }
    return this;
  }

  // ---- the passing of time

  private Behavior<Command> onSweep() {
    long now = services.servers().connections().nanoClock().getAsLong();
    for (Member member : members.all()) {
      ServerMemory memory = member.memory.server();
      if (member.working() && Freshness.lost(member.spec(), memory.state(), memory.turn(), now)) {
        member.tell(ServerActor.DoubtFreshness.INSTANCE);
      }
    }
    return this;
  }
}
