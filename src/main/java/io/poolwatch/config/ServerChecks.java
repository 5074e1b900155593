package io.poolwatch.config;

import com.typesafe.config.ConfigObject;
import io.poolwatch.config.Settings.Context;
import io.poolwatch.config.Settings.Layer;
import io.poolwatch.config.Settings.Setting;
import io.poolwatch.spec.CheckSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is checked of the servers of one pool. Servers that set nothing of their own share
 * their checks, which are read once, and so do those that set the same.
 */
final class ServerChecks {
  /** The blocks of a server that say what is checked, and how. */
  private static final List<String> BLOCKS =
      List.of("check", "checks", AgentReader.NAME, "transport");

  private final CheckReader reader;
  private final Settings pool;
  private final Map<Map<String, ConfigObject>, Checks> known = new HashMap<>();

  /** The types of all servers' checks, by the path of the block that one of them inherits. */
  private final Map<String, Set<String>> used = new TreeMap<>();

  /**
   * @param pool the settings of the servers' pool
   */
  ServerChecks(CheckReader reader, Settings pool) {
    this.reader = reader;
    this.pool = pool;
  }

  /** A check under its name; null for the only one. */
  record Named(@Nullable String name, CheckTemplate template) {}

  /**
   * The checks of a server.
   *
   * @param checks none only if there is an agent
   * @param agent how its agent is asked; null without one
   */
  record Checks(List<Named> checks, @Nullable Named agent) {

    /** The checks, and the agent behind them. */
    List<Named> lines() {
      List<Named> lines = new ArrayList<>(checks);
      if (agent != null) {
        lines.add(agent);
      }
      return List.copyOf(lines);
    }

    /** Stands for all settings without secrets in a hash. */
    String digest() {
      StringBuilder digest = new StringBuilder();
      lines().forEach(line -> digest.append(line.template().digest()));
      return digest.toString();
    }

    /** Stands for secrets and the content of files in a fingerprint. */
    String confidentialDigest() {
      StringBuilder digest = new StringBuilder();
      lines().forEach(line -> digest.append(line.template().confidentialDigest()));
      return digest.toString();
    }
  }

  /** Reads the checks of a server; what is wrong becomes a problem. */
  Checks read(Setting written) {
    Map<String, ConfigObject> own = new TreeMap<>();
    for (String name : BLOCKS) {
      ConfigObject block = block(written, name);
      if (block != null) {
        own.put(name, block);
      }
    }
    boolean removed = removesAgent(written);
    Checks before = removed ? null : known.get(own);
    if (before != null) {
      refuseForeignKeys(written, before);
      return before;
    }
    Problems problems = pool.context().problems();
    int errors = problems.raisedErrors();
    int warnings = problems.raisedWarnings();
    Checks checks = readAnew(written);
    // What is doubtful in a server's own blocks is told for each server that has it.
    boolean told = own.isEmpty() || problems.raisedWarnings() == warnings;
    if (told && problems.raisedErrors() == errors && !removed) {
      known.put(own, checks);
    }
    refuseForeignKeys(written, checks);
    return checks;
  }

  /** Whether a server says that it has no agent, which is no block that could be compared. */
  private static boolean removesAgent(Setting written) {
    return written.value() instanceof ConfigObject server
        && server.containsKey(AgentReader.NAME)
        && block(written, AgentReader.NAME) == null;
  }

  private Checks readAnew(Setting written) {
    List<Named> checks = new ArrayList<>();
    Set<String> names = settings(written).members("checks");
    for (String name : names) {
      checkName(written, name);
      Settings server = settings(written);
      Settings check = server.member("checks", name, "check");
      checks.add(new Named(name, reader.read(check, server.sub("transport"))));
    }
    Settings only = settings(written).sub("check");
    boolean none =
        names.isEmpty() && only.get("type", CheckReader.TYPE, "").equals(CheckReader.NONE);
    if (names.isEmpty() && !none) {
      Settings server = settings(written);
      checks.add(new Named(null, reader.read(server.sub("check"), server.sub("transport"))));
    }
    Settings server = settings(written);
    Named agent =
        server.has(AgentReader.NAME) ? new Named(CheckSpec.AGENT, AgentReader.read(server)) : null;
    if (none && agent == null) {
      only.error(
          "type",
          "nothing would be known of a server without check and agent",
          "agent { port = 8081 }");
    }
    return new Checks(List.copyOf(checks), agent);
  }

  private void checkName(Setting written, String name) {
    Settings checks = settings(written).sub("checks");
    Setting setting = checks.find(name);
    if (setting == null) {
      return;
    }
    Names.trouble(name).ifPresent(trouble -> checks.error(setting, trouble, ""));
    if (name.equals(CheckSpec.AGENT)) {
      checks.error(
          setting,
          "no check can have this name, for it is that of the server's agent",
          "the agent has a block of its own beside checks: agent { port = … }");
    }
  }

  /** The settings of a server, with facts of their own. */
  private Settings settings(Setting written) {
    List<Layer> layers = new ArrayList<>();
    if (written.value() instanceof ConfigObject object) {
      layers.add(new Layer(written.path(), object));
    }
    layers.addAll(pool.layers());
    Context context = new Context(pool.context().tree(), pool.context().problems(), new Facts());
    return new Settings(context, "", layers);
  }

  /** A key of another type of check would be without effect. */
  private void refuseForeignKeys(Setting written, Checks checks) {
    List<String> types = checks.checks().stream().map(named -> named.template().type()).toList();
    used("check").addAll(types);
    ConfigObject own = block(written, "check");
    if (own != null) {
      refuse(own, Text.child(written.path(), "check"), new TreeSet<>(types));
    }
    ConfigObject group = block(written, "checks");
    for (Named named : checks.checks()) {
      String name = named.name();
      if (name != null) {
        String type = named.template().type();
        used("checks." + name).add(type);
        if (group != null && group.get(name) instanceof ConfigObject check) {
          String path = Text.child(Text.child(written.path(), "checks"), name);
          refuse(check, path, Set.of(type));
        }
      }
    }
  }

  private Set<String> used(String block) {
    return used.computeIfAbsent(block, any -> new TreeSet<>());
  }

  /** To be called after all servers: tells the keys of the pool's checks that none of them uses. */
  void refuseUnusedKeys() {
    Layer own = pool.layers().get(0);
    if (own.object().get("check") instanceof ConfigObject check) {
      refuse(check, Text.child(own.path(), "check"), used("check"));
    }
    if (own.object().get("checks") instanceof ConfigObject group) {
      String path = Text.child(own.path(), "checks");
      group.forEach(
          (name, value) -> {
            if (value instanceof ConfigObject check) {
              refuse(check, Text.child(path, name), used("checks." + name));
            }
          });
    }
  }

  private void refuse(ConfigObject check, String path, Collection<String> types) {
    if (types.isEmpty() || types.contains(CheckReader.UNKNOWN)) {
      return;
    }
    check.forEach(
        (name, value) -> {
          List<String> owners = Schema.typesWith(name);
          if (!owners.isEmpty() && Collections.disjoint(owners, types)) {
            pool.error(
                new Setting(Text.child(path, name), value),
                "belongs to type " + Text.list(owners) + ", not to " + Text.list(types),
                "set check.type = " + owners.get(0));
          }
        });
  }

  private static @Nullable ConfigObject block(Setting written, String name) {
    return written.value() instanceof ConfigObject server
            && server.get(name) instanceof ConfigObject object
        ? object
        : null;
  }
}
