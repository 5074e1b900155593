package io.poolwatch.fleet;

import static io.poolwatch.fleet.FleetOfPrograms.FALL;
import static io.poolwatch.fleet.FleetOfPrograms.INTER;
import static io.poolwatch.fleet.FleetOfPrograms.PATIENCE;
import static io.poolwatch.fleet.FleetOfPrograms.RISE;
import static io.poolwatch.fleet.FleetOfPrograms.tells;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.load.ForeignLoad;
import io.poolwatch.load.RunningPoolwatch;
import io.poolwatch.testkit.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes that all tests of a class share: each test finds them whole, and leaves them so. What
 * a test may do to them, and how it judges what they did, is here. In the profile {@code fleet} one
 * test watches for ten minutes.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
abstract class FleetFixture {
  static final int NODES = 3;
  static final int SERVERS = Integer.getInteger("poolwatch.fleet.servers", 200);

  /** How long calm, and a cut, are watched. */
  static final Duration CALM =
      Duration.ofSeconds(Integer.getInteger("poolwatch.fleet.calm.seconds", 30));

  static final Duration CUT =
      Duration.ofSeconds(Integer.getInteger("poolwatch.fleet.cut.seconds", 25));

  static final Duration FROZEN = Duration.ofSeconds(10);

  /** How many times a promise may be late on a machine that others use. */
  private static final int MOST_LATE = 3;

  /** What a machine with little to spare adds to any time. */
  static final Duration LAG = Duration.ofMillis(200);

  /** A probe that is not answered, but refused, costs no time-out. */
  static final Duration DETECTION = INTER.multipliedBy(FALL).plusSeconds(2).plus(LAG);

  static final Duration RECOVERY = INTER.multipliedBy(RISE).plusSeconds(2).plus(LAG);
  static final Duration DETECTION_BY_FEWER = INTER.multipliedBy(FALL).plusSeconds(5).plus(LAG);

  /** That a vote counts everywhere; three times the promise, as a machine may have other work. */
  static final Duration WAY_OF_VOTES = Duration.ofMillis(3 * 300);

  static final Duration QUORATE_TOLD = Duration.ofSeconds(10);
  static final Duration ONE_FLEET = Duration.ofSeconds(10);

  /** Until a process ends that was told to, though it has others to see it off. */
  static final Duration LEFT = Duration.ofSeconds(10);

  static final Set<Integer> ALL = Set.of(1, 2, 3);

  @TempDir static Path temp;

  /** What {@link #begin} has started. */
  @SuppressWarnings("NullAway.Init")
  static FleetOfPrograms fleet;

  ForeignLoad others;
  long mark;

  /** Starts so many nodes; before all tests of a class. */
  static void begin(int nodes) {
    begin(FleetOfPrograms.of(temp, nodes, SERVERS));
  }

