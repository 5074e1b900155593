package io.poolwatch.importer;

import io.poolwatch.importer.HoconWriter.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes settings out of a configuration that Poolwatch refuses, each with a loss. */
final class Pruning {
  private final Losses losses;
  private final Set<Refused> refused = new HashSet<>();
  private boolean everything;

  Pruning(Losses losses) {
    this.losses = losses;
  }

  private record Refused(String pool, String server, String path) {}

  /**
   * Notes a problem.
   *
   * @param origin the line where it is; null if that holds no setting
   */
  void refused(@Nullable Origin origin, String problem) {
    if (origin == null) {
      losses.add(0, "Poolwatch refuses what comes of it: " + problem);
      everything = true;
      return;
    }
    if (origin.settings().isEmpty()) {
      losses.add(0, origin.pool() + "/" + origin.server(), problem + ": left out");
      refused.add(new Refused(origin.pool(), origin.server(), ""));
    }
    for (Setting setting : origin.settings()) {
      losses.add(setting.line(), setting.path(), problem + ": left out");
      refused.add(new Refused(origin.pool(), origin.server(), setting.path()));
    }
  }

  /** The rest: without what was refused, servers without an address, and empty pools. */
  Output of(Output output) {
    if (everything) {
      return new Output(new Settings(), new Settings(), List.of());
    }
    List<Pool> pools = new ArrayList<>();
    for (Pool pool : output.pools()) {
      List<Server> servers = new ArrayList<>();
      for (Server server : pool.servers()) {
        Settings settings = without(server.settings(), pool.name(), server.name());
        if (settings.has("address") && !gone(pool.name(), server.name())) {
          servers.add(server.with(settings));
        }
      }
      if (!servers.isEmpty() && !gone(pool.name(), "")) {
        pools.add(
            new Pool(pool.name(), pool.line(), without(pool.settings(), pool.name(), ""), servers));
      }
    }
    return new Output(without(output.process(), "", ""), without(output.defaults(), "", ""), pools);
  }

  private boolean gone(String pool, String server) {
    return refused.contains(new Refused(pool, server, ""));
  }

  private Settings without(Settings settings, String pool, String server) {
    Settings rest = new Settings();
    for (Setting setting : settings.all()) {
      if (!refused.contains(new Refused(pool, server, setting.path()))) {
        rest.put(setting);
      }
    }
    return rest;
  }
}
