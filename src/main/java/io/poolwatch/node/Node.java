package io.poolwatch.node;

import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.event.EventLog;
import io.poolwatch.metrics.ProbeStats;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
import io.poolwatch.net.ConnectionGraph;
import io.poolwatch.pool.LocalFleet;
import io.poolwatch.pool.PoolActor;
import io.poolwatch.pool.PoolsActor;
import io.poolwatch.pool.Watchdog;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.server.ProbeGate;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.ServiceSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The probing part of a process: its actor system, from start to stop. Methods may be called from
 * any thread.
 */
public final class Node implements AutoCloseable {
  /** Where probes run: a dispatcher's path in the settings of the actor system. */
  public static final String PROBE_DISPATCHER = "poolwatch.probe-dispatcher";

  private static final Duration STOP_LIMIT = Duration.ofMillis(700);

  /** What the guardian can be told. */
  private sealed interface Command {}

  private record Update(ServiceSpec spec) implements Command {}

  private record ProbeNow(ServerId server, ActorRef<ServerActor.Probed> replyTo)
      implements Command {}

  /**
   * How a node is run.
   *
   * @param settings of its actor system
   * @param graph opens its connections
   * @param lookup resolves names
   * @param log where events go
   * @param scheduled whether servers are probed on their schedule; else only when asked for
   */
  public record Setup(
      ActorSystemSetup settings,
      Function<ActorSystem<?>, ConnectionGraph> graph,
      NameLookup lookup,
      EventLog log,
      boolean scheduled) {}

  private final ActorSystem<Command> system;
  private final Watchdog watchdog;
  private final ProbeStats stats;
  private final ProbeGate gate;

  private Node(ActorSystem<Command> system, Watchdog watchdog, ProbeStats stats, ProbeGate gate) {
    this.system = system;
    this.watchdog = watchdog;
    this.stats = stats;
    this.gate = gate;
  }

  /**
   * Starts a node that probes nothing yet: it begins with the first {@link #update}.
   *
   * @param spec its limits, its name, and how it resolves names; they hold until it is closed
   */
  public static Node start(ServiceSpec spec, Setup setup) {
    Watchdog watchdog = Watchdog.started(System::nanoTime);
    ProbeStats stats = new ProbeStats();
    ProbeGate gate = new ProbeGate(spec.limits().inFlight(), spec.limits().handshakes());
    ActorSystem<Command> system =
        ActorSystem.create(
            guardian(spec, setup, watchdog, stats, gate), "poolwatch", setup.settings());
    return new Node(system, watchdog, stats, gate);
  }

  private static Behavior<Command> guardian(
      ServiceSpec spec, Setup setup, Watchdog watchdog, ProbeMeter meter, ProbeGate gate) {
    return Behaviors.setup(
        context -> {
          ConnectionGraph graph = setup.graph().apply(context.getSystem());
          Heartbeat.through(
              context.getSystem(),
              PROBE_DISPATCHER,
              waitedNanos -> {
                watchdog.waited(waitedNanos);
                gate.beat(waitedNanos);
              });
          ActorRef<ResolverActor.Command> resolver =
              context.spawn(
                  ResolverActor.create(
                      spec.resolve(),
                      new ResolverActor.Services(setup.lookup(), setup.log(), meter)),
                  "resolver");
          ServerActor.Services servers =
              new ServerActor.Services(
                  new ConnectionActor.Services(graph, watchdog, setup.log(), System::nanoTime),
                  setup.log(),
                  meter,
                  gate,
                  resolver,
                  spec.node().maxLag(),
                  setup.scheduled());
          PoolActor.Services services =
              new PoolActor.Services(
                  servers,
                  new LocalFleet(spec.node().name()),
                  true,
                  spec.limits().firstProbeSpread());
          ActorRef<PoolsActor.Command> pools =
              context.spawn(
                  PoolsActor.create(List.of(), services),
                  "pools",
                  DispatcherSelector.fromConfig(PROBE_DISPATCHER));
          return Behaviors.receive(Command.class)
              .onMessage(
                  Update.class,
                  update -> {
                    graph.reloadTlsFiles();
                    pools.tell(new PoolsActor.Update(update.spec().pools()));
                    return Behaviors.same();
                  })
              .onMessage(
                  ProbeNow.class,
                  ask -> {
                    ServerId server = ask.server();
                    pools.tell(
                        new PoolsActor.ProbeNow(server.pool(), server.server(), ask.replyTo()));
                    return Behaviors.same();
                  })
              .build();
        });
  }

  /**
   * Probes from now on what this configuration says. Servers that it leaves as they were go on
   * undisturbed; files of certificates and keys are read anew.
   */
  public void update(ServiceSpec spec) {
    system.tell(new Update(spec));
  }

  /** Probes one server now; fails with a time-out if there is no answer within the limit. */
  public CompletionStage<ServerActor.Probed> probe(ServerId server, Duration limit) {
    return AskPattern.ask(
        system, replyTo -> new ProbeNow(server, replyTo), limit, system.scheduler());
  }

  /** What was counted so far. */
  public ProbeStats.Snapshot stats() {
    return stats.snapshot();
  }

  /** Probes under way now. */
  public int inFlight() {
    return gate.inFlight();
  }

  /** Done when the actor system has ended, whoever ended it. */
  public CompletionStage<Void> ended() {
    return system.getWhenTerminated().thenAccept(done -> {});
  }

  /** Stops all probing and lets go of every socket; waits for it, at most 0.7 s. */
  @Override
  public void close() {
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
