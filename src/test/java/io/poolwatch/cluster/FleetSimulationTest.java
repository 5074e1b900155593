package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.EventName;
import io.poolwatch.model.OperationalState;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fleet promises, in virtual time. */
final class FleetSimulationTest {
  private static final int SERVERS = 20;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void inCalmAServerIsProbedOnceInEachInterval(int nodes) {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      fleet.startAll(nodes);
      fleet.pass(Duration.ofSeconds(20));
      long from = fleet.millis();
      fleet.pass(Duration.ofSeconds(60));

      for (int server = 1; server <= SERVERS; server++) {
        List<Long> probes = fleet.probes(server).stream().filter(at -> at >= from).toList();
        assertThat(probes).as("probes of s%d in a minute", server).hasSizeBetween(59, 61);
        for (int i = 1; i < probes.size(); i++) {
          assertThat(probes.get(i) - probes.get(i - 1)).as("gap").isBetween(500L, 1500L);
        }
      }
    }
  }

  @Test
  void aServerThatFailsIsDownEverywhereWithTheSameReason() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      fleet.refuse(7, true);
      fleet.pass(Duration.ofSeconds(5));

      for (SimulatedFleet.Node node : nodes) {
        assertThat(node.state(7)).isEqualTo(OperationalState.DOWN);
        assertThat(node.transitions())
            .filteredOn(told -> told.startsWith("s7 "))
            .containsExactly("s7 UNKNOWN>UP", "s7 UP>DOWN");
        assertThat(node.verdict(7).votes())
            .allSatisfy(vote -> assertThat(vote.evidence()).isNotNull());
      }
      fleet.refuse(7, false);
      fleet.pass(Duration.ofSeconds(4));
      assertThat(nodes).allMatch(node -> node.state(7) == OperationalState.UP);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void aSuspicionHasAllVantagesLookAtOnce(int count) {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3, Duration.ofSeconds(5))) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(count);
      fleet.pass(Duration.ofSeconds(20));
      for (int server = 1; server <= SERVERS; server++) {
        fleet.passMillis(137);
        fleet.refuse(server, true);
        // An interval until the first sees it, two more probes, the others' part of an interval.
        fleet.pass(Duration.ofMillis(7_800));
        int failed = server;
        assertThat(nodes).allMatch(node -> node.state(failed) == OperationalState.DOWN);
        fleet.refuse(server, false);
        fleet.pass(Duration.ofMillis(6_800));
        assertThat(nodes).allMatch(node -> node.state(failed) == OperationalState.UP);
      }
    }
  }

  @Test
  void oneThatCannotReachServersContestsThemAndTakesNoneDown() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      fleet.refuse(nodes.get(0), 1, true);
      fleet.refuse(nodes.get(0), 2, true);
      long before = fleet.probes(1).size();
      fleet.pass(Duration.ofMinutes(10));

      for (SimulatedFleet.Node node : nodes) {
        assertThat(node.transitions()).noneMatch(told -> told.endsWith("DOWN"));
        assertThat(node.verdict(1).contested()).isTrue();
        assertThat(node.log.events(EventName.CONTESTED)).hasSize(2);
      }
      assertThat(fleet.probes(1).size() - before).isLessThan(660);
    }
  }

  @Test
  void withoutSuspicionsEachVantageFindsOutByItself() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      fleet.lose((to, message) -> message instanceof FleetMessage.Suspect);
      IntStream.rangeClosed(1, SERVERS).forEach(server -> fleet.refuse(server, true));
      fleet.pass(Duration.ofSeconds(8));
      assertThat(nodes)
          .allSatisfy(
              node ->
                  IntStream.rangeClosed(1, SERVERS)
                      .forEach(s -> assertThat(node.state(s)).isEqualTo(OperationalState.DOWN)));
    }
  }

  @Test
  void aDeadNodeMovesNoVerdictAndLeavesNoGap() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      nodes.forEach(node -> node.log.clear());
      fleet.kill(nodes.get(1));
      fleet.pass(Duration.ofSeconds(16));
      fleet.meet();
      fleet.pass(Duration.ofSeconds(20));

      assertThat(nodes.get(0).transitions()).isEmpty();
      assertThat(nodes.get(2).transitions()).isEmpty();
      for (int server = 1; server <= SERVERS; server++) {
        List<Long> probes = fleet.probes(server);
        for (int i = 1; i < probes.size(); i++) {
          assertThat(probes.get(i) - probes.get(i - 1)).isLessThanOrEqualTo(3000L);
        }
      }

      SimulatedFleet.Node again = fleet.start("n2");
      fleet.meet();
      fleet.pass(Duration.ofSeconds(20));
      assertThat(nodes.get(0).transitions()).isEmpty();
      assertThat(again.transitions()).hasSize(SERVERS).allMatch(t -> t.endsWith("UNKNOWN>UP"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aFailureIsToldWhileAllButOneAreDead(int count) {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(count);
      nodes.subList(1, count).forEach(fleet::kill);
      IntStream.rangeClosed(1, SERVERS).forEach(server -> fleet.refuse(server, true));
      fleet.pass(Duration.ofSeconds(8));
      IntStream.rangeClosed(1, SERVERS)
          .forEach(s -> assertThat(nodes.get(0).state(s)).isEqualTo(OperationalState.DOWN));
    }
  }
}
