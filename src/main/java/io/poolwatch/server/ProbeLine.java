package io.poolwatch.server;

import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.connection.ProgramActor;
import io.poolwatch.event.ConnectionStory;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.ServerState;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * One line of probes of a server, that of a check or of its agent: its schedule, its prober and the
 * connection actor that it owns. Used by the server actor's thread alone.
 */
final class ProbeLine implements Prober.Owner {
  private static final String CHILD = "connection";
  private static final long NEVER = -1;

  /** Told each result. */
  interface Listener {
    /**
     * A probe has its result; its connection may still be closing.
     *
     * @param attempt number of the line's last attempt on the network
     * @param startNanos when the probe was started
     */
    void onResult(ProbeLine line, CheckResult result, long attempt, long startNanos);
  }

  /** What the server's actor hands on to the line that it names. */
  sealed interface Message extends ServerActor.Command {
    ProbeLine line();
  }

  private record Told(ProbeLine line, ConnectionEvent event) implements Message {}

  private record Due(ProbeLine line) implements Message {}

  private record Poked(ProbeLine line) implements Message {}

  private record ConnectionDue(ProbeLine line) implements Message {}

  private final int index;
  private final CheckSpec spec;
  private final ServerMemory memory;
  private final ServerActor.Services services;
  private final ActorContext<ServerActor.Command> context;
  private final TimerScheduler<ServerActor.Command> timers;
  private final ServerEvents events;
  private final Listener listener;
  private final Endpoints endpoints;
  private final ChildKeeper<ConnectionActor.Command> connection;
  private final Prober prober;
  private final Due due = new Due(this);

  /** How long after its result the probe under way shall be repeated; negative if it shall not. */
  private long again = NEVER;

  /**
   * A line that does nothing yet.
   *
   * @param index its number among the server's lines
   */
  ProbeLine(
      int index,
      ServerSpec server,
      ServerMemory memory,
      ServerActor.Services services,
      ActorContext<ServerActor.Command> context,
      TimerScheduler<ServerActor.Command> timers,
      ServerEvents events,
      Listener listener) {
    this.index = index;
    this.spec = server.line(index);
    this.memory = memory;
    this.services = services;
    this.context = context;
    this.timers = timers;
    this.events = events;
    this.listener = listener;
    this.endpoints = new Endpoints(spec.script());
    String child = spec.name() == null ? CHILD : CHILD + "-" + spec.name();
    this.connection = new ChildKeeper<>(context, child, this::performer);
    this.prober =
        new Prober(server.id(), spec, state().attempt(), services, endpoints, connection, this);
  }

  /** Who carries out what the script wants. */
  private Behavior<ConnectionActor.Command> performer() {
    ActorRef<ServerActor.Command> self = context.getSelf();
    Consumer<ConnectionEvent> told = event -> self.tell(new Told(this, event));
    ConnectionStory story = events.ofConnection(connection.name(), spec.name());
    return spec.script().runsProgram()
        ? ProgramActor.create(services.connections(), story, told)
        : ConnectionActor.create(services.connections(), story, told);
  }

  /** Its number among the server's lines. */
  int index() {
    return index;
  }

  private CheckState state() {
    return memory.state().line(index);
  }

  /** Whether it asks the server's agent. */
  boolean asksAgent() {
    return spec.isAgent();
  }

  /** The names that have to be resolved for it. */
  Set<String> names() {
    return endpoints.names();
  }

  /** Whether a probe is under way whose result is not known yet. */
  boolean deciding() {
    return prober.deciding();
  }

  /** Starts its connection actor. */
  void start() {
    connection.start();
  }

  /** Has the next probe made when it is due. */
  void schedule() {
    long delay = state().nextDueNanos() - now();
    timers.startSingleTimer(due, due, Duration.ofNanos(Math.max(0, delay)));
  }

  /** Has no next probe made; one that is wanted already is, if {@code finish}. */
  void pause(boolean finish) {
    timers.cancel(due);
    if (!finish) {
      prober.forget();
    }
  }

  /** Wants a probe now, beside the schedule, unless one is under way. */
  void probeNow() {
    if (!prober.deciding()) {
      prober.want(now());
    }
  }

  /** Wants a settled check to be made soon; one that is under way is repeated. */
  void hasten(long delayNanos) {
    if (prober.deciding()) {
      again = delayNanos;
    } else if (state().counter().settled()) {
      memory.write(memory.state().with(index, state().dueBy(now() + delayNanos)));
      schedule();
    }
  }

  /** The state after a result, if the probe shall be repeated. */
  ServerState hastened(ServerState after) {
    long delay = again;
    again = NEVER;
    CheckState line = after.line(index);
    return delay == NEVER || !line.counter().settled()
        ? after
        : after.with(index, line.dueBy(now() + delay));
  }

  /** Wants a probe now, after the one that may be under way. */
  void probeAgain() {
    prober.want(now());
  }

  /** Takes note of an address; null if it changes nothing. */
  Endpoints.@Nullable Moved learn(ResolverActor.Resolved answer) {
    return endpoints.learn(answer);
  }

  /** Begins the wanted probe if nothing is in its way any more. */
  void proceed() {
    prober.proceed();
  }

  /** Gets what the actor was told for it. */
  void on(Message message) {
    if (message instanceof Told told) {
      prober.on(told.event());
    } else if (message instanceof Due) {
      if (!prober.deciding()) {
        prober.want(state().nextDueNanos());
      }
    } else if (message instanceof Poked) {
      prober.proceed();
    } else {
      connection.start();
      prober.proceed();
    }
  }

  /** A child of the server's actor broke: is it the line's own? */
  boolean owns(ActorRef<?> child) {
    return child.equals(connection.actor());
  }

  /** Its connection actor broke; it is replaced in a while. */
  void connectionBroke(Throwable cause) {
    ConnectionDue again = new ConnectionDue(this);
    timers.startSingleTimer(again, again, connection.broke(now()));
    events.connectionBroke(connection.name(), cause);
    prober.connectionBroke();
  }

  /** Gives back what it holds. */
  void release() {
    prober.release();
  }

  @Override
  public void poke() {
    context.getSelf().tell(new Poked(this));
  }

  @Override
  public void onResult(CheckResult result, long attempt, long startNanos) {
    listener.onResult(this, result, attempt, startNanos);
  }

  private long now() {
    return services.connections().nanoClock().getAsLong();
  }
}
