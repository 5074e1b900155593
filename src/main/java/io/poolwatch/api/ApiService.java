package io.poolwatch.api;

import io.poolwatch.cluster.FleetView;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerId;
import io.poolwatch.pool.Board;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.ServerSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The running service as the API sees it. Safe for any thread. */
public interface ApiService {

  /** What is known of its servers. */
  Board board();

  /** How the fleet looks from here. */
  FleetView fleet();

  /** Whether the configured servers are there; until then one that is not seen may still come. */
  boolean begun();

  /** Why it is not ready to be asked for verdicts; empty if it is. */
  Optional<String> unready();

  /** Whether probes are being made. */
  boolean alive();

  /** Probes under way. */
  int inFlight();

  /**
   * Sets what an operator wants of a server, on all nodes; blocks until it is confirmed and shows.
   *
   * @return why it is refused, a line each; empty if it is confirmed
   */
  List<String> set(ServerId server, AdminState state, String reason, String author);

  /**
   * Probes a server once, now; fails with a time-out if that takes too long. Whoever goes on from
   * there says on which threads.
   */
  CompletionStage<ServerActor.Probed> probe(ServerId server);

  /**
   * What is done for a server and why, as {@code poolwatch explain} tells it; blocks.
   *
   * @return its lines, without secrets; empty if the file says something else by now
   */
  List<String> explain(ServerSpec server);

  /** A name that is near to one that there is not; empty if none is. */
  Optional<String> nearest(String name, List<String> known);
}
