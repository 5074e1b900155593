package io.poolwatch.node;

import io.poolwatch.check.CheckScript;
import io.poolwatch.cluster.ClusteredFleet;
import io.poolwatch.cluster.FleetView;
import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.event.EventLog;
import io.poolwatch.metrics.ProbeMeters;
import io.poolwatch.metrics.ProbeStats;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
import io.poolwatch.net.ConnectionGraph;
import io.poolwatch.pool.Board;
import io.poolwatch.pool.LocalFleet;
import io.poolwatch.pool.StateFile;
import io.poolwatch.pool.Watchdog;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.server.ProbeGate;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/**
 * The probing part of a process: its actor system, from start to stop. Methods may be called from
 * any thread.
 */
public final class Node implements AutoCloseable {
  /** Where probes run: a dispatcher's path in the settings of the actor system. */
  public static final String PROBE_DISPATCHER = "poolwatch.probe-dispatcher";

  /** Where the costly parts of TLS handshakes run: another such path. */
  public static final String HANDSHAKE_DISPATCHER = "poolwatch.handshake-dispatcher";

  private static final Duration STOP_LIMIT = Duration.ofMillis(700);
  private static final Duration ALIVE = Duration.ofSeconds(5);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(8);

  /**
   * How a node is run.
   *
   * @param settings of its actor system
   * @param graph opens its connections
   * @param lookup resolves names
   * @param log where events go
   * @param fleet how it takes part in a fleet; null if it is alone
   * @param state where admin states are kept; null for nowhere
   * @param scheduled whether servers are probed on their schedule; else only when asked for
   * @param meter counts probes beside the node's own meter; null for none
   */
  public record Setup(
      ActorSystemSetup settings,
      Function<ActorSystem<?>, ConnectionGraph> graph,
      NameLookup lookup,
      EventLog log,
      ClusteredFleet.@Nullable Settings fleet,
      @Nullable StateFile state,
      boolean scheduled,
      @Nullable ProbeMeter meter) {

    /** A node whose probes nobody else counts. */
    public Setup(
        ActorSystemSetup settings,
        Function<ActorSystem<?>, ConnectionGraph> graph,
        NameLookup lookup,
        EventLog log,
        ClusteredFleet.@Nullable Settings fleet,
        @Nullable StateFile state,
        boolean scheduled) {
      this(settings, graph, lookup, log, fleet, state, scheduled, null);
    }
  }

  private final ActorSystem<Guardian.Command> system;
  private final ConnectionGraph graph;
  private final Watchdog watchdog;
  private final ProbeStats stats;
  private final ProbeGate gate;
  private final Board board;
  private final Fleet fleet;
  private final @Nullable ClusteredFleet others;
  private final LoneView lone;

  /** When the probes' dispatcher did something last. */
  private final AtomicLong beaten;

  private Node(
      ActorSystem<Guardian.Command> system,
      ConnectionGraph graph,
      Watchdog watchdog,
      ProbeStats stats,
      ProbeGate gate,
      Board board,
      Fleet fleet,
      LoneView lone,
      AtomicLong beaten) {
    this.system = system;
    this.graph = graph;
    this.watchdog = watchdog;
    this.stats = stats;
    this.gate = gate;
    this.board = board;
    this.fleet = fleet;
    this.others = fleet instanceof ClusteredFleet several ? several : null;
    this.lone = lone;
    this.beaten = beaten;
  }

  /**
   * Starts a node that probes nothing yet: it begins with the first {@link #update}. Waits until
   * all is loaded that a probe needs, so that no server is judged by how long that takes.
   *
   * @param spec its limits, its name, and how it resolves names; they hold until it is closed
   */
  public static Node start(ServiceSpec spec, Setup setup) {
    Watchdog watchdog = Watchdog.started(System::nanoTime);
    ProbeStats stats = new ProbeStats();
    ProbeGate gate = new ProbeGate(spec.limits().inFlight(), spec.limits().handshakes());
    ActorSystem<Guardian.Command> system =
        ActorSystem.create(Guardian.create(), "poolwatch", setup.settings());
    ConnectionGraph graph = setup.graph().apply(system);
    AtomicLong beaten = new AtomicLong(System.nanoTime());
    Heartbeat.through(
        system,
        PROBE_DISPATCHER,
        waitedNanos -> {
          watchdog.waited(waitedNanos);
          gate.beat(waitedNanos);
          beaten.set(System.nanoTime());
        });
    Heartbeat.through(system, HANDSHAKE_DISPATCHER, watchdog::waited);
    ConnectionActor.Services connections =
        new ConnectionActor.Services(graph, watchdog, setup.log(), System::nanoTime);
    Board board = new Board();
    ClusteredFleet.Settings several = setup.fleet();
    LoadMeter load = new LoadMeter(stats, gate);
    Fleet fleet =
        several == null
            ? alone(spec.node().name(), setup)
            : ClusteredFleet.create(system, several, setup.log(), load, setup.state());
    system.tell(
        new Guardian.Begin(
            spec,
            new Guardian.Services(
                connections,
                setup.meter() == null ? stats : new ProbeMeters(stats, setup.meter()),
                gate,
                setup.lookup(),
                board,
                fleet,
                several == null,
                setup.scheduled())));
    Rehearsal.of(graph);
    LoneView lone = new LoneView(spec.node().name());
    if (several == null) {
      lone.watch(load, system);
    }
    return new Node(system, graph, watchdog, stats, gate, board, fleet, lone, beaten);
  }

