package io.poolwatch.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Every key that a configuration may hold. */
final class Schema {
  /** The root that this program reads. */
  static final String ROOT = "poolwatch";

  /** The root that is handed to the actor systems. */
  static final String PEKKO = "pekko";

  /** Both of them; others are free for substitutions. */
  static final Set<String> ROOTS = Set.of(ROOT, PEKKO);

  /** The settings of ours that are handed to them as well. */
  static final List<String> DISPATCHERS =
      List.of("probe-dispatcher", "handshake-dispatcher", "fleet-dispatcher");

  private static final Block TRANSPORT =
      Block.of("proxy-protocol", "source-address").with("tls", TlsReader.KEYS);

  /** The deadlines of a probe. */
  static final Block TIMEOUT = Block.of("connect", "check", "total");

  private static final Block CHECK =
      Block.of(
              "type",
              "inter",
              "fastinter",
              "downinter",
              "spread-checks",
              "rise",
              "fall",
              "init-state",
              "close",
              "max-response-bytes",
              "log-health-checks",
              "address",
              "port",
              "proxy-protocol")
          .with("timeout", TIMEOUT)
          .with("tls", TlsReader.KEYS)
          .withAll(CheckTypes.ALL.values().stream().map(CheckType::keys).toList());

  private static final Block DEFAULTS =
      Block.of("weight", "backup", "admin")
          .with("vantages", Block.of("count", "tags"))
          .with("check", CHECK)
          .with("checks", Block.ofNames(CHECK))
          .with("agent", AgentReader.KEYS)
          .with("transport", TRANSPORT);

  private static final Block SERVER =
      DEFAULTS.with("address", Block.LEAF).with(Trackers.KEY, Block.LEAF);

  private static final Block POOL = DEFAULTS.with("servers", Block.ofNames(SERVER));

  /** The block {@code poolwatch}. */
  static final Block POOLWATCH =
      Block.of()
          .with("pools", Block.ofNames(POOL))
          .with("defaults", DEFAULTS)
          .with(
              "node",
              Block.of(
                  "name",
                  "host",
                  "port",
                  "bind-host",
                  "bind-port",
                  "seed-nodes",
                  "tags",
                  "zone",
                  "state-dir",
                  "control-socket",
                  "max-lag"))
          .with(ClusterReader.NAME, ClusterReader.KEYS)
          .with("limits", Block.of("in-flight", "handshakes", "first-probe-spread"))
          .with("resolve", Block.of("every", "timeout", "prefer"))
          .with("event-log", Block.of("format", "level"))
          .with(SinksReader.SYSLOG, SinksReader.SYSLOG_KEYS)
          .with(SinksReader.RUNTIME, SinksReader.RUNTIME_KEYS)
          .with(SinksReader.AGENT, SinksReader.AGENT_KEYS)
          .with(ApiReader.NAME, ApiReader.KEYS)
          .with(DISPATCHERS.get(0), Block.FREE)
          .with(DISPATCHERS.get(1), Block.FREE)
          .with(DISPATCHERS.get(2), Block.FREE);

  private Schema() {}

  /** The full path of a setting in the block {@code poolwatch}. */
  static String path(String name) {
    return ROOT + "." + name;
  }

  /** The types of check that have a key of this name in {@code check}; empty for common keys. */
  static List<String> typesWith(String key) {
    return CheckTypes.ALL.entrySet().stream()
        .filter(entry -> entry.getValue().keys().names().contains(key))
        .map(Map.Entry::getKey)
        .sorted()
        .collect(Collectors.toList());
  }
}
