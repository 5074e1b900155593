package io.poolwatch.fleet;

import static io.poolwatch.fleet.FleetOfPrograms.INTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.load.ForeignLoad;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two nodes, of which either may be lost: no side has more than half, and the one with the lowest
 * address speaks for the fleet. For the profile fleet.
 */
@EnabledIfSystemProperty(
    named = "poolwatch.fleet.long",
    matches = "true",
    disabledReason = "only in the profile fleet")
class FleetPairIT extends FleetFixture {
  private static final Set<Integer> BOTH = Set.of(1, 2);

  @BeforeAll
  static void start() {
    begin(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void eitherMayBeKilled(int killed) {
    int other = 3 - killed;
    observe(INTER.multipliedBy(2));
    fleet.node(killed).life().kill();
    others = ForeignLoad.now();
    refuse(BOTH, some(5));
    Duration down = until("down while the other is dead", Set.of(other), some(5), "DOWN");
    observe(CUT);
    accept(BOTH, some(5));
    until("up", Set.of(other), some(5), "UP");

    judge(
        late -> {
          assertThat(down).isLessThan(DETECTION_BY_FEWER.multipliedBy(late));
          assertGap(BOTH, 3 * late, some(5));
        });
    assertThat(fleet.node(other).view().quorate()).isEqualTo(other == 1);
    fleet.node(killed).start();
    await(() -> fleet.whole() && agree(), "one fleet");
    assertNoChange(some(5));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 60})
  void aCutBetweenThemIsToldAndHeals(int seconds) {
    observe(INTER.multipliedBy(2));
    fleet.wires().cut(Set.of(2));
    long cut = System.nanoTime();
    await(() -> !fleet.node(2).view().quorate(), "the second to say that it has no quorum");
    await(
        () -> !fleet.node(1).since(cut, "node-unreachable").isEmpty(),
        "the first to say that the other is away");
    Duration told = since(cut);
    assertThat(fleet.node(1).view().quorate()).isTrue();
    observe(Duration.ofSeconds(seconds).minus(since(cut)));
    judge(
        late -> {
          assertThat(told).isLessThan(QUORATE_TOLD.multipliedBy(late));
          for (int node : BOTH) {
            assertGap(Set.of(node), 5 * late, some(0));
          }
        });

    fleet.wires().heal();
    long healed = System.nanoTime();
    await(() -> fleet.whole() && agree(), "one fleet");
    Duration one = since(healed);
    report("one fleet of two after a cut of %d s after %s".formatted(seconds, one));
    judge(late -> assertThat(one).isLessThan(ONE_FLEET.plus(LAG).multipliedBy(late)));
    assertNoChange(some(0));
  }

  /** Each side looks for the other, and one of them alone may found a fleet. */
  @Test
  void whoIsRestartedOnWhicheverSideOfACutFindsTheOther() {
    observe(INTER.multipliedBy(2));
    fleet.wires().cut(Set.of(2));
    for (int node : BOTH) {
      fleet.node(node).life().stop();
      fleet.node(node).start();
    }
    await(() -> fleet.node(1).view().quorate(), "the one of the lowest address to speak");
    await(
        () -> BOTH.stream().allMatch(node -> fleet.node(node).verdicts().size() == SERVERS),
        "each to tell what it sees");
    observe(CUT);
    assertThat(fleet.node(2).view().quorate()).isFalse();
    assertThat(fleet.node(2).life().events("fleet-joined")).isEmpty();

    fleet.wires().heal();
    long healed = System.nanoTime();
    await(() -> fleet.whole() && agree(), "one fleet");
    Duration one = since(healed);
    report("one fleet of two that were restarted after " + one);
    judge(late -> assertThat(one).isLessThan(ONE_FLEET.plus(LAG).multipliedBy(late)));
    assertNoChange(some(0));
  }
}
