package io.poolwatch.pool;

import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
import io.poolwatch.server.Cadence;
import io.poolwatch.server.ServerMemory;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a pool's actor must not forget when it breaks: each server's memory and the verdict that was
 * told last. Owned by the pools' actor; written by one pool actor at a time, readable by anyone.
 */
public final class PoolMemory {

  /** One server's part. */
  public static final class Entry {
    private final ServerMemory server;
    private volatile Verdict told;

    private Entry(ServerMemory server, Verdict told) {
      this.server = server;
      this.told = told;
    }

    /** What the server's actor remembers. */
    public ServerMemory server() {
      return server;
    }

    /** The verdict that was told last. */
    public Verdict told() {
      return told;
    }

    void tell(Verdict verdict) {
      told = verdict;
    }
  }

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();

  /** A server's entry, made on first sight. */
  Entry entry(ServerSpec spec, Duration firstProbeSpread, long nowNanos) {
    return entries.computeIfAbsent(
        spec.id().server(),
        name ->
            new Entry(
                new ServerMemory(
                    ServerState.initial(
                        HealthCounter.initial(spec.health()),
                        spec.admin(),
                        nowNanos,
                        nowNanos + firstDelay(spec, firstProbeSpread))),
                Verdict.NONE));
  }

  /**
   * A new entry for a server whose configuration has changed: health begins with full or no credit,
   * as the verdict stands, so that a change of settings alone moves nothing; probed at once.
   */
  Entry replace(ServerSpec spec, long nowNanos) {
    Entry before = entries.get(spec.id().server());
    Verdict stands = before == null ? Verdict.NONE : before.told();
    Entry fresh =
        new Entry(
            new ServerMemory(
                ServerState.initial(
                    HealthCounter.standing(spec.health(), stands.state()),
                    spec.admin(),
                    nowNanos,
                    nowNanos)),
            stands);
    entries.put(spec.id().server(), fresh);
    return fresh;
  }

  void remove(String server) {
    entries.remove(server);
  }

  /** All entries by server name, a live view. */
  public Map<String, Entry> entries() {
    return entries;
  }

  private static long firstDelay(ServerSpec spec, Duration cap) {
    long inter = spec.schedule().inter().toNanos();
    long span = Math.min(inter, cap.toNanos());
    return span == 0 ? 0 : Cadence.firstDelay(spec.id().toString().hashCode(), span);
  }
}