  private static Fleet alone(String name, Setup setup) {
    StateFile state = setup.state();
    return state == null ? new LocalFleet(name) : new LocalFleet(name, state, setup.log());
  }

  /**
   * Probes from now on what this configuration says. Servers that it leaves as they were go on
   * undisturbed; files of certificates and keys are read anew, which blocks.
   */
  public void update(ServiceSpec spec) {
    graph.prepare(
        spec.servers()
            .flatMap(ServerSpec::scripts)
            .flatMap(CheckScript::tlsSettings)
            .collect(Collectors.toSet()));
    Map<ServerId, Fleet.Profile> profiles = profiles(spec);
    fleet.configure(profiles);
    lone.probes(profiles.size());
    system.tell(new Guardian.Update(spec.pools()));
  }

  /** What tracks another server is not probed: how it stands follows on every node. */
  private static Map<ServerId, Fleet.Profile> profiles(ServiceSpec spec) {
    Map<ServerId, Fleet.Profile> profiles = new HashMap<>();
    spec.servers()
        .filter(server -> server.track() == null)
        .forEach(
            server ->
                profiles.put(
                    server.id(),
                    new Fleet.Profile(
                        server.hash(),
                        server.vantages().count(),
                        Set.copyOf(server.vantages().tags()))));
    return profiles;
  }

  /**
   * Begins to look for the other nodes. Blocks until this one's port for them is open.
   *
   * @return where it is: {@code HOST:PORT}; empty if this node is alone
   * @throws IOException if the port can't be opened; says which
   */
  public Optional<String> openFleet() throws IOException {
    return others == null ? Optional.empty() : Optional.of(others.open());
  }

  /** Where votes go and verdicts come from. */
  public Fleet fleet() {
    return fleet;
  }

  /** How the fleet looks from here, or this node alone; looked at once a second. */
  public FleetView fleetView() {
    return others == null ? lone.view() : others.view();
  }

  /** Leaves the fleet, probing on until the others have taken over; waits at most 8 s. */
  private void leaveFleet() {
    if (others == null) {
      return;
    }
    others.close();
    try {
      others.left().toCompletableFuture().get(LEAVE_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      system.log().warn("the fleet was not left within {}", LEAVE_LIMIT, e);
    }
  }

  /** Probes one server now; fails with a time-out if there is no answer within the limit. */
  public CompletionStage<ServerActor.Probed> probe(ServerId server, Duration limit) {
    return AskPattern.ask(
        system, replyTo -> new Guardian.ProbeNow(server, replyTo), limit, system.scheduler());
  }

  /** Tells one server's actor something; nothing comes of it if there is no such server. */
  public void order(ServerId server, ServerActor.Command order) {
    system.tell(new Guardian.Order(server, order));
  }

  /** What is known of its servers; goes on changing. */
  public Board board() {
    return board;
  }

  /** What was counted so far. */
  public ProbeStats.Snapshot stats() {
    return stats.snapshot();
  }

  /** Probes under way now. */
  public int inFlight() {
    return gate.inFlight();
  }

  /**
   * Whether probes get their turn: their dispatcher has done something in the last five seconds.
   */
  public boolean alive() {
    return System.nanoTime() - beaten.get() < ALIVE.toNanos();
  }

  /** Done when the actor system has ended, whoever ended it. */
  public CompletionStage<Void> ended() {
    return system.getWhenTerminated().thenAccept(done -> {});
  }

  /**
   * Leaves the fleet if there is one, stops all probing and lets go of every socket; waits for it,
   * at most 0.7 s, and 8 s more in a fleet.
   */
  @Override
  public void close() {
    leaveFleet();
    watchdog.close();
    system.terminate();
    try {
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .get(STOP_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      system.log().warn("the actor system did not end within {}", STOP_LIMIT, e);
    }
  }
}
