package io.poolwatch.pool;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.Vote;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A fleet that says only what a test lets it say. */
final class FakeFleet implements Fleet {
  record Cast(
      ServerId server, String specHash, Vote.Choice choice, @Nullable CheckResult evidence) {}

  final List<Cast> casts = new CopyOnWriteArrayList<>();
  final List<ServerId> withdrawn = new CopyOnWriteArrayList<>();
  final List<String> left = new CopyOnWriteArrayList<>();
  private @Nullable Listener listener;

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

  /** What was cast for a server, in order. */
  List<Vote.Choice> choices(String server) {
    return casts.stream()
        .filter(cast -> cast.server().server().equals(server))
        .map(Cast::choice)
        .toList();
  }

  /** Has the fleet say something. */
  void say(String server, Verdict verdict) {
    if (listener == null) {
      throw new AssertionError("nobody listens");
    }
    listener.onVerdict(new ServerId("web", server), verdict);
  }
}
