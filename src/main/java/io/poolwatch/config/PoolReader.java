package io.poolwatch.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.poolwatch.config.CheckTemplate.Shared;
import io.poolwatch.config.Settings.Context;
import io.poolwatch.config.Settings.Setting;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the pools and their servers. */
final class PoolReader {
  /** The path of all pools. */
  static final String PATH = Schema.ROOT + ".pools";

  private final ConfigTree tree;
  private final Problems problems;
  private final Levels levels;
  private final CheckReader checks;
  private final Shared shared = new Shared();
  private final Trackers trackers = new Trackers();
  private final Set<ServerId> all = new HashSet<>();

  PoolReader(ConfigTree tree, Problems problems, Levels levels, ConfigFiles files) {
    this.tree = tree;
    this.problems = problems;
    this.levels = levels;
    this.checks = new CheckReader(files);
  }

  /** A pool or a server under the name that its user gave it. */
  private record Named(String name, Setting setting, Place place) {}

  /** Reads all pools, by line, then by name. */
  List<PoolSpec> pools() {
    List<PoolSpec> specs = new ArrayList<>();
    ConfigValue ours = tree.root().get(Schema.ROOT);
    if (ours != null && !(ours instanceof ConfigObject)) {
      error(new Setting(Schema.ROOT, ours), "must be an object { … }", "");
    }
    List<Named> pools = members(ours, "pools", Schema.ROOT);
    if (pools == null) {
      return List.of();
    }
    if (pools.isEmpty()) {
      problems.error(
          new Place(tree.files().get(0), 0),
          PATH,
          "there is no server",
          "a pool with one server: poolwatch.pools.web.servers.web1 = \"10.0.0.1:80\"");
    }
    pools.forEach(pool -> pool(pool).ifPresent(specs::add));
    trackers.refuseBadTargets(all);
    return List.copyOf(specs);
  }

  private Optional<PoolSpec> pool(Named pool) {
    checkName(pool);
    String path = pool.setting().path();
    if (!(pool.setting().value() instanceof ConfigObject object)) {
      error(pool.setting(), "must be an object { servers { … } }", "");
      return Optional.empty();
    }
    List<Named> members = members(object, "servers", path);
    if (members == null) {
      return Optional.empty();
    }
    if (members.isEmpty()) {
      error(pool.setting(), "the pool has no server", "servers { web1 = \"10.0.0.1:80\" }");
    }
    ServerReader reader = reader(object, path);
    List<ServerSpec> servers = new ArrayList<>();
    for (Named member : members) {
      checkName(member);
      ServerId id = new ServerId(pool.name(), member.name());
      all.add(id);
      reader.read(id, member.setting()).ifPresent(read -> servers.add(read.spec()));
    }
    reader.refuseUnusedKeys();
    return Optional.of(new PoolSpec(pool.name(), servers));
  }

  /** Reads one server alone; empty if it is not there or something is wrong with it. */
  Optional<ServerReader.Read> server(ServerId id) {
    List<Named> pools = members(tree.root().get(Schema.ROOT), "pools", Schema.ROOT);
    return named(pools, id.pool())
        .flatMap(
            pool -> {
              String path = pool.setting().path();
              List<Named> servers = members(pool.setting().value(), "servers", path);
              return named(servers, id.server())
                  .flatMap(
                      server ->
                          reader((ConfigObject) pool.setting().value(), path)
                              .read(id, server.setting()));
            });
  }

  private static Optional<Named> named(@Nullable List<Named> members, String name) {
    return members == null
        ? Optional.empty()
        : members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  private ServerReader reader(ConfigObject pool, String path) {
    Context context = new Context(tree, problems, new Facts());
    return new ServerReader(
        checks, new Settings(context, "", levels.pool(path, pool)), shared, trackers);
  }

  /**
   * The members of a block of names by the file and line where they stand, then by name; one that
   * is overridden keeps its place, and a null takes a member away. Returns null if the block is no
   * block, and then a problem says so.
   */
  private @Nullable List<Named> members(@Nullable ConfigValue parent, String key, String path) {
    ConfigValue block = parent instanceof ConfigObject object ? object.get(key) : null;
    if (block == null) {
      return List.of();
    }
    String blockPath = Text.child(path, key);
    if (!(block instanceof ConfigObject object)) {
      error(new Setting(blockPath, block), "must be an object { … }", "");
      return null;
    }
    List<Named> members = new ArrayList<>();
    object.forEach(
        (name, value) -> {
          if (value.valueType() != ConfigValueType.NULL) {
            Setting setting = new Setting(Text.child(blockPath, name), value);
            members.add(new Named(name, setting, tree.placeInFile(setting.path(), value)));
          }
        });
    Map<String, Integer> ranks = new HashMap<>();
    tree.files().forEach(file -> ranks.put(file, ranks.size()));
    members.sort(
        Comparator.comparingInt(
                (Named member) -> ranks.getOrDefault(member.place().source(), ranks.size()))
            .thenComparingInt(member -> member.place().line())
            .thenComparing(Named::name));
    return members;
  }

  private void checkName(Named named) {
    Names.trouble(named.name()).ifPresent(trouble -> error(named.setting(), trouble, ""));
  }

  private void error(Setting setting, String message, String hint) {
    problems.error(tree.placeOf(setting.path(), setting.value()), setting.path(), message, hint);
  }
}
