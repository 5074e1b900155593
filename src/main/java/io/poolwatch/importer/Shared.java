package io.poolwatch.importer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts what servers have in common where it is said once.
 *
 * <p>A setting moves up only where every server below that heeds it has it, so that none inherits
 * what it has not: those that say something else keep theirs. Servers that track others heed none
 * of them, and those with an agent alone none of a check.
 */
final class Shared {
  private static final Set<String> OF_ALL =
      Set.of(
          "check.inter",
          "check.fastinter",
          "check.downinter",
          "check.rise",
          "check.fall",
          "check.init-state",
          "check.log-health-checks",
          "check.timeout.connect",
          "check.timeout.check");

  /** What need not be written, as it is Poolwatch's own default. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "check.type", "connect",
          "check.inter", "2s",
          "check.rise", "2",
          "check.fall", "3",
          "check.log-health-checks", "false",
          "check.timeout.connect", "1s",
          "check.timeout.check", "2s");

  private Shared() {}

  /** A pool whose servers keep only what they don't have in common. */
  static Pool pool(Proxy proxy, List<Server> servers) {
    List<Server> own = new ArrayList<>();
    for (Server server : servers) {
      Settings settings = new Settings().putAll(server.settings());
      if (server.target() == null && !settings.has("check.type")) {
        settings.text("check.type", "connect", 0);
      }
      own.add(server.with(settings));
    }
    List<Settings> heeding = settings(own, server -> server.target() == null);
    List<Settings> checked =
        settings(own, server -> server.target() == null && !server.onlyAgent());
    Settings common =
        lift(checked.isEmpty() ? heeding : checked, path -> path.startsWith("check."));
    drop(heeding, common);
    common.putAll(lift(heeding, Shared::ofConnections));
    return new Pool(proxy.name(), proxy.line(), common, own);
  }

  private static List<Settings> settings(List<Server> servers, Predicate<Server> which) {
    return servers.stream().filter(which).map(Server::settings).toList();
  }

  private static boolean ofConnections(String path) {
    return path.startsWith("transport.")
        || (path.startsWith("agent.") && !path.equals("agent.send"));
  }

  /**
   * A configuration in which pools keep only what they don't have in common.
   *
   * @param process what concerns no server
   * @param ofAll what concerns all servers
   */
  static Output output(Settings process, Settings ofAll, List<Pool> pools) {
    Settings defaults = new Settings();
    if (pools.size() > 1) {
      defaults =
          lift(
              pools.stream().filter(Shared::checks).map(Pool::settings).toList(), OF_ALL::contains);
      drop(pools.stream().map(Pool::settings).toList(), defaults);
    }
    defaults.putAll(ofAll);
    for (Pool pool : pools) {
      dropDefaults(pool.settings(), defaults);
    }
    dropDefaults(defaults, new Settings());
    return new Output(process, defaults, pools);
  }

  /** Whether a pool has a check that servers may inherit. */
  private static boolean checks(Pool pool) {
    Setting type = pool.settings().get("check.type");
    return type != null && !type.value().equals(Server.NO_CHECK);
  }

  /** Takes away what is said above as well. */
  private static void drop(List<Settings> all, Settings above) {
    for (Setting common : above.all()) {
      for (Settings settings : all) {
        Setting own = settings.get(common.path());
        if (own != null && own.says(common)) {
          settings.remove(common.path());
        }
      }
    }
  }

  private static void dropDefaults(Settings settings, Settings above) {
    DEFAULTS.forEach(
        (path, value) -> {
          Setting own = settings.get(path);
          if (own != null && own.content().equals(value) && !above.has(path)) {
            settings.remove(path);
          }
        });
  }

  /** Moves what all have to one place: of each setting what most of them say. */
  private static Settings lift(List<Settings> all, Predicate<String> movable) {
    Settings lifted = new Settings();
    if (all.isEmpty()) {
      return lifted;
    }
    for (Setting candidate : all.get(0).all()) {
      Setting common = movable.test(candidate.path()) ? commonest(all, candidate.path()) : null;
      if (common != null) {
        lifted.put(common);
      }
    }
    drop(all, lifted);
    return lifted;
  }

  /** What most say; null if not all say anything, or objects differ, for those would be merged. */
  private static @Nullable Setting commonest(List<Settings> all, String path) {
    Map<Object, Setting> first = new LinkedHashMap<>();
    Map<Object, Integer> counts = new HashMap<>();
    for (Settings settings : all) {
      Setting own = settings.get(path);
      if (own == null) {
        return null;
      }
      first.putIfAbsent(own.content(), own);
      counts.merge(own.content(), 1, Integer::sum);
    }
    if (first.size() > 1 && first.values().stream().anyMatch(s -> s.value().startsWith("{"))) {
      return null;
    }
    Setting most = null;
    int count = 0;
    for (Map.Entry<Object, Setting> entry : first.entrySet()) {
      int here = counts.getOrDefault(entry.getKey(), 0);
      if (here > count) {
        most = entry.getValue();
        count = here;
      }
    }
    return most;
  }
}
