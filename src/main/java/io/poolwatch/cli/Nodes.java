package io.poolwatch.cli;

import io.poolwatch.config.ActorSystems;
import io.poolwatch.config.LoadResult;
import io.poolwatch.event.EventLog;
import io.poolwatch.net.PekkoConnectionGraph;
import io.poolwatch.node.Node;
import io.poolwatch.resolve.NameLookup;

/** Starts nodes that probe over the real network. */
final class Nodes {
  /** Lanes share their dispatcher's threads: more of them than it has bring nothing. */
  private static final PekkoConnectionGraph.Settings GRAPH =
      new PekkoConnectionGraph.Settings(1, Node.PROBE_DISPATCHER, Node.HANDSHAKE_DISPATCHER, true);

  private Nodes() {}

  /**
   * Starts a node that probes nothing yet.
   *
   * @param scheduled whether servers will be probed on their schedule; else only when asked for
   */
  static Node start(LoadResult.Loaded loaded, EventLog log, boolean scheduled) {
    return Node.start(
        loaded.spec(),
        new Node.Setup(
            ActorSystems.local(loaded),
            system -> new PekkoConnectionGraph(system, GRAPH),
            NameLookup.SYSTEM,
            log,
            scheduled));
  }
}
