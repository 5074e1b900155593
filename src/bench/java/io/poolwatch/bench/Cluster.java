package io.poolwatch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.control.ControlClient;
import io.poolwatch.control.ControlReply;
import io.poolwatch.control.ControlRequest;
import io.poolwatch.load.Arrivals;
import io.poolwatch.load.EndpointFarm;
import io.poolwatch.load.FleetConfig;
import io.poolwatch.load.ProcessVitals;
import io.poolwatch.load.RunningPoolwatch;
import io.poolwatch.load.RunningPoolwatch.Told;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** The nodes of one fleet, each the packaged program as a process of its own. */
final class Cluster implements AutoCloseable {
  private static final int POOL = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final Pattern SENT = Pattern.compile("\\bbytes_sent:(\\d+)");

  private record Node(String name, int port, Path socket, RunningPoolwatch life) {

    JsonNode status() {
      try {
        ControlReply reply = ControlClient.ask(socket, ControlRequest.status(), ANSWER);
        if (reply.status() == null) {
          throw new IllegalStateException(name + " answers " + reply);
        }
        return reply.status();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    long count(String what) {
      return status().path("counts").path(what).asLong();
    }

    /** What this node says of itself. */
    JsonNode self() {
      for (JsonNode node : status().path("nodes")) {
        if (node.path("self").asBoolean()) {
          return node;
        }
      }
      throw new IllegalStateException(name + " does not know itself");
    }
  }

  private final List<Node> nodes;
  private final EndpointFarm steady;
  private final Duration interval;

  private long busiest;

  /** How many events of each node were there when figures began to count. */
  private List<Integer> before;

  private Cluster(List<Node> nodes, EndpointFarm steady, Duration interval) {
    this.nodes = nodes;
    this.steady = steady;
    this.interval = interval;
    this.before = Collections.nCopies(nodes.size(), 0);
  }

  /**
   * Starts it.
   *
   * @param heap of each node
   * @param many servers that stay well, dealt out over the endpoints of {@code steady}
   * @param few servers that may be lost, likewise over {@code lost}
   */
  static Cluster start(
      Path directory,
      int count,
      String heap,
      Duration interval,
      int many,
      EndpointFarm steady,
      int few,
      EndpointFarm lost)
      throws IOException {
    List<Integer> ports = freePorts(count);
    String seeds =
        ports.stream().map("\"127.0.0.1:%d\""::formatted).collect(Collectors.joining(", "));
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "n" + (i + 1);
      Path home = Files.createDirectory(directory.resolve(name));
      FleetConfig config =
          new FleetConfig()
              .every(interval)
              .with(
                  """
                  node { name = %s, host = "127.0.0.1", port = %d, seed-nodes = [%s]
                    state-dir = "%s" }
                    cluster.plaintext = loopback-only\
                  """
                      .formatted(name, ports.get(i), seeds, home));
      pools(config, "p", many, steady.endpoints());
      pools(config, "lost", few, lost.endpoints());
      nodes.add(
          new Node(
              name,
              ports.get(i),
              home.resolve("control.sock"),
              RunningPoolwatch.start(
                  config.write(home.resolve("poolwatch.conf")),
                  home.resolve("errors"),
                  "-Xmx" + heap)));
    }
    return new Cluster(nodes, steady, interval);
  }

