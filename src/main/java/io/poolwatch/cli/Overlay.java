package io.poolwatch.cli;

import io.poolwatch.config.LoadResult;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What runtime commands have put over the configuration: settings of servers, new servers, and
 * servers that are removed. It lasts as long as the process, over every reload. Safe for any
 * thread.
 */
final class Overlay {
  private final Map<ServerId, Map<String, String>> settings = new LinkedHashMap<>();
  private final Set<ServerId> removed = new HashSet<>();

  /** The weights of servers before anything was put over them. */
  private final Map<ServerId, Integer> initialWeights = new HashMap<>();

  /** Remembers the weight of a server that nothing lies over yet. */
  synchronized void keepInitialWeight(ServerSpec server) {
    initialWeights.putIfAbsent(server.id(), server.weight());
  }

  /** The weight that a server has of its configuration. */
  synchronized int initialWeight(ServerSpec server) {
    return initialWeights.getOrDefault(server.id(), server.weight());
  }

  /** Puts settings over those of a server, by key below it. */
  synchronized void put(ServerId server, Map<String, String> more) {
    removed.remove(server);
    settings.computeIfAbsent(server, id -> new TreeMap<>()).putAll(more);
  }

  /** Removes a server, and what was put over it. */
  synchronized void remove(ServerId server) {
    settings.remove(server);
    initialWeights.remove(server);
    removed.add(server);
  }

  /** What it holds, to go back to. */
  synchronized Overlay copy() {
    Overlay copy = new Overlay();
    settings.forEach((server, more) -> copy.settings.put(server, new TreeMap<>(more)));
    copy.removed.addAll(removed);
    copy.initialWeights.putAll(initialWeights);
    return copy;
  }

  /** Takes over what another holds. */
  synchronized void become(Overlay other) {
    settings.clear();
    settings.putAll(other.settings);
    removed.clear();
    removed.addAll(other.removed);
    initialWeights.clear();
    initialWeights.putAll(other.initialWeights);
  }

  /** Reads a configuration with what lies over it. */
  LoadResult over(ConfigSource source) {
    List<String> sets = sets();
    LoadResult result = (sets.isEmpty() ? source : source.with(sets)).read();
    return result instanceof LoadResult.Loaded loaded
        ? loaded.with(without(loaded.spec()))
        : result;
  }

  private synchronized List<String> sets() {
    List<String> sets = new ArrayList<>();
    settings.forEach(
        (server, more) ->
            more.forEach((key, value) -> sets.add(path(server) + "." + key + "=" + value)));
    return sets;
  }

  private static String path(ServerId server) {
    return "poolwatch.pools.\"" + server.pool() + "\".servers.\"" + server.server() + "\"";
  }

  private synchronized ServiceSpec without(ServiceSpec spec) {
    if (removed.isEmpty()) {
      return spec;
    }
    List<PoolSpec> pools = new ArrayList<>();
    for (PoolSpec pool : spec.pools()) {
      pools.add(
          new PoolSpec(
              pool.name(),
              pool.servers().stream().filter(server -> !removed.contains(server.id())).toList()));
    }
    return spec.withPools(pools);
  }
}
