package io.poolwatch.fleet;

import static io.poolwatch.fleet.FleetOfPrograms.FALL;
import static io.poolwatch.fleet.FleetOfPrograms.INTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.load.ForeignLoad;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Votes and suspicions that nodes tell each other straight never arrive: Distributed Data alone
 * carries votes, and each vantage finds out by its own turns. For the profile fleet.
 */
@EnabledIfSystemProperty(
    named = "poolwatch.fleet.long",
    matches = "true",
    disabledReason = "only in the profile fleet")
class FleetLossIT extends FleetFixture {
  private static final Duration WAY_BY_STORE = Duration.ofSeconds(10);

  /** Without suspicions a vantage may have to wait for its turn. */
  private static final Duration DETECTION_BY_TURNS =
      INTER.multipliedBy(FALL + NODES).plus(WAY_BY_STORE).plus(LAG);

  @BeforeAll
  static void start() throws IOException {
    FleetOfPrograms deaf = FleetOfPrograms.of(temp, NODES, SERVERS, LossySerializer.SETTING);
    String option = LossySerializer.option(temp);
    deaf.nodes().forEach(node -> node.option(option));
    begin(deaf);
  }

  @Test
  void votesCountEverywhereByTheStoreAlone() {
    fleet.awaitSilence();
    others = ForeignLoad.now();
    refuse(ALL, some(40));
    Duration down = until("down by the store alone", ALL, some(40), "DOWN");
    Duration way = wayOfVotes(some(40));
    report("way of the deciding vote by the store alone, p99: " + way);
    accept(ALL, some(40));
    until("up by the store alone", ALL, some(40), "UP");

    for (Node node : fleet.nodes()) {
      assertThat(node.errors()).as("what is lost").anyMatch(line -> line.contains("votes-1"));
    }
    judge(
        late -> {
          assertThat(way).isLessThan(WAY_BY_STORE.multipliedBy(late));
          assertThat(down).isLessThan(DETECTION_BY_TURNS.multipliedBy(late));
          assertGap(ALL, 3 * late, some(40));
        });
    assertNoChange(some(40));
  }
}
