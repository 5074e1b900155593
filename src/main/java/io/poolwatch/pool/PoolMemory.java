package io.poolwatch.pool;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
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

    /** Whether the verdict that was told last is what this node says of it. */
    public boolean voteIsTold() {
      return told.state() == server.state().state();
    }

    void tell(Verdict verdict) {
      told = verdict;
    }

    private InitialStates.Known known() {
      return new InitialStates.Known(spec, server.state(), told.state());
    }
  }

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private volatile OperationalState told = OperationalState.UNKNOWN;

  /**
   * A server's entry: made on first sight, kept while its configuration is the same, and made anew
   * from what is known when that has changed. A change spreads probes as a start does, but puts off
   * none.
   *
   * @param wanted what configuration and operator want of one whose configuration has changed
   * @param firstProbeSpread cap of the time over which first probes are spread
   */
  Entry entry(ServerSpec spec, AdminState wanted, Duration firstProbeSpread, long nowNanos) {
    Entry before = entries.get(spec.id().server());
    if (before != null && before.spec.fingerprint().equals(spec.fingerprint())) {
      return before;
    }
    InitialStates states = new InitialStates(firstProbeSpread, nowNanos);
    Entry made =
        before == null
            ? new Entry(spec, states.first(spec), Verdict.NONE)
            : new Entry(spec, states.after(before.known(), spec, wanted), before.told);
    entries.put(spec.id().server(), made);
    return made;
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
}
