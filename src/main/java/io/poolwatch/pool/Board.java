package io.poolwatch.pool;

import io.poolwatch.model.ServerId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What a node knows of its servers at this moment, for whoever wants to look: sinks and commands.
 * Written by the pools' actor; readable from any thread, without waiting and without asking an
 * actor.
 */
public final class Board {
  private final Map<String, PoolMemory> pools = new ConcurrentHashMap<>();

  void put(String pool, PoolMemory memory) {
    pools.put(pool, memory);
  }

  void remove(String pool, PoolMemory memory) {
    pools.remove(pool, memory);
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
