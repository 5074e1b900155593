package io.poolwatch.server;

import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.event.ActorPaths;
import io.poolwatch.event.EventLog;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Duty;
import io.poolwatch.model.Followed;
import io.poolwatch.model.Movement;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
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
import org.apache.pekko.japi.function.Function;

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
      boolean scheduled) {

    /** What both clocks show. */
    Clocks clocks() {
      return new Clocks(connections.nanoClock().getAsLong(), wallClock.getAsLong());
    }
  }

  private final ServerSpec spec;
  private final Services services;
  private final ActorRef<Report> owner;
  private final ProbeLines lines;
  private final Results results;
  private final Orders orders;

  private ServerActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ServerSpec spec,
      ServerMemory memory,
      Services services,
      ActorRef<Report> owner) {
    super(context);
    this.spec = spec;
    this.services = services;
    this.owner = owner;
    ServerEvents events = new ServerEvents(services.log(), ActorPaths.of(context.getSelf()), spec);
    this.lines = new ProbeLines(spec, memory, services, context, timers, events, this::onResult);
    this.results = new Results(spec, memory, services, lines, events, owner);
    this.orders = new Orders(spec, memory, services, lines, events, owner);
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

  private Behavior<Command> started() {
    lines.start();
    Set<String> names = lines.names();
    if (!names.isEmpty()) {
      ActorRef<ResolverActor.Resolved> answers =
          getContext().messageAdapter(ResolverActor.Resolved.class, NameAnswered::new);
      services.resolver().tell(new ResolverActor.Watch(Set.copyOf(names), answers));
    }
    orders.takeTurn();
    owner.tell(new Voted(spec.id()));
    // A replacement of an actor that breaks again and again may be the first to see it.
    orders.doubtFreshness();
    lines.schedule();
    return this;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(ProbeLine.Message.class, by(message -> message.line().on(message)))
        .onMessage(NameAnswered.class, by(told -> lines.learn(told.answer())))
        .onMessage(ProbeNow.class, by(ask -> lines.ask(ask.replyTo())))
        .onMessage(SetAdmin.class, by(orders::administer))
        .onMessage(Force.class, by(orders::force))
        .onMessage(ForceAgent.class, by(orders::forceAgent))
        .onMessage(Pause.class, by(orders::pause))
        .onMessage(Follow.class, by(orders::follow))
        .onMessage(Stand.class, by(orders::stand))
        .onMessage(Retime.class, by(retime -> onRetime()))
        .onMessage(Suspect.class, by(suspect -> lines.hasten()))
        .onMessage(DoubtFreshness.class, by(doubt -> orders.doubtFreshness()))
        .onSignal(ChildFailed.class, by(lines::onBroken))
        .onSignal(PostStop.class, by(stop -> lines.release()))
        .build();
  }

  /** Has one of its parts do what a message says. */
  private <M> Function<M, Behavior<Command>> by(Consumer<M> part) {
    return message -> {
      part.accept(message);
      return this;
    };
  }

  private void onRetime() {
    orders.takeTurn();
    lines.schedule();
  }

  private void onResult(ProbeLine line, CheckResult result, long attempt, long startNanos) {
    results.take(line, result, attempt, startNanos);
  }
}
