package io.poolwatch.fleet;

import static io.poolwatch.fleet.FleetOfPrograms.INTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.load.ForeignLoad;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What else may happen to a fleet of three; takes some minutes, and is for the profile fleet. */
@EnabledIfSystemProperty(
    named = "poolwatch.fleet.long",
    matches = "true",
    disabledReason = "only in the profile fleet")
class FleetLongIT extends FleetFixture {
  private static final Duration SHORT_CUT = Duration.ofSeconds(8);

  @BeforeAll
  static void start() {
    begin(NODES);
  }

  @Test
  void aServerThatFailsWhileTwoOfThreeAreFrozenIsDown() {
    observe(INTER.multipliedBy(2));
    for (int node : new int[] {2, 3}) {
      fleet.node(node).life().signal("STOP");
    }
    long frozen = System.nanoTime();
    refuse(ALL, some(5));
    Duration down = until("down while two of three are frozen", Set.of(1), some(5), "DOWN");
    observe(FROZEN.minusNanos(System.nanoTime() - frozen));
    for (int node : new int[] {2, 3}) {
      fleet.node(node).life().signal("CONT");
    }
    until("down on those that were frozen", Set.of(2, 3), some(5), "DOWN");
    accept(ALL, some(5));
    until("up", ALL, some(5), "UP");

    judge(
        late -> {
          assertThat(down).isLessThan(DETECTION_BY_FEWER.multipliedBy(late));
          assertGap(ALL, 3 * late, some(5));
        });
    assertNoChange(some(5));
  }

  @Test
  void theThirdGoesOnWhenTwoAreKilled() {
    observe(INTER.multipliedBy(2));
    fleet.node(1).life().kill();
    fleet.node(2).life().kill();
    others = ForeignLoad.now();
    refuse(ALL, some(5));
    Duration down = until("down while two of three are dead", Set.of(3), some(5), "DOWN");
    observe(CUT);
    accept(ALL, some(5));
    until("up", Set.of(3), some(5), "UP");
    judge(
        late -> {
          assertThat(down).isLessThan(DETECTION_BY_FEWER.multipliedBy(late));
          assertGap(ALL, 3 * late, some(5));
        });
    fleet.node(1).start();
    fleet.node(2).start();
    await(() -> fleet.whole() && agree(), "one fleet");
    assertNoChange(some(5));
  }

  @Test
  void aShortCutLosesNobody() {
    observe(INTER.multipliedBy(2));
    fleet.wires().cut(Set.of(1));
    long cut = System.nanoTime();
    observe(SHORT_CUT);
    fleet.wires().heal();
    long healed = System.nanoTime();
    await(() -> fleet.whole() && agree(), "one fleet");
    Duration one = since(healed);
    report("one fleet after a short cut after " + one);
    judge(
        late -> {
          assertThat(one).isLessThan(ONE_FLEET.plus(LAG).multipliedBy(late));
          assertGap(ALL, 3 * late, some(0));
        });
    for (Node node : fleet.nodes()) {
      assertThat(node.since(cut, "fleet-lost", "node-removed")).as(node.name()).isEmpty();
    }
    assertNoChange(some(0));
  }

  /** It must not found a fleet of its own, though it is the first seed node. */
  @Test
  void aNodeThatStartsCutOffFindsItsFleetOnceItIsHealed() {
    fleet.wires().cut(Set.of(1));
    fleet.node(1).life().kill();
    others = ForeignLoad.now();
    fleet.node(1).start();
    await(() -> fleet.node(1).verdicts().size() == SERVERS, "verdicts of its own");
    observe(CUT);
    assertThat(fleet.node(1).since(mark, "fleet-joined")).isEmpty();
    assertThat(fleet.node(1).view().quorate()).isFalse();
    fleet.wires().heal();
    long healed = System.nanoTime();
    await(() -> fleet.whole() && agree(), "one fleet");
    Duration one = since(healed);
    report("one fleet with a node that started cut off after " + one);
    judge(late -> assertThat(one).isLessThan(ONE_FLEET.plus(LAG).multipliedBy(late)));
    assertNoChange(some(0));
  }

  @Test
  void adminStatesSurviveAllNodesKilledAtOnce() {
    String server = FleetOfPrograms.name(7);
    assertThat(fleet.node(1).socket().ask("set server web/" + server + " state drain"))
        .isEqualTo("\n");
    for (Node node : fleet.nodes()) {
      await(() -> drained(node, server), "the admin state on " + node.name());
    }
    fleet.nodes().forEach(node -> node.life().kill());
    fleet.nodes().forEach(Node::start);
    await(fleet::whole, "one fleet");
    for (Node node : fleet.nodes()) {
      await(() -> drained(node, server), "the admin state on " + node.name() + ", kept");
      assertThat(node.verdicts()).as(node.name()).doesNotContainValue("DOWN");
    }
    fleet.node(2).socket().ask("set server web/" + server + " state ready");
    for (Node node : fleet.nodes()) {
      await(() -> !drained(node, server), "the admin state on " + node.name());
    }
  }

  @Test
  void aRollingReloadTouchesOnlyWhatChanges() {
    String changed =
        "pools.web.servers.s11 { address = \"%s\", check.fall = 4 }".formatted(fleet.address(11));
    for (int node : ALL) {
      reload(node, IntStream.range(0, SERVERS).filter(server -> server != 10), changed);
      observe(INTER.multipliedBy(2));
    }
    assertNoChange(IntStream.of(10, 11));
    for (int node : ALL) {
      reload(node, IntStream.range(0, SERVERS), "");
      observe(INTER.multipliedBy(2));
    }
    assertNoChange(IntStream.of(10, 11));
    judge(late -> assertGap(ALL, 3 * late, IntStream.of(10, 11)));
  }

  private static void reload(int number, IntStream some, String changed) {
    Node node = fleet.node(number);
    long now = System.nanoTime();
    fleet.reload(number, some, changed);
    await(() -> !node.since(now, "config-reloaded", "config-refused").isEmpty(), "a reload");
    assertThat(node.since(now, "config-refused")).as(node.name()).isEmpty();
  }

  @Test
  void allServersLostAtOnceAreDownInTime() {
    observe(INTER);
    IntStream all = IntStream.range(0, SERVERS);
    refuse(ALL, all);
    Duration down = until("all down", ALL, IntStream.range(0, SERVERS), "DOWN");
    accept(ALL, IntStream.range(0, SERVERS));
    until("all up", ALL, IntStream.range(0, SERVERS), "UP");
    judge(late -> assertThat(down).isLessThan(DETECTION.multipliedBy(3).multipliedBy(late)));
    for (Node node : fleet.nodes()) {
      assertThat(node.since(mark, "node-unreachable")).as(node.name()).isEmpty();
    }
  }
}
