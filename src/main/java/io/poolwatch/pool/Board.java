package io.poolwatch.pool;

import io.poolwatch.event.Evidence;
import io.poolwatch.model.Followed;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What a node knows of its servers at this moment, for whoever wants to look: sinks and commands.
 * Written by the pools' actors; readable from any thread, without waiting and without asking an
 * actor.
 */
public final class Board {
  private final Map<String, PoolMemory> pools = new ConcurrentHashMap<>();

  /** Who tracks a server, and what is run when that may stand otherwise. */
  private final Map<ServerId, Map<ServerId, Runnable>> trackers = new ConcurrentHashMap<>();

  void put(String pool, PoolMemory memory) {
    pools.put(pool, memory);
  }

  void remove(String pool, PoolMemory memory) {
    pools.remove(pool, memory);
  }

  /**
   * From now on one server tracks another.
   *
   * @param poke run, on any thread, when the target may stand otherwise; must not block
   */
  void track(ServerId tracker, ServerId target, Runnable poke) {
    trackers.computeIfAbsent(target, any -> new ConcurrentHashMap<>()).put(tracker, poke);
  }

  /** One server does not track the other any more. */
  void untrack(ServerId tracker, ServerId target) {
    trackers.computeIfPresent(
        target,
        (any, pokes) -> {
          pokes.remove(tracker);
          return pokes.isEmpty() ? null : pokes;
        });
  }

  /** What was told of a server, or is wanted of it, may have changed. */
  void changed(ServerId server) {
    Map<ServerId, Runnable> pokes = trackers.get(server);
    if (pokes != null) {
      pokes.values().forEach(Runnable::run);
    }
  }

  /** How a server stands for one that tracks it. */
  Followed followed(ServerId target) {
    return server(target)
        .map(entry -> followed(target, entry))
        .orElseGet(() -> Followed.unknown(target));
  }

  private static Followed followed(ServerId target, PoolMemory.Entry entry) {
    ServerState known = entry.server().state();
    Evidence cause = Causes.of(entry.told(), known);
    return new Followed(
        target, entry.told().state(), cause == null ? null : cause.result(), known.admin().state());
  }

  /** One server; empty if there is none of that name. */
  public Optional<PoolMemory.Entry> server(ServerId id) {
    PoolMemory pool = pools.get(id.pool());
    return pool == null ? Optional.empty() : Optional.ofNullable(pool.entries().get(id.server()));
  }

  /** What is known of a pool; empty if there is none of that name. */
  public Optional<PoolMemory> pool(String name) {
    return Optional.ofNullable(pools.get(name));
  }

  /** The names of all pools, sorted. */
  public List<String> pools() {
    return pools.keySet().stream().sorted().toList();
  }

  /** All servers, in no order. */
  public Stream<PoolMemory.Entry> servers() {
    return pools.values().stream().flatMap(pool -> pool.entries().values().stream());
  }
}
