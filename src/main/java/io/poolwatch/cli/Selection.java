package io.poolwatch.cli;

import io.poolwatch.config.Suggestions;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The servers that a user asked for; for one that tracks another, the one that is probed.
 *
 * @param pools the pools with these servers alone, in the order of the configuration
 * @param problems what was asked for and is not there, a line each
 */
record Selection(List<PoolSpec> pools, List<String> problems) {

  /**
   * Selects servers.
   *
   * @param wanted each a pool or {@code pool/server}; none for all servers
   */
  static Selection of(ServiceSpec service, List<String> wanted) {
    if (wanted.isEmpty()) {
      return new Selection(service.pools(), List.of());
    }
    Set<String> names = new HashSet<>(wanted);
    service
        .servers()
        .filter(server -> asked(server, names))
        .map(service::probed)
        .forEach(server -> names.add(server.id().toString()));
    List<PoolSpec> selected =
        service.pools().stream()
            .map(pool -> new PoolSpec(pool.name(), servers(pool, names)))
            .filter(pool -> !pool.servers().isEmpty())
            .toList();
    return new Selection(selected, problems(service, wanted));
  }

  private static List<ServerSpec> servers(PoolSpec pool, Set<String> wanted) {
    return pool.servers().stream().filter(server -> asked(server, wanted)).toList();
  }

  private static boolean asked(ServerSpec server, Set<String> wanted) {
    return wanted.contains(server.id().pool()) || wanted.contains(server.id().toString());
  }

  private static List<String> problems(ServiceSpec service, List<String> wanted) {
    List<String> pools = service.pools().stream().map(PoolSpec::name).toList();
    List<String> servers = service.servers().map(ServerSpec::id).map(ServerId::toString).toList();
    List<String> problems = new ArrayList<>();
    for (String name : wanted) {
      boolean server = name.indexOf('/') >= 0;
      List<String> known = server ? servers : pools;
      if (!known.contains(name)) {
        problems.add(
            "%s: there is no %s '%s'%s"
                .formatted(
                    service.file(),
                    server ? "server" : "pool",
                    name,
                    Suggestions.nearest(name, known)
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse("")));
      }
    }
    return problems;
  }

  /** The servers, in the order of the configuration. */
  List<ServerSpec> servers() {
    return pools.stream().flatMap(pool -> pool.servers().stream()).toList();
  }
}
