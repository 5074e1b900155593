package io.poolwatch.pool;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
import io.poolwatch.server.Cadence;
import io.poolwatch.server.ServerMemory;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What a pool's actor must not forget when it breaks: each server's memory, and what was told last
 * of each server and of the pool. Owned by the pools' actor; written by one pool actor at a time,
 * readable by anyone.
 */
public final class PoolMemory {

  /** One server's part. */
  public static final class Entry {
    private final ServerSpec spec;
    private final ServerMemory server;
    private volatile Verdict told;

    private Entry(ServerSpec spec, ServerState state, Verdict told) {
      this.spec = spec;
      this.server = new ServerMemory(state);
      this.told = told;
    }

    /** The configuration that it is about. */
    public ServerSpec spec() {
      return spec;
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
  private volatile OperationalState told = OperationalState.UNKNOWN;

  /**
   * A server's entry: made on first sight, kept while its configuration is the same, and made anew
   * from what is known when that has changed. A change spreads probes as a start does, but puts off
   * none.
   *
   * @param firstProbeSpread cap of the time over which first probes are spread
   */
  Entry entry(ServerSpec spec, Duration firstProbeSpread, long nowNanos) {
    Entry before = entries.get(spec.id().server());
    if (before != null && before.spec.fingerprint().equals(spec.fingerprint())) {
      return before;
    }
    long due = nowNanos + firstDelay(spec, firstProbeSpread);
    Entry made = before == null ? first(spec, nowNanos, due) : after(before, spec, nowNanos, due);
    entries.put(spec.id().server(), made);
    return made;
  }

  private static Entry first(ServerSpec spec, long nowNanos, long dueNanos) {
    HealthCounter counter = HealthCounter.initial(spec.health());
    ServerState state = ServerState.initial(counter, spec.admin(), nowNanos, dueNanos);
    return new Entry(spec, state, Verdict.NONE);
  }

  /**
   * A change of settings alone moves no verdict: health begins with full or no credit, as it
   * stands. What an operator wants, and the old configuration did not say, goes on.
   */
  private static Entry after(Entry before, ServerSpec spec, long nowNanos, long dueNanos) {
    ServerState last = before.server.state();
    AdminState wanted = last.admin();
    AdminState admin = wanted == before.spec.admin() ? spec.admin() : wanted;
    boolean outOfMaintenance = wanted == AdminState.MAINT && admin != AdminState.MAINT;
    HealthCounter counter =
        outOfMaintenance
            ? HealthCounter.initial(spec.health())
            : HealthCounter.standing(spec.health(), before.told.state());
    long planned = last.nextDueNanos();
    long due = planned > nowNanos ? Math.min(planned, dueNanos) : dueNanos;
    ServerState state = ServerState.initial(counter, admin, nowNanos, due);
    return new Entry(spec, state, before.told);
  }

  /** Forgets a server. */
  void remove(String server) {
    entries.remove(server);
  }

  /** The servers that are known but not in the configuration. */
  List<ServerSpec> strangersTo(PoolSpec spec) {
    Set<String> names =
        spec.servers().stream().map(server -> server.id().server()).collect(Collectors.toSet());
    return entries.values().stream()
        .map(Entry::spec)
        .filter(server -> !names.contains(server.id().server()))
        .toList();
  }

  /** All entries by server name, a live view. */
  public Map<String, Entry> entries() {
    return entries;
  }

  /** What was told last of the pool. */
  public OperationalState told() {
    return told;
  }

  void tell(OperationalState state) {
    told = state;
  }

  private static long firstDelay(ServerSpec spec, Duration cap) {
    long inter = spec.schedule().inter().toNanos();
    long span = Math.min(inter, cap.toNanos());
    return span == 0 ? 0 : Cadence.firstDelay(spec.id().toString().hashCode(), span);
  }
}