  private static void pools(
      FleetConfig config, String name, int servers, List<InetSocketAddress> endpoints) {
    for (int from = 0; from < servers; from += POOL) {
      config.httpPool(name + from / POOL, Math.min(POOL, servers - from), endpoints, "");
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
    List<Integer> ports = new ArrayList<>();
    for (ServerSocket socket : sockets) {
      ports.add(socket.getLocalPort());
      socket.close();
    }
    return ports;
  }

  /** Waits until all servers are UP on all nodes, and every node hears all; how long it took. */
  Duration awaitUp(int servers) {
    long start = System.nanoTime();
    for (Node node : nodes) {
      node.life().await("node-started", 1, PATIENCE);
    }
    for (Node node : nodes) {
      await(() -> node.count("up") == servers && heard(node) == nodes.size(), "all up");
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static int heard(Node node) {
    int heard = 0;
    for (JsonNode other : node.status().path("nodes")) {
      heard += other.path("reachable").asBoolean() && other.path("ready").asBoolean() ? 1 : 0;
    }
    return heard;
  }

  /** Waits until so many are DOWN on all nodes; how long it took. */
  Duration awaitDown(int servers) {
    long start = System.nanoTime();
    for (Node node : nodes) {
      await(() -> down(node.status()) == servers, "all down");
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private long down(JsonNode status) {
    long done = 0;
    for (JsonNode node : status.path("nodes")) {
      done += node.path("done").asLong();
    }
    busiest = Math.max(busiest, done);
    return status.path("counts").path("down").asLong();
  }

  /** The most probes that all nodes together did in one second while servers went DOWN. */
  long busiest() {
    return busiest;
  }

  /** Looks seldom: a node that is asked all the time has less time to get on. */
  private void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end >= 0) {
        throw new IllegalStateException("not within " + PATIENCE + ": " + what);
      }
      rest(LOOK);
    }
  }

  /** Lets time pass. */
  void rest(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Waiting.until(time.plus(PATIENCE), () -> System.nanoTime() - end >= 0, () -> "time");
  }

  /** Lets what is told count from here on. */
  void countFromNow() {
    before = nodes.stream().map(node -> node.life().events().size()).toList();
  }

  /** What each node takes in a stretch of time, a line each. */
  List<String> measure(Duration time) {
    List<Duration> cpu = nodes.stream().map(node -> node.life().vitals().cpu()).toList();
    List<Long> sent = nodes.stream().map(this::sentBytes).toList();
    steady.takeArrivals();
    long start = System.nanoTime();
    rest(time);
    double seconds = (System.nanoTime() - start) / 1e9;
    List<String> lines = new ArrayList<>();
    Arrivals arrivals = steady.takeArrivals();
    Histogram late = arrivals.gapExcess(interval.toNanos());
    lines.add(
        "- %.0f probes/s; longer than the interval by p50 %.1f, p99 %.1f, at most %.1f ms"
            .formatted(
                arrivals.count() / seconds,
                late.getValueAtPercentile(50) / 1e3,
                late.getValueAtPercentile(99) / 1e3,
                late.getMaxValue() / 1e3));
    List<Long> sentAfter = nodes.stream().map(this::sentBytes).toList();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      ProcessVitals vitals = node.life().vitals();
      double used = vitals.cpu().minus(cpu.get(i)).toMillis() / 1e3 / seconds;
      JsonNode self = node.self();
      lines.add(
          "- %s: %.2f of a core, %d MiB resident, %d MiB live heap, sends %.1f KiB/s to the others,"
                  .formatted(
                      node.name(),
                      used,
                      vitals.residentBytes() >> 20,
                      vitals.liveHeapBytes() >> 20,
                      (sentAfter.get(i) - sent.get(i)) / 1024.0 / seconds)
              + " vantage of %d, lag p99 %.1f ms, %d threads"
                  .formatted(
                      self.path("vantageOf").asInt(),
                      self.path("lagP99Ms").asDouble(),
                      vitals.threads()));
    }
    return lines;
  }

  /** How often each node told what, a line each. */
  List<String> told() {
    return IntStream.range(0, nodes.size())
        .mapToObj(i -> summary(nodes.get(i).name(), told(i)))
        .toList();
  }

  private static String summary(String node, List<Told> told) {
    long down =
        told.stream()
            .filter(each -> each.name().equals("server-transition"))
            .filter(each -> each.json().path("to").asText().equals("DOWN"))
            .count();
    Map<String, Long> events =
        told.stream()
            .collect(Collectors.groupingBy(Told::name, TreeMap::new, Collectors.counting()));
    return "- %s told: %d verdicts DOWN, %s".formatted(node, down, events);
  }

  /** How soon votes counted that made servers DOWN. */
  VoteWays voteWays() {
    return new VoteWays(IntStream.range(0, nodes.size()).mapToObj(this::told).toList());
  }

  private List<Told> told(int node) {
    List<Told> all = nodes.get(node).life().events();
    return all.subList(before.get(node), all.size());
  }

  /** What a node's sockets to the others have sent so far, as ss(8) tells. */
  private long sentBytes(Node node) {
    String pid = "pid=" + node.life().vitals().pid() + ",";
    Predicate<String> ofFleet =
        nodes.stream()
            .map(each -> Pattern.compile(":" + each.port() + "\\b").asPredicate())
            .reduce(Predicate::or)
            .orElseThrow();
    try {
      Process ss = new ProcessBuilder("ss", "-tinpHO", "state", "established").start();
      String told = new String(ss.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return told.lines()
          .filter(line -> line.contains(pid) && ofFleet.test(line))
          .map(SENT::matcher)
          .filter(Matcher::find)
          .mapToLong(found -> Long.parseLong(found.group(1)))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.life().close());
  }
}