  /** Starts the nodes of this fleet; before all tests of a class. */
  static void begin(FleetOfPrograms nodes) {
    fleet = nodes;
    fleet.nodes().forEach(Node::start);
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @BeforeEach
  void awaitWhole() {
    fleet.awaitWhole();
    mark = System.nanoTime();
    others = ForeignLoad.now();
  }

  @AfterEach
  void endWhole() {
    fleet.wires().heal();
    for (Node node : fleet.nodes()) {
      if (node.life().alive()) {
        node.life().signal("CONT");
      } else {
        node.start();
      }
    }
    IntStream.rangeClosed(1, fleet.nodes().size()).forEach(this::acceptAll);
    fleet.awaitWhole();
  }

  private void acceptAll(int node) {
    fleet.servers().accept(node, IntStream.range(0, SERVERS));
  }

  // ---- what is done, and what is looked at

  static IntStream some(int count) {
    return IntStream.range(10, 10 + count);
  }

  static void refuse(Set<Integer> nodes, IntStream some) {
    int[] servers = some.toArray();
    nodes.forEach(node -> fleet.servers().refuse(node, IntStream.of(servers)));
  }

  static void accept(Set<Integer> nodes, IntStream some) {
    int[] servers = some.toArray();
    nodes.forEach(node -> fleet.servers().accept(node, IntStream.of(servers)));
  }

  /** Waits until these nodes tell this of these servers; returns how long that took. */
  static Duration until(String what, Set<Integer> nodes, IntStream some, String state) {
    long start = System.nanoTime();
    int[] servers = some.toArray();
    await(
        () ->
            nodes.stream().allMatch(node -> tells(fleet.node(node), IntStream.of(servers), state)),
        what);
    Duration took = since(start);
    report(what + " after " + took);
    return took;
  }

  /**
   * How long after the vote that made the majority each of the nodes told that a server is DOWN:
   * the 99th percentile over these servers and all nodes.
   */
  final Duration wayOfVotes(IntStream some) {
    List<Duration> ways = new ArrayList<>();
    for (String server : some.mapToObj(FleetOfPrograms::name).toList()) {
      List<Long> votes = firsts("check-result", server, "health", "0/" + RISE + " DOWN");
      long deciding = votes.get(fleet.nodes().size() / 2);
      firsts("server-transition", server, "to", "DOWN")
          .forEach(told -> ways.add(Duration.ofNanos(told - deciding)));
    }
    Collections.sort(ways);
    return ways.get((ways.size() * 99 - 1) / 100);
  }

  /** When each node first told this of a server, earliest first. */
  private List<Long> firsts(String event, String server, String field, String value) {
    return fleet.nodes().stream()
        .flatMap(
            node ->
                node.since(mark, event).stream()
                    .filter(told -> told.json().path("server").asText().equals(server))
                    .filter(told -> told.json().path(field).asText().equals(value))
                    .limit(1))
        .map(RunningPoolwatch.Told::nanos)
        .sorted()
        .toList();
  }

  static boolean agree() {
    Map<String, String> first = fleet.node(1).verdicts();
    return first.size() == SERVERS
        && fleet.nodes().stream().allMatch(node -> node.verdicts().equals(first));
  }

  static void await(BooleanSupplier condition, String what) {
    Waiting.until(PATIENCE, condition, () -> what + "; " + fleet);
  }

  /** Whether a node shows this server as drained. */
  static boolean drained(Node node, String server) {
    return "DRAIN"
        .equals(node.socket().stat().getOrDefault("web/" + server, Map.of()).get("status"));
  }

  /** Lets time pass, as the promise is about what does not happen. */
  static void observe(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Waiting.until(PATIENCE.plus(time), () -> System.nanoTime() - end >= 0, () -> "time");
  }

  static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  final void assertGap(Set<Integer> side, int intervals, IntStream but) {
    Set<Integer> excepted = Set.copyOf(but.boxed().toList());
    Duration gap = fleet.longestGap(mark, side, excepted);
    report("longest gap of " + side + ": " + gap);
    assertThat(gap).isLessThan(INTER.multipliedBy(intervals).plus(LAG));
  }

  /**
   * No other server has changed. Whoever had the machine: none was DOWN. Where all vantages of one
   * had no time to look at it for long, it may have become UNKNOWN.
   */
  final void assertNoChange(IntStream but) {
    List<String> excepted = but.mapToObj(FleetOfPrograms::name).toList();
    List<Node.Change> changes =
        fleet.changesSince(mark).stream()
            .filter(change -> !excepted.contains(change.server()))
            .toList();
    judge(
        late ->
            assertThat(changes)
                .filteredOn(change -> late == 1 || change.to().equals("DOWN"))
                .isEmpty());
  }

  /**
   * Times that are not as promised count unless others had the machine meanwhile. Whoever had it:
   * three times the promise is never excused.
   *
   * @param times asserts what was measured; takes how many times a promise may be late
   */
  final void judge(IntConsumer times) {
    double share = others.share();
    try {
      times.accept(1);
    } catch (AssertionError late) {
      report("with %.0f %% of the machine used by others: %s".formatted(100 * share, late));
      times.accept(MOST_LATE);
      ForeignLoad.assumeLittle(share);
      throw late;
    }
  }

  /** The results that changed a counter, by their status. */
  final Map<String, Long> news() {
    return fleet.nodes().stream()
        .flatMap(node -> node.since(mark, "check-result").stream())
        .map(event -> event.json().path("status").asText())
        .collect(Collectors.groupingBy(status -> status, TreeMap::new, Collectors.counting()));
  }

  static void report(String line) {
    System.out.println("FleetIT: " + line);
  }
}
