package io.poolwatch.config;

import io.poolwatch.config.ConfigFiles.NamedFile;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.Level;
import io.poolwatch.spec.EventLogSpec;
import io.poolwatch.spec.LimitsSpec;
import io.poolwatch.spec.NodeSpec;
import io.poolwatch.spec.ResolveSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what concerns the process as a whole: node, limits, resolve, event-log. */
final class NodeReader {
  private static final Duration DAY = Duration.ofHours(24);
  private static final SettingType<Duration> TIME = Types.time(Duration.ofMillis(1), DAY);
  private static final SettingType<Duration> LOOK_UPS = Types.time(Duration.ofMillis(100), DAY);
  private static final SettingType<Duration> TIME_OR_ZERO = Types.time(Duration.ZERO, DAY);
  private static final SettingType<Integer> COUNT = Types.integer(1, 1_000_000);
  private static final SettingType<Integer> PORT = Types.integer(0, 65_535);

  private final Settings root;
  private final ConfigFiles files;

  /**
   * @param root the block {@code poolwatch}
   */
  NodeReader(Settings root, ConfigFiles files) {
    this.root = root;
    this.files = files;
  }

  /**
   * Reads the block {@code node}.
   *
   * @param hostName the node's name where none is set
   */
  NodeSpec node(String hostName) {
    Settings node = root.sub("node");
    Path stateDir = file(node, "state-dir");
    Path socket = file(node, "control-socket");
    if (socket == null && stateDir != null) {
      socket = stateDir.resolve(NodeSpec.CONTROL_SOCKET);
    }
    return new NodeSpec(
        name(node, hostName),
        node.get("host", Addresses.HOST_ALONE, ""),
        node.get("port", PORT, 0),
        node.get("bind-host", Addresses.BIND),
        node.get("bind-port", PORT),
        node.get("seed-nodes", Addresses.LIST, List.of()).stream().map(HostPort::toString).toList(),
        node.get("tags", Types.texts(), List.of()),
        node.get("zone", Types.TEXT),
        stateDir,
        socket,
        node.get("max-lag", TIME, Duration.ZERO));
  }

  private static String name(Settings node, String hostName) {
    String name = node.orElse("name", Names.TYPE, hostName, "the host name");
    if (!node.has("name") && Names.trouble(hostName).isPresent()) {
      node.error(
          "name",
          "the host name " + Text.shortQuote(hostName) + " is no name for a node",
          "set it");
    }
    return name;
  }

  private @Nullable Path file(Settings node, String name) {
    NamedFile file = node.get(name, files.type);
    return file == null ? null : file.path();
  }

  LimitsSpec limits() {
    Settings limits = root.sub("limits");
    int cores = Runtime.getRuntime().availableProcessors();
    return new LimitsSpec(
        limits.get("in-flight", COUNT, 1),
        limits.orElse("handshakes", COUNT, 4 * cores, "4 × cores"),
        limits.get("first-probe-spread", TIME_OR_ZERO, Duration.ZERO));
  }

  ResolveSpec resolve() {
    Settings resolve = root.sub("resolve");
    return new ResolveSpec(
        resolve.get("every", LOOK_UPS, DAY),
        resolve.get("timeout", TIME, DAY),
        resolve.get("prefer", Types.word(ResolveSpec.Family.class), ResolveSpec.Family.IPV4));
  }

  EventLogSpec eventLog() {
    Settings log = root.sub("event-log");
    return new EventLogSpec(
        log.get("format", Types.word(EventLogSpec.Format.class), EventLogSpec.Format.TEXT),
        log.get("level", Types.word(Level.class), Level.INFO));
  }
}
