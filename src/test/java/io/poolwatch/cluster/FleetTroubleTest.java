package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.EventName;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.AdminWish;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.pool.StateFile;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are cut off, wrong by themselves, or know too little. */
final class FleetTroubleTest {
  private static final int SERVERS = 20;

  @Test
  void aSideThatHoldsTellsTheLastVerdictUntilItHasReadTheVotesAgain() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      fleet.holding();
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      SimulatedFleet.Node lone = nodes.get(0);
      nodes.forEach(node -> node.log.clear());
      fleet.cut("n1");
      refuseAll(fleet, lone, true);
      fleet.pass(Duration.ofSeconds(20));
      assertThat(lone.verdict(1).quorate()).isFalse();
      assertThat(lone.transitions()).isEmpty();

      lone.fleet.tell(new FleetCommand.Lost("put out"));
      fleet.pass(Duration.ofSeconds(10));
      fleet.cut();
      fleet.lose((to, message) -> message instanceof FleetMessage.AskVotes);
      fleet.meet();
      fleet.pass(Duration.ofSeconds(2));
      assertThat(lone.log.events(EventName.QUORATE_CHANGED))
          .as("quorate before it has read the votes")
          .hasSize(1);
      assertThat(lone.transitions()).isEmpty();

      fleet.lose((to, message) -> false);
      refuseAll(fleet, lone, false);
      fleet.pass(Duration.ofSeconds(10));
      assertThat(lone.verdict(1).quorate()).isTrue();
      assertThat(lone.transitions()).isEmpty();
    }
  }

  @Test
  void aNodeThatIsAloneWithItsViewsDoubtsItselfAndSuspectsNothingMore() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      SimulatedFleet.Node odd = fleet.startAll(3).get(0);
      refuseAll(fleet, odd, true);
      fleet.pass(Duration.ofSeconds(8));
      AtomicInteger suspicions = new AtomicInteger();
      fleet.lose(
          (to, message) -> {
            if (message instanceof FleetMessage.Suspect && message.from().startsWith("n1@")) {
              suspicions.incrementAndGet();
            }
            return false;
          });
      refuseAll(fleet, odd, false);
      fleet.pass(Duration.ofMillis(1_100));
      assertThat(odd.log.events(EventName.SELF_DOUBT)).hasSize(1);
      assertThat(suspicions).hasValue(0);

      fleet.pass(Duration.ofSeconds(6));
      assertThat(odd.log.events(EventName.SELF_DOUBT)).as("it is well again").hasSize(2);
    }
  }

  /** The cut is too short for anybody to be put out, and nothing is kept for anybody. */
  @Test
  void whatWasLostWhileANodeWasSilentIsAskedFor() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      fleet.stores(false);
      fleet.cut("n1");
      fleet.refuse(nodes.get(0), 1, true);
      fleet.refuse(nodes.get(1), 1, true);
      fleet.pass(Duration.ofSeconds(15));
      assertThat(nodes.get(1).verdict(1).state()).isEqualTo(OperationalState.UP);

      fleet.cut();
      fleet.pass(Duration.ofSeconds(2));

      for (SimulatedFleet.Node node : nodes) {
        assertThat(node.verdict(1).state()).as(node.name).isEqualTo(OperationalState.DOWN);
      }
    }
  }

  /** Its failure detector calls it unreachable first; its beacons end later. */
  @Test
  void theVotesOfANodeCountNoMoreOnceItIsSilentHoweverItWasMissedBefore() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 2)) {
      fleet.rule(VerdictRule.ANY);
      List<SimulatedFleet.Node> nodes = fleet.startAll(2);
      refuseAll(fleet, nodes.get(1), true);
      fleet.pass(Duration.ofSeconds(8));
      SimulatedFleet.Node first = nodes.get(0);
      assertThat(first.state(1)).isEqualTo(OperationalState.DOWN);

      Peer other = nodes.get(1).self;
      Peer missed =
          new Peer(
              other.voter(),
              other.name(),
              other.address(),
              other.tags(),
              other.zone(),
              true,
              false);
      first.fleet.tell(new FleetCommand.Members(first.self, List.of(first.self, missed)));
      fleet.pass(Duration.ofSeconds(2));
      fleet.kill(nodes.get(1));
      fleet.pass(Duration.ofSeconds(5));

      assertThat(first.state(1)).isEqualTo(OperationalState.UP);
    }
  }

  /** Else it would take itself for the only vantage of all servers, and its first probe decides. */
  @Test
  void aNodeWhoseConfigurationDiffersKnowsThoseOfTheOthersBeforeItTakesPart() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      fleet.startAll(2);
      SimulatedFleet.Node newcomer = fleet.start("n7");
      newcomer.configure(fleet.withAnother(5, "other"));
      refuseAll(fleet, newcomer, true);
      fleet.meet();
      fleet.pass(Duration.ofSeconds(15));

      assertThat(newcomer.transitions())
          .filteredOn(told -> !told.startsWith("s5 "))
          .hasSize(SERVERS - 1)
          .allMatch(told -> told.endsWith("UNKNOWN>UP"));
    }
  }

  @Test
  void whatIsWantedButCannotBeWrittenIsNotConfirmed(@TempDir Path directory) throws IOException {
    Path state = directory.resolve("state");
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 2)) {
      fleet.keep("n1", StateFile.in(state));
      List<SimulatedFleet.Node> nodes = fleet.startAll(2);
      Files.delete(state);

      CompletableFuture<Optional<String>> answer = wants(nodes.get(0), AdminState.DRAIN);

      Waiting.until(answer::isDone, "an answer");
      assertThat(answer.join())
          .hasValueSatisfying(why -> assertThat(why).contains("could not be kept on the disk"));
    }
  }

  /** One that has lost its memory counts from one again. */
  @Test
  void whatIsWantedWithoutKnowledgeOfWhatHoldsIsRefusedAndSaysWhatHolds() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 2)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      CompletableFuture<Optional<String>> drain = wants(nodes.get(0), AdminState.DRAIN);
      CompletableFuture<Optional<String>> maint = wants(nodes.get(0), AdminState.MAINT);
      fleet.pass(Duration.ofSeconds(2));
      assertThat(drain).isCompletedWithValue(Optional.empty());
      assertThat(maint).isCompletedWithValue(Optional.empty());
      fleet.kill(nodes.get(0));
      fleet.lose((to, message) -> message instanceof FleetMessage.AskAdmin);
      SimulatedFleet.Node again = fleet.start("n1");
      fleet.meet();
      fleet.pass(Duration.ofSeconds(5));

      CompletableFuture<Optional<String>> answer = wants(again, AdminState.READY);
      fleet.pass(Duration.ofSeconds(1));

      assertThat(answer.join())
          .hasValueSatisfying(why -> assertThat(why).startsWith("MAINT holds instead"));
      assertThat(again.admin(1)).isEqualTo(AdminState.MAINT);
      CompletableFuture<Optional<String>> second = wants(again, AdminState.READY);
      fleet.pass(Duration.ofSeconds(1));
      assertThat(second).isCompletedWithValue(Optional.empty());
      assertThat(nodes.get(1).admin(1)).isEqualTo(AdminState.READY);
    }
  }

  @Test
  void whatWasWantedOutlivesTheRestartOfAllNodesAtOnce(@TempDir Path directory) throws IOException {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      for (String name : List.of("n1", "n2", "n3")) {
        fleet.keep(name, StateFile.in(directory.resolve(name)));
      }
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      awaitConfirmed(fleet, wants(nodes.get(1), AdminState.DRAIN));
      awaitConfirmed(fleet, wants(nodes.get(1), AdminState.MAINT));
      nodes.forEach(fleet::kill);

      List<SimulatedFleet.Node> again = fleet.startAll(3);
      assertThat(again).allMatch(node -> node.admin(1) == AdminState.MAINT);
      awaitConfirmed(fleet, wants(again.get(0), AdminState.READY));
      fleet.pass(Duration.ofSeconds(1));
      assertThat(again).allMatch(node -> node.admin(1) == AdminState.READY);
      assertThat(again)
          .allSatisfy(node -> assertThat(node.log.events(EventName.ADMIN_SUPERSEDED)).isEmpty());
    }
  }

  private static void awaitConfirmed(
      SimulatedFleet fleet, CompletableFuture<Optional<String>> answer) {
    Waiting.until(
        () -> {
          fleet.passMillis(10);
          return answer.isDone();
        },
        "an answer");
    assertThat(answer).isCompletedWithValue(Optional.empty());
  }

  /** The first that it hears when it wakes up may be who is there, before any beacon. */
  @Test
  void aNodeThatStoodStillHearsTheOthersAsBefore() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      SimulatedFleet.Node first = nodes.get(0);
      fleet.refuse(first, 1, true);
      fleet.pass(Duration.ofSeconds(8));
      assertThat(first.verdict(1).contested()).isTrue();
      nodes.forEach(node -> node.log.clear());

      fleet.freezeMillis(10_000);
      List<Peer> members = nodes.stream().map(node -> node.self).toList();
      first.fleet.tell(new FleetCommand.Members(first.self, members));
      fleet.pass(Duration.ofSeconds(5));

      assertThat(first.transitions()).isEmpty();
      assertThat(first.log.events(EventName.NODE_UNREACHABLE)).isEmpty();
      assertThat(first.log.events(EventName.QUORATE_CHANGED)).isEmpty();
    }
  }

  /** Nodes that start at the same time learn of each other in whatever order. */
  @Test
  void whoAsksForVotesBeforeItIsKnownAsAMemberIsAnsweredAsSoonAsItIs() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      fleet.startAll(2);
      SimulatedFleet.Node newcomer = fleet.start("n3");
      fleet.meet(List.of(newcomer));
      fleet.passMillis(500);
      assertThat(newcomer.log.events(EventName.QUORATE_CHANGED)).isEmpty();
      fleet.meet();
      fleet.passMillis(1_500);
      assertThat(newcomer.log.events(EventName.QUORATE_CHANGED)).as("takes part").hasSize(1);
    }
  }

  private static CompletableFuture<Optional<String>> wants(
      SimulatedFleet.Node node, AdminState state) {
    return node.handle
        .administer(
            new AdminWish(new ServerId("web", "s1"), state, AdminState.READY, "because", "ada"))
        .toCompletableFuture();
  }

  private static void refuseAll(SimulatedFleet fleet, SimulatedFleet.Node node, boolean yes) {
    IntStream.rangeClosed(1, SERVERS).forEach(server -> fleet.refuse(node, server, yes));
  }
}
