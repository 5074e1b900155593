package io.poolwatch.pool;

import io.poolwatch.model.AdminWish;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Duty;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.Movement;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.Vote;
import io.poolwatch.testkit.Waiting;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A fleet that says only what a test lets it say. */
final class FakeFleet implements Fleet {
  record Cast(
      ServerId server, String specHash, Vote.Choice choice, @Nullable CheckResult evidence) {}

  /** A counter moved. */
  record Move(String server, Movement movement) {}

  /** Whether it says which servers are probed. */
  boolean several;

  final List<Cast> casts = new CopyOnWriteArrayList<>();
  final List<ServerId> withdrawn = new CopyOnWriteArrayList<>();
  final List<String> left = new CopyOnWriteArrayList<>();
  final List<Move> moves = new CopyOnWriteArrayList<>();
  private volatile @Nullable Listener listener;

  @Override
  public void configure(Map<ServerId, Profile> servers) {}

  @Override
  public void join(String pool, Listener who) {
    listener = who;
  }

  @Override
  public void leave(String pool) {
    left.add(pool);
  }

  @Override
  public void cast(
      ServerId server, String specHash, Vote.Choice choice, @Nullable CheckResult evidence) {
    casts.add(new Cast(server, specHash, choice, evidence));
  }

  @Override
  public void withdraw(ServerId server) {
    withdrawn.add(server);
  }

  @Override
  public void moved(ServerId server, String specHash, Movement movement) {
    moves.add(new Move(server.server(), movement));
  }

  @Override
  public CompletionStage<Optional<String>> administer(AdminWish wish) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public boolean speaksFor(ServerId server) {
    return true;
  }

  /** What was cast for a server, in order. */
  List<Vote.Choice> choices(String server) {
    return casts.stream()
        .filter(cast -> cast.server().server().equals(server))
        .map(Cast::choice)
        .toList();
  }

  /** Has the fleet say something. */
  void say(String server, Verdict verdict) {
    listener().onVerdict(new ServerId("web", server), verdict);
  }

  /** Has the fleet want something. */
  void want(String server, Duty duty) {
    listener().onDuty(new ServerId("web", server), duty);
  }

  /** Has another vantage suspect a server. */
  void suspect(String server) {
    listener().onSuspicion(new ServerId("web", server));
  }

  /** A pool begins to listen beside whatever else its actors do first. */
  private Listener listener() {
    Waiting.until(() -> listener != null, "somebody who listens");
    return Objects.requireNonNull(listener);
  }
}
