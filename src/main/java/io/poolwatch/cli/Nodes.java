package io.poolwatch.cli;

import io.poolwatch.cluster.ClusteredFleet;
import io.poolwatch.config.ActorSystems;
import io.poolwatch.config.LoadResult;
import io.poolwatch.event.EventLog;
import io.poolwatch.model.ClusterTls;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.net.ClusterKeys;
import io.poolwatch.net.PekkoConnectionGraph;
import io.poolwatch.node.Node;
import io.poolwatch.pool.StateFile;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.spec.ClusterSpec;
import io.poolwatch.spec.NodeSpec;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.jspecify.annotations.Nullable;

/** Starts nodes that probe over the real network. */
final class Nodes {
  /** Lanes share their dispatcher's threads: more of them than it has bring nothing. */
  private static final PekkoConnectionGraph.Settings GRAPH =
      new PekkoConnectionGraph.Settings(1, Node.PROBE_DISPATCHER, Node.HANDSHAKE_DISPATCHER, true);

  private Nodes() {}

  /**
   * Starts a node that will probe on its schedule, and probes nothing yet.
   *
   * @param state where admin states are kept; null for nowhere
   * @param meter counts probes beside the node; null for none
   */
  static Node service(
      LoadResult.Loaded loaded,
      EventLog log,
      @Nullable StateFile state,
      @Nullable ProbeMeter meter) {
    boolean alone = loaded.spec().node().seedNodes().isEmpty();
    return start(loaded, log, alone ? null : fleet(loaded, log), state, true, meter);
  }

  /** Starts a node that probes only when it is asked to, and knows no other. */
  static Node oneShot(LoadResult.Loaded loaded, EventLog log) {
    return start(loaded, log, null, null, false, null);
  }

  private static Node start(
      LoadResult.Loaded loaded,
      EventLog log,
      ClusteredFleet.@Nullable Settings fleet,
      @Nullable StateFile state,
      boolean scheduled,
      @Nullable ProbeMeter meter) {
    return Node.start(
        loaded.spec(),
        new Node.Setup(
            ActorSystems.local(loaded),
            system -> new PekkoConnectionGraph(system, GRAPH),
            NameLookup.SYSTEM,
            log,
            fleet,
            state,
            scheduled,
            meter));
  }

  /** How a node takes part in its fleet. */
  static ClusteredFleet.Settings fleet(LoadResult.Loaded loaded, EventLog log) {
    NodeSpec node = loaded.spec().node();
    ClusterSpec cluster = loaded.spec().cluster();
    return new ClusteredFleet.Settings(
        node.name(),
        Set.copyOf(node.tags()),
        node.zone(),
        node.seedNodes(),
        cluster.verdict(),
        cluster.minority() == ClusterSpec.Minority.HOLD,
        system(loaded, log));
  }

  /** The keys outlast the actor systems that are made one after the other. */
  private static Supplier<ActorSystemSetup> system(LoadResult.Loaded loaded, EventLog log) {
    ClusterTls tls = loaded.spec().cluster().tls();
    if (tls == null) {
      return () -> ActorSystems.fleet(loaded);
    }
    ClusterKeys keys = new ClusterKeys(tls, log);
    return () -> ActorSystems.fleet(loaded).withSetup(keys.setup());
  }
}
