package io.poolwatch.fleet;

import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several nodes, each the packaged program as a process of its own, that watch {@link
 * CountingServers} and speak to each other over {@link Wires}.
 */
final class FleetOfPrograms implements AutoCloseable {
  static final Duration INTER = Duration.ofSeconds(1);
  static final int RISE = 2;
  static final int FALL = 3;

  /** So long nothing is told in calm: longer than any vantage's turns are apart. */
  private static final Duration SILENCE = INTER.multipliedBy(5);

  /** How long a fleet may take to be whole, or anything else that is waited for. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path directory;
  private final String settings;
  private final CountingServers servers;
  private final Wires wires;
  private final List<Node> nodes = new ArrayList<>();

  private FleetOfPrograms(Path directory, int count, int servers, String settings) {
    this.directory = directory;
    this.settings = settings;
    this.servers = CountingServers.start(count, servers);
    this.wires = Wires.between(count);
    for (int node = 1; node <= count; node++) {
      nodes.add(node(node, count));
    }
  }

  /** So many nodes, none of them started. */
  static FleetOfPrograms of(Path directory, int nodes, int servers) {
    return of(directory, nodes, servers, "");
  }

  /**
   * So many nodes, none of them started.
   *
   * @param settings what the configuration of each says besides, in HOCON
   */
  static FleetOfPrograms of(Path directory, int nodes, int servers, String settings) {
    return new FleetOfPrograms(directory, nodes, servers, settings);
  }

  private Node node(int number, int count) {
    try {
      String name = "n" + number;
      Path home = Files.createDirectory(directory.resolve(name));
      PemWriter.write(home.resolve("hosts"), hosts(number));
      Path config = home.resolve("poolwatch.conf");
      PemWriter.write(config, config(number, count, IntStream.range(0, servers.size()), ""));
      return new Node(name, home, config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where this node reaches the servers, whose configuration must be the same on all nodes. */
  private String hosts(int node) {
    return IntStream.range(0, servers.size())
        .mapToObj(i -> CountingServers.address(node, i).getHostAddress() + " " + host(i) + "\n")
        .collect(Collectors.joining());
  }

  private static String host(int server) {
    return name(server) + ".example.org";
  }

  /** The address of a server as it is configured, on all nodes alike. */
  String address(int server) {
    return host(server) + ":" + servers.port();
  }

  /** The name of a server. */
  static String name(int server) {
    return "s" + server;
  }

  /**
   * Gives a node other servers, and has it read that.
   *
   * @param some the servers
   * @param changed what the configuration says besides, in HOCON
   */
  void reload(int number, IntStream some, String changed) {
    String config = config(number, nodes.size(), some, changed);
    PemWriter.write(directory.resolve("n" + number).resolve("poolwatch.conf"), config);
    node(number).life().signal("HUP");
  }

  private String config(int number, int count, IntStream some, String changed) {
    String seeds =
        IntStream.rangeClosed(1, count)
            .mapToObj(
                node -> "\"%s:%d\"".formatted(Wires.host(node).getHostAddress(), wires.port(node)))
            .collect(Collectors.joining(", "));
    String all =
        some.mapToObj(i -> "    %s = \"%s\"\n".formatted(name(i), address(i)))
            .collect(Collectors.joining());
    return """
    poolwatch {
      event-log.format = json
      node {
        name = n%1$d, host = "%2$s", port = %3$d, bind-host = "%4$s", seed-nodes = [%5$s]
        state-dir = "."
      }
      cluster.plaintext = loopback-only
      runtime-api { path = "api.sock", level = admin }
      resolve.every = 1h
      limits.first-probe-spread = 1s
      pools.web {
        check { inter = %6$dms, rise = %7$d, fall = %8$d, timeout.connect = 500ms }
        servers {
    %9$s    }
      }
      %10$s
    }
    pekko.remote.artery.advanced.tcp.outbound-client-hostname = "%2$s"
    %11$s
    """
        .formatted(
            number,
            Wires.host(number).getHostAddress(),
            wires.port(number),
            Wires.bindHost(number).getHostAddress(),
            seeds,
            INTER.toMillis(),
            RISE,
            FALL,
            all,
            changed,
            settings);
  }

  CountingServers servers() {
    return servers;
  }

  Wires wires() {
    return wires;
  }

  /** A node by its number, from 1. */
  Node node(int number) {
    return nodes.get(number - 1);
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Waits until all nodes hear each other as members of one fleet and agree that all is well. */
  void awaitWhole() {
    Waiting.until(PATIENCE, () -> whole() && well(), this::toString);
  }

  /** Waits until no node has had anything to tell for a while: what a start leaves is no calm. */
  void awaitSilence() {
    Waiting.until(
        PATIENCE,
        () -> {
          long since = System.nanoTime() - SILENCE.toNanos();
          return nodes.stream().allMatch(node -> node.allSince(since).isEmpty());
        },
        this::toString);
  }

  /** Whether all nodes are members of one fleet, and hear each other. */
  boolean whole() {
    Map<String, Integer> all = nodes.stream().collect(Collectors.toMap(Node::name, node -> 1));
    Node.View view = new Node.View(all, Set.of(), true);
    return nodes.stream().allMatch(node -> node.view().equals(view));
  }

  private boolean well() {
    return nodes.stream().allMatch(node -> wrong(node).isEmpty());
  }

  private Set<String> wrong(Node node) {
    Map<String, String> verdicts = node.verdicts();
    return IntStream.range(0, servers.size())
        .mapToObj(FleetOfPrograms::name)
        .filter(server -> !verdicts.getOrDefault(server, "").equals("UP"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a node tells this of these servers. */
  static boolean tells(Node node, IntStream some, String state) {
    Map<String, String> verdicts = node.verdicts();
    return some.allMatch(server -> state.equals(verdicts.get(name(server))));
  }

  /** The verdicts that nodes have told since then, but for the first ones of a node that starts. */
  List<Node.Change> changesSince(long nanos) {
    return nodes.stream()
        .flatMap(node -> node.changes().stream())
        .filter(change -> change.nanos() - nanos >= 0 && !change.from().equals("UNKNOWN"))
        .toList();
  }

  /**
   * The longest time between two probes of one server since then, and until now.
   *
   * @param side the nodes whose probes count
   * @param but servers that do not count
   */
  Duration longestGap(long since, Set<Integer> side, Set<Integer> but) {
    Map<Integer, Long> last = new HashMap<>();
    long longest = 0;
    for (CountingServers.Probe probe : servers.since(since)) {
      if (side.contains(probe.node()) && !but.contains(probe.server())) {
        Long before = last.put(probe.server(), probe.nanos());
        longest = Math.max(longest, probe.nanos() - (before == null ? since : before));
      }
    }
    long now = System.nanoTime();
    for (int server = 0; server < servers.size(); server++) {
      if (!but.contains(server)) {
        longest = Math.max(longest, now - last.getOrDefault(server, since));
      }
    }
    return Duration.ofNanos(longest);
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
    wires.close();
    servers.close();
  }

  @Override
  public String toString() {
    return nodes.stream()
        .map(node -> node.name() + " sees " + node.view() + ", not up: " + wrong(node))
        .collect(Collectors.joining("; "));
  }
}
