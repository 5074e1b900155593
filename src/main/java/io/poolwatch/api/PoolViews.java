package io.poolwatch.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Shows pools as they stood at one moment. Pure. */
final class PoolViews {

  /** How much is told of each server. */
  enum Depth {
    /** Nothing: servers are only counted. */
    COUNTS,
    /** How it stands, and why. */
    ROWS,
    /** Votes and the last results, too. */
    DETAILS
  }

  private PoolViews() {}

  /** All pools by name, those without a server too. */
  static Views.Pools pools(
      Collection<String> names,
      Collection<Standing> servers,
      boolean quorate,
      Depth depth,
      ServerViews views) {
    Map<String, List<Standing>> byPool = new TreeMap<>();
    names.forEach(name -> byPool.put(name, new ArrayList<>()));
    for (Standing server : servers) {
      byPool.computeIfAbsent(server.id().pool(), any -> new ArrayList<>()).add(server);
    }
    List<Views.PoolRow> rows = new ArrayList<>(byPool.size());
    byPool.forEach((pool, those) -> rows.add(row(pool, those, depth, views)));
    return new Views.Pools(quorate, Counts.of(servers), rows);
  }

  /** One pool with its servers, by name. */
  static Views.PoolRow row(
      String pool, Collection<Standing> servers, Depth depth, ServerViews views) {
    return new Views.PoolRow(
        pool, Counts.tally(servers).state(), Counts.of(servers), rows(servers, depth, views));
  }

  private static @Nullable List<Views.ServerRow> rows(
      Collection<Standing> servers, Depth depth, ServerViews views) {
    if (depth == Depth.COUNTS) {
      return null;
    }
    return servers.stream()
        .sorted((a, b) -> a.id().server().compareTo(b.id().server()))
        .map(server -> depth == Depth.ROWS ? views.row(server) : views.detailed(server))
        .toList();
  }
}
