package io.poolwatch.pool;

import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.event.Event;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.EventName;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.Level;
import io.poolwatch.model.PauseLog;
import io.poolwatch.model.Phase;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.server.ProbeGate;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.BreakableEventLog;
import io.poolwatch.testkit.FakeGraph;
import io.poolwatch.testkit.FakeGraph.FakeAttempt;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.RecordingMeter;
import io.poolwatch.testkit.ServerSpecs;
import io.poolwatch.testkit.VirtualSystem;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Pools in virtual time, on a network without sockets, where a server's port says which it is. All
 * servers answer until they are told to refuse.
 */
final class PoolFixture implements AutoCloseable {
  final VirtualSystem system = new VirtualSystem();
  final FakeGraph graph = new FakeGraph(system::nanos);
  final RecordingEventLog log = new RecordingEventLog(Level.INFO);
  final RecordingMeter meter = new RecordingMeter();
  final Inbox<ResolverActor.Command> resolver = system.inbox();
  final Board board = new Board();
  private final Set<Integer> refusing = new HashSet<>();
  private Predicate<Event> unsayable = event -> false;

  PoolFixture() {
    graph.whenOpened(this::behave);
  }

  private void behave(FakeAttempt attempt) {
    int port = attempt.endpoint().getPort();
    if (refusing.contains(port)) {
      attempt.failed(Phase.CONNECT, Failure.Kind.REFUSED);
    } else {
      attempt.connected();
    }
  }

  /** A server that is probed every second. */
  static ServerSpecs server(int port) {
    return ServerSpecs.server("web" + port)
        .at(ServerSpecs.endpoint(port))
        .inter(Duration.ofSeconds(1));
  }

  static PoolSpec pool(ServerSpecs... servers) {
    return new PoolSpec("web", List.of(servers).stream().map(ServerSpecs::build).toList());
  }

  static PoolSpec pool(List<ServerSpec> servers) {
    return new PoolSpec("web", servers);
  }

  /** Has a server refuse, or answer again. */
  void refuse(int port, boolean yes) {
    if (yes) {
      refusing.add(port);
    } else {
      refusing.remove(port);
    }
  }

  /** Has events break the log. */
  void cannotSay(Predicate<Event> events) {
    unsayable = events;
  }

  /** Starts a pool's actor. */
  ActorRef<PoolActor.Command> start(Fleet fleet, PoolSpec spec, PoolMemory memory) {
    return system.spawn(PoolActor.create(spec, memory, services(fleet)), spec.name());
  }

  void passSeconds(long seconds) {
    pass(Duration.ofSeconds(seconds));
  }

  PoolActor.Services services(Fleet fleet) {
    return services(fleet, new ProbeGate(100, 100));
  }

  PoolActor.Services services(Fleet fleet, ProbeGate gate) {
    EventLog sink = new BreakableEventLog(log, event -> unsayable.test(event));
    ServerActor.Services servers =
        new ServerActor.Services(
            new ConnectionActor.Services(graph, PauseLog.NONE, sink, system::nanos),
            sink,
            meter,
            gate,
            resolver.ref(),
            Duration.ofMillis(250),
            system::nanos,
            true);
    boolean alone = !(fleet instanceof FakeFleet fake && fake.several);
    return new PoolActor.Services(servers, fleet, alone, Duration.ofSeconds(10), board);
  }

  /** How often a server was probed. */
  long probes(int port) {
    return graph.attempts().stream().filter(a -> a.endpoint().getPort() == port).count();
  }

  /** The last attempt at a server. */
  FakeAttempt last(int port) {
    return graph.attempts().stream()
        .filter(attempt -> attempt.endpoint().getPort() == port)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  /** What was told of servers' verdicts: {@code web80 UNKNOWN>UP}. */
  List<String> transitions() {
    return log.events(EventName.SERVER_TRANSITION).stream()
        .map(event -> event.server() + " " + fromTo(event))
        .toList();
  }

  /** What was told of the pool: {@code UNKNOWN>UP 1/2}. */
  List<String> poolTransitions() {
    return log.events(EventName.POOL_TRANSITION).stream()
        .map(
            event ->
                fromTo(event)
                    + " "
                    + event.fields().get("usable")
                    + "/"
                    + event.fields().get("total"))
        .toList();
  }

  /** The actors that were told to have broken. */
  List<String> restarted() {
    return log.events(EventName.ACTOR_RESTARTED).stream().map(Event::actor).toList();
  }

  private static String fromTo(Event event) {
    return event.fields().get("from") + ">" + event.fields().get("to");
  }

  void pass(Duration time) {
    system.pass(time);
  }

  @Override
  public void close() {
    system.close();
  }
}
