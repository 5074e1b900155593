package io.poolwatch.pool;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fleet of a node that is alone: its own vote is the verdict. */
public final class LocalFleet implements Fleet {
  private final String node;
  private final Map<String, Listener> listeners = new HashMap<>();
  private final Map<ServerId, Verdict> verdicts = new HashMap<>();
  private long seq;

  /**
   * A fleet of one.
   *
   * @param node this node's name, the voter of all votes
   */
  public LocalFleet(String node) {
    this.node = node;
  }

  @Override
  public synchronized void join(String pool, Listener listener) {
    listeners.put(pool, listener);
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
  public synchronized void withdraw(ServerId server) {
    verdicts.remove(server);
  }
}
