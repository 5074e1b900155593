package io.poolwatch.cli;

import io.poolwatch.api.ApiService;
import io.poolwatch.cluster.FleetView;
import io.poolwatch.config.Explanation;
import io.poolwatch.config.Suggestions;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerId;
import io.poolwatch.node.Node;
import io.poolwatch.pool.Board;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Shows a running service to its HTTP API. */
final class ApiDoor implements ApiService {
  /** How long a probe may take that is asked for; the API's own limit is longer. */
  private static final Duration PROBE = Duration.ofSeconds(15);

  private final ConfigSource source;
  private final Node node;
  private final ServiceControl control;

  /**
   * A door to a service.
   *
   * @param source where its configuration is read again
   * @param control does what it is asked
   */
  ApiDoor(ConfigSource source, Node node, ServiceControl control) {
    this.source = source;
    this.node = node;
    this.control = control;
  }

  @Override
  public Board board() {
    return node.board();
  }

  @Override
  public FleetView fleet() {
    return node.fleetView();
  }

  @Override
  public boolean begun() {
    return control.begun();
  }

  @Override
  public Optional<String> unready() {
    return unready(begun(), node.fleetView());
  }

  /** Why nobody should rely on this node; empty if it is as it should be. */
  static Optional<String> unready(boolean begun, FleetView fleet) {
    if (!begun) {
      return Optional.of("the pools are not at work yet");
    }
    if (!fleet.joined()) {
      return Optional.of("this node is no member of its fleet");
    }
    return fleet.quorate()
        ? Optional.empty()
        : Optional.of("this node sees half of its fleet or less");
  }

  @Override
  public boolean alive() {
    return node.alive();
  }

  @Override
  public int inFlight() {
    return node.inFlight();
  }

  @Override
  public List<String> set(ServerId server, AdminState state, String reason, String author) {
    return control.set(server, state, reason, author);
  }

  @Override
  public CompletionStage<ServerActor.Probed> probe(ServerId server) {
    return node.probe(server, PROBE);
  }

  @Override
  public List<String> explain(ServerSpec server) {
    if (source.haproxy()) {
      return List.of();
    }
    Explanation explanation =
        Explanation.of(source.file(), source.options(), server.id().toString());
    return server.hash().equals(explanation.hash()) ? explanation.lines() : List.of();
  }

  @Override
  public Optional<String> nearest(String name, List<String> known) {
    return Suggestions.nearest(name, known);
  }
}
