package io.poolwatch.fleet;

import static io.poolwatch.fleet.FleetOfPrograms.INTER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.load.ForeignLoad;
import io.poolwatch.testkit.Stalls;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Three nodes as processes of their own: whichever is killed, frozen, cut off or restarted, no
 * server goes unprobed, and none flips.
 *
 * <p>The profile {@code fleet} has it watch more servers, for longer.
 */
class FleetIT extends FleetFixture {
  /** How many servers one node can't reach: a tenth, as from more on it doubts itself. */
  private static final int CONTESTED = SERVERS / 10;

  @BeforeAll
  static void start() {
    begin(NODES);
  }

  @Test
  void inCalmEachServerIsProbedOnceAnInterval() {
    fleet.awaitSilence();
    long calm = System.nanoTime();
    others = ForeignLoad.now();
    Duration stalled = stallsOf(() -> observe(CALM));

    judge(
        late -> {
          Spacing spacing = Spacing.of(fleet.servers().since(calm), INTER);
          report("calm: " + spacing + ", results that were news: " + news());
          for (Node node : late == 1 ? fleet.nodes() : List.<Node>of()) {
            assertThat(node.allSince(calm)).as("calm is silent on " + node.name()).isEmpty();
          }
          assertThat(spacing.most()).as("in any 20 intervals").isBetween(19 / late, 21 * late);
          // After a stall of the machine all that is overdue comes at once.
          if (late == 1 || stalled.isZero()) {
            assertThat(spacing.closest()).isGreaterThanOrEqualTo(INTER.dividedBy(2L * late));
          }
        });
    assertNoChange(some(0));
  }

  private static Duration stallsOf(Runnable work) {
    try (Stalls stalls = Stalls.watch()) {
      work.run();
      return stalls.total();
    }
  }

  @Test
  void aServerThatFailsIsDownEverywhereAndUpAgain() {
    observe(INTER);
    refuse(ALL, some(40));
    Duration down = until("down", ALL, some(40), "DOWN");
    Duration way = wayOfVotes(some(40));
    report("way of the deciding vote, p99: " + way);
    accept(ALL, some(40));
    Duration up = until("up", ALL, some(40), "UP");

    judge(
        late -> {
          assertThat(way).isLessThan(WAY_OF_VOTES.multipliedBy(late));
          assertThat(down).isLessThan(DETECTION.multipliedBy(late));
          assertThat(up).isLessThan(RECOVERY.multipliedBy(late));
          assertGap(ALL, 3 * late, some(40));
        });
    assertNoChange(some(40));
  }

  @Test
  void aNodeThatCannotReachSomeServersTakesNoneDown() {
    observe(INTER);
    refuse(Set.of(2), some(CONTESTED));
    await(
        () ->
            fleet.nodes().stream()
                .allMatch(node -> node.since(mark, "contested").size() >= CONTESTED),
        CONTESTED + " servers to be contested everywhere");
    for (Node node : fleet.nodes()) {
      JsonNode status = node.status();
      assertThat(status.path("quorate").asBoolean()).as("%s", status).isTrue();
      assertThat(status.path("nodes")).hasSize(NODES);
      assertThat(status.path("counts").path("contested").asInt()).isEqualTo(CONTESTED);
    }
    observe(INTER.multipliedBy(5));
    long steady = System.nanoTime();
    observe(CALM);
    double more = probesBesideOthers(steady, some(CONTESTED));
    report("probes of contested servers, as a share of those of others: %.3f".formatted(more));
    assertThat(contested()).containsAll(some(CONTESTED).mapToObj("s%d"::formatted).toList());
    judge(
        late -> {
          // Who has to abstain for a while, as its machine stood still, has it contested again.
          if (late == 1) {
            assertThat(contested()).hasSize(CONTESTED);
          }
          // A refused connection is none that the server sees: two of three vantages are left.
          assertThat(more).isLessThan(2.0 / 3 * (1 + 0.1 * late));
          for (Node node : late == 1 ? fleet.nodes() : List.<Node>of()) {
            assertThat(node.since(mark, "node-unreachable")).as(node.name()).isEmpty();
          }
        });
    accept(Set.of(2), some(CONTESTED));
    await(
        () ->
            fleet.nodes().stream()
                .allMatch(node -> node.since(mark, "contested-ended").size() >= CONTESTED),
        CONTESTED + " servers to be undisputed everywhere");

    assertNoChange(some(0));
  }

  private List<String> contested() {
    return fleet.node(1).since(mark, "contested").stream()
        .map(event -> event.json().path("server").asText())
        .toList();
  }

  private static double probesBesideOthers(long since, IntStream some) {
    Set<Integer> those = Set.copyOf(some.boxed().toList());
    var all = fleet.servers().since(since);
    double theirs = all.stream().filter(probe -> those.contains(probe.server())).count();
    return theirs / those.size() / ((all.size() - theirs) / (SERVERS - those.size()));
  }

