package io.poolwatch.api;

import io.poolwatch.cluster.FleetView;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerId;
import io.poolwatch.pool.Board;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.ServerSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A service without servers. */
final class FakeService implements ApiService {
  private final Board board = new Board();
  private final FleetView fleet;
  volatile Optional<String> unready = Optional.empty();
  volatile boolean begun = true;

  /** On which thread it was asked last whether it is ready. */
  volatile String thread = "";

  /** How it explains a server. */
  volatile Function<ServerSpec, List<String>> explanation = server -> List.of();

  FakeService(FleetView fleet) {
    this.fleet = fleet;
  }

  @Override
  public Board board() {
    return board;
  }

  @Override
  public FleetView fleet() {
    return fleet;
  }

  @Override
  public boolean begun() {
    return begun;
  }

  @Override
  public Optional<String> unready() {
    thread = Thread.currentThread().getName();
    return unready;
  }

  @Override
  public boolean alive() {
    return true;
  }

  @Override
  public int inFlight() {
    return 3;
  }

  @Override
  public List<String> set(ServerId server, AdminState state, String reason, String author) {
    return List.of();
  }

  @Override
  public CompletionStage<ServerActor.Probed> probe(ServerId server) {
    return new CompletableFuture<>();
  }

  @Override
  public List<String> explain(ServerSpec server) {
    return explanation.apply(server);
  }

  @Override
  public Optional<String> nearest(String name, List<String> known) {
    return Optional.of("web");
  }
}
