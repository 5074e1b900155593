package io.poolwatch.pool;

import io.poolwatch.event.EventLog;
import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminWish;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.Movement;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The fleet of a node that is alone: its own vote is the verdict. */
public final class LocalFleet implements Fleet {
  private final String node;
  private final Map<String, Listener> listeners = new HashMap<>();
  private final Map<ServerId, Verdict> verdicts = new HashMap<>();
  private final AdminBook book = new AdminBook();
  private final @Nullable StateFile file;
  private long seq;

  /**
   * A fleet of one that keeps nothing.
   *
   * @param node this node's name, the voter of all votes
   */
  public LocalFleet(String node) {
    this.node = node;
    this.file = null;
  }

  /** A fleet of one that begins with the admin states that were kept, and keeps new ones. */
  public LocalFleet(String node, StateFile file, EventLog log) {
    this.node = node;
    this.file = file;
    book.restore(file.read(log));
  }

  /** It probes whatever is there: the pools' actors know their servers. */
  @Override
  public void configure(Map<ServerId, Profile> servers) {}

  @Override
  public synchronized void join(String pool, Listener listener) {
    listeners.put(pool, listener);
    for (AdminRegister wanted : book.all()) {
      if (wanted.server().pool().equals(pool)) {
        listener.onAdministered(wanted);
      }
    }
    verdicts.forEach(
        (server, verdict) -> {
          if (server.pool().equals(pool)) {
            listener.onVerdict(server, verdict);
          }
        });
  }

  @Override
  public synchronized void leave(String pool) {
    listeners.remove(pool);
  }

  @Override
  public synchronized void cast(
      ServerId server, String specHash, Vote.Choice choice, @Nullable CheckResult evidence) {
    seq++;
    Vote vote = new Vote(node, seq, choice, evidence);
    Verdict verdict = Verdict.of(List.of(vote), VerdictRule.MAJORITY, true);
    verdicts.put(server, verdict);
    Listener listener = listeners.get(server.pool());
    if (listener != null) {
      listener.onVerdict(server, verdict);
    }
  }

  @Override
  public synchronized CompletionStage<Optional<String>> administer(AdminWish wish) {
    AdminRegister wanted = book.next(wish, node, System.currentTimeMillis());
    book.put(wanted);
    Listener listener = listeners.get(wish.server().pool());
    if (listener != null) {
      listener.onAdministered(wanted);
    }
    return file == null
        ? CompletableFuture.completedFuture(Optional.empty())
        : file.write(book.all())
            .handle(
                (done, failure) ->
                    failure == null
                        ? Optional.empty()
                        : Optional.of("it could not be kept on the disk: " + failure.getMessage()));
  }

  @Override
  public synchronized void withdraw(ServerId server) {
    verdicts.remove(server);
  }

  /** There is nobody else to look. */
  @Override
  public void moved(ServerId server, String specHash, Movement movement) {}

  @Override
  public boolean speaksFor(ServerId server) {
    return true;
  }
}