  @Test
  void aNodeThatIsFrozenChangesNothing() {
    observe(INTER.multipliedBy(2));
    fleet.node(3).life().signal("STOP");
    long frozen = System.nanoTime();
    refuse(ALL, some(5));
    Duration down = until("down while one of three is frozen", Set.of(1, 2), some(5), "DOWN");
    observe(FROZEN.minusNanos(System.nanoTime() - frozen));
    fleet.node(3).life().signal("CONT");
    Duration told = until("down on the one that was frozen", Set.of(3), some(5), "DOWN");
    accept(ALL, some(5));
    until("up", ALL, some(5), "UP");
    await(fleet::whole, "one fleet");

    judge(
        late -> {
          assertThat(down).isLessThan(DETECTION_BY_FEWER.multipliedBy(late));
          assertThat(told).isLessThan(DETECTION_BY_FEWER.multipliedBy(late));
          assertGap(ALL, 3 * late, some(5));
        });
    assertNoChange(some(5));
  }

  @Test
  void aNodeThatIsKilledLeavesNoGapAndComesBack() {
    observe(INTER.multipliedBy(2));
    fleet.node(2).life().kill();
    others = ForeignLoad.now();
    observe(Duration.ofSeconds(12));
    judge(late -> assertGap(ALL, 3 * late, some(0)));
    assertThat(fleet.node(1).view().quorate()).isTrue();
    assertThat(fleet.node(3).view().quorate()).isTrue();

    others = ForeignLoad.now();
    fleet.node(2).start();
    await(() -> fleet.whole() && agree(), "one fleet");
    observe(INTER.multipliedBy(3));
    judge(late -> assertGap(ALL, 3 * late, some(0)));
    assertNoChange(some(0));
  }

  /** The first seed node is on the losing side. */
  @Test
  void aCutIsToldOnBothSidesAndHealsToOneFleet() {
    observe(INTER.multipliedBy(2));
    fleet.wires().cut(Set.of(1));
    long cut = System.nanoTime();
    Node alone = fleet.node(1);
    await(() -> !alone.view().quorate(), "the lesser side to say so");
    Duration told = since(cut);
    report("told by the lesser side after " + told);
    for (Node node : List.of(fleet.node(2), fleet.node(3))) {
      await(() -> !node.since(cut, "node-unreachable").isEmpty(), "the greater side to say so");
      assertThat(node.view().quorate()).isTrue();
    }
    Duration toldByAll = since(cut);
    observe(CUT.minusNanos(System.nanoTime() - cut));
    await(() -> !alone.since(cut, "fleet-lost").isEmpty(), "the lesser side to give up its fleet");
    assertThat(alone.since(cut, "fleet-lost")).hasSize(1);
    report("gap on the lesser side " + fleet.longestGap(mark, Set.of(1), Set.of()));
    report("gap on the greater side " + fleet.longestGap(mark, Set.of(2, 3), Set.of()));
    judge(
        late -> {
          assertThat(told).isLessThan(QUORATE_TOLD.multipliedBy(late));
          assertThat(toldByAll).isLessThan(QUORATE_TOLD.multipliedBy(late));
          assertGap(ALL, 3 * late, some(0));
          assertGap(Set.of(1), 5 * late, some(0));
          assertGap(Set.of(2, 3), 5 * late, some(0));
        });

    fleet.wires().heal();
    long healed = System.nanoTime();
    await(() -> fleet.whole() && agree(), "one fleet");
    Duration one = since(healed);
    report("one fleet after " + one);
    judge(late -> assertThat(one).isLessThan(ONE_FLEET.plus(LAG).multipliedBy(late)));
    assertNoChange(some(0));
  }

  @Test
  void aRollingRestartChangesNothingAndKeepsAdminStates() {
    String server = FleetOfPrograms.name(7);
    assertThat(fleet.node(1).socket().ask("set server web/" + server + " state drain"))
        .isEqualTo("\n");
    for (Node node : fleet.nodes()) {
      await(() -> drained(node, server), "the admin state on " + node.name());
    }
    for (Node node : fleet.nodes()) {
      int said = node.errors().size();
      long stopping = System.nanoTime();
      node.life().stop();
      Duration left = since(stopping);
      report("left after " + left);
      assertThat(node.errors().subList(said, node.errors().size()))
          .as("a node that leaves worries nobody")
          .noneMatch(line -> line.contains("Upstream") || line.contains("xception"));
      others = ForeignLoad.now();
      node.start();
      await(() -> fleet.whole() && agree(), "one fleet");
      judge(
          late -> {
            assertThat(left).isLessThan(LEFT.plus(LAG).multipliedBy(late));
            assertGap(ALL, 3 * late, some(0));
          });
      assertThat(drained(node, server)).as(node.name()).isTrue();
    }
    assertNoChange(some(0));
    fleet.node(2).socket().ask("set server web/" + server + " state ready");
    for (Node node : fleet.nodes()) {
      await(() -> !drained(node, server), "the admin state on " + node.name());
    }
  }
}
