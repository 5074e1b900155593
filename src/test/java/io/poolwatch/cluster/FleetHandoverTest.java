package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.OperationalState;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that come and go take servers over, and nobody sees it. */
final class FleetHandoverTest {
  private static final int SERVERS = 20;

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "2, 2", "3, 1", "3, 2"})
  void aNodeThatJoinsMovesNoVerdictAndNeitherDoesOneThatLeaves(int nodes, int vantages) {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, vantages)) {
      List<SimulatedFleet.Node> before = fleet.startAll(nodes);
      before.forEach(node -> node.log.clear());

      SimulatedFleet.Node newcomer = fleet.start("n7");
      fleet.meet();
      fleet.pass(Duration.ofSeconds(12));
      assertNothingTold(before);
      assertThat(newcomer.transitions())
          .hasSize(SERVERS)
          .allMatch(told -> told.endsWith("UNKNOWN>UP"));
      long of = fleet.millis() - 3_000;
      assertThat(IntStream.rangeClosed(1, SERVERS))
          .as("servers that moved")
          .anyMatch(server -> newcomer.probes(server).stream().anyMatch(at -> at > of));

      fleet.leave(newcomer);
      fleet.pass(Duration.ofSeconds(12));
      assertNothingTold(before);
    }
  }

  /** One vote of two says DOWN, which keeps them UP; so it does while the other is handed over. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aContestedServerStaysWhatItIsWhileOneOfItsVantagesChanges(int nodes) {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 2)) {
      List<SimulatedFleet.Node> before = fleet.startAll(nodes);
      IntStream.rangeClosed(1, SERVERS).forEach(s -> fleet.refuse(before.get(1), s, true));
      fleet.pass(Duration.ofSeconds(20));
      assertThat(before.get(0).verdict(1).votes()).hasSize(2);
      before.forEach(node -> node.log.clear());

      SimulatedFleet.Node newcomer = fleet.start("n7");
      fleet.meet();
      fleet.pass(Duration.ofSeconds(12));
      fleet.leave(newcomer);
      fleet.pass(Duration.ofSeconds(12));

      assertNothingTold(before);
    }
  }

  @Test
  void aVoteThatWasGivenUpIsNotCountedAgainWhenItsVoterIsAVantageAgain() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 1)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(2);
      IntStream.rangeClosed(1, SERVERS).forEach(server -> fleet.refuse(server, true));
      fleet.pass(Duration.ofSeconds(10));
      SimulatedFleet.Node newcomer = fleet.start("n7");
      fleet.meet();
      fleet.pass(Duration.ofSeconds(10));
      nodes.forEach(
          node -> IntStream.rangeClosed(1, SERVERS).forEach(s -> fleet.refuse(node, s, false)));
      fleet.pass(Duration.ofSeconds(10));
      assertThat(nodes).allMatch(node -> node.state(1) == OperationalState.UP);
      nodes.forEach(node -> node.log.clear());

      // What it took over goes back to those who had called it DOWN before.
      fleet.lose((to, message) -> message instanceof FleetMessage.Votes);
      fleet.leave(newcomer);
      fleet.pass(Duration.ofSeconds(12));

      assertNothingTold(nodes);
    }
  }

  @Test
  void whereNobodyProbesAServerItIsUnknownAfterAWhile() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 1)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(2);
      nodes.get(0).log.clear();
      fleet.kill(nodes.get(1));
      fleet.pass(Duration.ofSeconds(5));
      assertThat(nodes.get(0).transitions()).isNotEmpty().allMatch(t -> t.endsWith(">UNKNOWN"));
    }
  }

  private static void assertNothingTold(List<SimulatedFleet.Node> nodes) {
    assertThat(nodes).allSatisfy(node -> assertThat(node.transitions()).isEmpty());
  }
}
