package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.EventName;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.AdminWish;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.PoolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
      assertAllDown(nodes);
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
      assertAllDown(nodes.subList(0, 1));
    }
  }

  @Test
  void votesThatAreKeptDoWhereAllThatAreSentAreLost() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 2)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      fleet.lose((to, message) -> message instanceof FleetMessage.Votes);
      IntStream.rangeClosed(1, SERVERS).forEach(server -> fleet.refuse(server, true));
      fleet.pass(Duration.ofSeconds(10));
      assertAllDown(nodes);
    }
  }

  @Test
  void eachSideOfACutSaysWhetherItSpeaksForTheFleetAndProbesOn() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      nodes.forEach(node -> node.log.clear());
      fleet.cut("n1");
      fleet.pass(Duration.ofSeconds(8));
      assertThat(nodes.get(0).verdict(1).quorate()).isFalse();
      assertThat(nodes.get(1).verdict(1).quorate()).isTrue();
      assertThat(nodes.get(2).verdict(1).quorate()).isTrue();

      fleet.cut();
      fleet.pass(Duration.ofSeconds(10));
      for (SimulatedFleet.Node node : nodes) {
        assertThat(node.verdict(1).quorate()).isTrue();
        assertThat(node.transitions()).isEmpty();
      }
    }
  }

  @Test
  void aNodeThatLosesItsFleetProbesEverythingOnItsOwn() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 2)) {
      SimulatedFleet.Node node = fleet.startAll(4).get(0);
      node.log.clear();
      node.fleet.tell(new FleetCommand.Lost("put out"));
      long from = fleet.millis();
      fleet.pass(Duration.ofSeconds(20));

      assertThat(node.log.events(EventName.FLEET_LOST)).hasSize(1);
      assertThat(node.transitions()).isEmpty();
      for (int server = 1; server <= SERVERS; server++) {
        assertThat(node.probes(server).stream().filter(at -> at > from + 2_000))
            .hasSizeBetween(17, 19);
      }
    }
  }

  @Test
  void anAdminStateHoldsEverywhereOnceItIsConfirmed() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 2)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(4);
      CompletableFuture<Optional<String>> answer = wants(nodes.get(0), AdminState.MAINT);
      fleet.passMillis(100);
      assertThat(answer).isCompletedWithValue(Optional.empty());
      assertThat(nodes).allMatch(node -> node.admin(1) == AdminState.MAINT);
    }
  }

  @Test
  void anAdminStateThatTooFewHaveIsNotConfirmed() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 2)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      fleet.lose((to, message) -> message instanceof FleetMessage.Administer);
      CompletableFuture<Optional<String>> answer = wants(nodes.get(0), AdminState.DRAIN);
      fleet.pass(Duration.ofSeconds(4));
      assertThat(answer.join()).hasValueSatisfying(why -> assertThat(why).contains("1 of the 2"));
    }
  }

  @Test
  void afterACutTheHigherCounterHoldsAndTheLoserIsTold() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      fleet.cut("n1");
      fleet.pass(Duration.ofSeconds(5));
      List<CompletableFuture<Optional<String>>> answers =
          List.of(
              wants(nodes.get(0), AdminState.DRAIN),
              wants(nodes.get(1), AdminState.DRAIN),
              wants(nodes.get(1), AdminState.MAINT));
      fleet.pass(Duration.ofSeconds(5));
      assertThat(answers)
          .as("by most of those that each side can reach")
          .allSatisfy(answer -> assertThat(answer).isCompletedWithValue(Optional.empty()));
      assertThat(nodes.get(0).admin(1)).isEqualTo(AdminState.DRAIN);
      fleet.cut();
      fleet.pass(Duration.ofSeconds(3));

      assertThat(nodes).allMatch(node -> node.admin(1) == AdminState.MAINT);
      assertThat(nodes.get(0).log.events(EventName.ADMIN_SUPERSEDED))
          .singleElement()
          .satisfies(event -> assertThat(event.fields()).containsEntry("setBy", "n1"));
    }
  }

  private static void assertAllDown(List<SimulatedFleet.Node> nodes) {
    assertThat(nodes)
        .allSatisfy(
            node ->
                IntStream.rangeClosed(1, SERVERS)
                    .forEach(s -> assertThat(node.state(s)).isEqualTo(OperationalState.DOWN)));
  }

  private static CompletableFuture<Optional<String>> wants(
      SimulatedFleet.Node node, AdminState state) {
    return node.handle
        .administer(
            new AdminWish(new ServerId("web", "s1"), state, AdminState.READY, "because", "ada"))
        .toCompletableFuture();
  }

  @Test
  void aChangedServerMovesNoVerdictOfTheOthers() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      nodes.forEach(node -> node.log.clear());
      List<PoolSpec> changed = fleet.withAnother(5, "other");
      for (SimulatedFleet.Node node : nodes) {
        node.configure(changed);
        fleet.pass(Duration.ofSeconds(6));
      }
      assertThat(nodes).allSatisfy(node -> assertThat(node.transitions()).isEmpty());
      assertThat(nodes.get(0).log.events(EventName.CONFIG_MISMATCH))
          .as("each of the others differed, and does no more")
          .hasSize(4);
      assertThat(nodes.get(2).verdict(5).votes()).hasSize(3);
    }
  }

  @Test
  void aClockThatIsOffCostsNoProbes() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      fleet.start("n1");
      fleet.start("n2", 400);
      fleet.start("n3");
      fleet.meet();
      fleet.pass(Duration.ofSeconds(30));
      long from = fleet.millis();
      fleet.pass(Duration.ofSeconds(60));
      for (int server = 1; server <= SERVERS; server++) {
        List<Long> probes = fleet.probes(server).stream().filter(at -> at >= from).toList();
        for (int i = 21; i < probes.size(); i++) {
          assertThat(probes.get(i) - probes.get(i - 21)).as("22 probes").isGreaterThan(20_000L);
        }
      }
    }
  }
}
