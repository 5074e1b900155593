package io.poolwatch.node;

import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
import io.poolwatch.pool.Board;
import io.poolwatch.pool.PoolActor;
import io.poolwatch.pool.PoolsActor;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.server.ProbeGate;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServiceSpec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** The root of a node's actors: wires them together, and hands on what it is told. */
final class Guardian {

  /** What the guardian can be told. */
  sealed interface Command {}

  /** Go to work; nothing else comes before it. */
  record Begin(ServiceSpec spec, Services services) implements Command {}

  /** Probe these pools from now on. */
  record Update(List<PoolSpec> pools) implements Command {}

  /** Probe one server now. */
  record ProbeNow(ServerId server, ActorRef<ServerActor.Probed> replyTo) implements Command {}

  /** Tell one server's actor something. */
  record Order(ServerId server, ServerActor.Command order) implements Command {}

  /**
   * What its actors work with.
   *
   * @param connections what connection actors share
   * @param meter counts probes
   * @param gate holds probes below the node's limits
   * @param lookup resolves names
   * @param board shows what is known of the servers
   * @param fleet where votes go
   * @param alone whether there is no other node
   * @param scheduled whether servers are probed on their schedule
   */
  record Services(
      ConnectionActor.Services connections,
      ProbeMeter meter,
      ProbeGate gate,
      NameLookup lookup,
      Board board,
      Fleet fleet,
      boolean alone,
      boolean scheduled) {}

  private Guardian() {}

  /** A guardian that waits for {@link Begin}. */
  static Behavior<Command> create() {
    return Behaviors.setup(
        context ->
            Behaviors.receive(Command.class)
                .onMessage(
                    Begin.class, begin -> working(pools(context, begin.spec(), begin.services())))
                .build());
  }

  private static Behavior<Command> working(ActorRef<PoolsActor.Command> pools) {
    return Behaviors.receive(Command.class)
        .onMessage(
            Update.class,
            update -> {
              pools.tell(new PoolsActor.Update(update.pools()));
              return Behaviors.same();
            })
        .onMessage(
            ProbeNow.class,
            ask -> {
              ServerId server = ask.server();
              pools.tell(new PoolsActor.ProbeNow(server.pool(), server.server(), ask.replyTo()));
              return Behaviors.same();
            })
        .onMessage(
            Order.class,
            told -> {
              ServerId server = told.server();
              pools.tell(new PoolsActor.Order(server.pool(), server.server(), told.order()));
              return Behaviors.same();
            })
        .build();
  }

  /** Vantages take turns by milliseconds: no finer clock is shared by nodes. */
  private static long wallNanos() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  private static ActorRef<PoolsActor.Command> pools(
      ActorContext<Command> context, ServiceSpec spec, Services services) {
    ActorRef<ResolverActor.Command> resolver =
        context.spawn(
            ResolverActor.create(
                spec.resolve(),
                new ResolverActor.Services(
                    services.lookup(), services.connections().log(), services.meter())),
            "resolver");
    ServerActor.Services servers =
        new ServerActor.Services(
            services.connections(),
            services.connections().log(),
            services.meter(),
            services.gate(),
            resolver,
            spec.node().maxLag(),
            Guardian::wallNanos,
            services.scheduled());
    PoolActor.Services pools =
        new PoolActor.Services(
            servers,
            services.fleet(),
            services.alone(),
            spec.limits().firstProbeSpread(),
            services.board());
    ActorRef<PoolsActor.Command> actor =
        context.spawn(
            PoolsActor.create(List.of(), pools),
            "pools",
            DispatcherSelector.fromConfig(Node.PROBE_DISPATCHER));
    // Nobody could replace these two: without one of them the system ends.
    context.watch(resolver);
    context.watch(actor);
    return actor;
  }
}
