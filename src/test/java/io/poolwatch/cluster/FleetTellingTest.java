package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.model.OperationalState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What nodes tell each other and when, and which of them speaks for a server, in virtual time. */
final class FleetTellingTest {
  private static final int SERVERS = 20;

  @Test
  void aChangedVoteIsOnItsWayWithinFiftyMilliseconds() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      SimulatedFleet.Node node = fleet.startAll(3).get(0);
      List<FleetMessage> votes = new ArrayList<>();
      fleet.lose(
          (to, message) -> {
            if (message instanceof FleetMessage.Votes && message.from().equals(node.self.voter())) {
              votes.add(message);
            }
            return false;
          });
      node.log.clear();
      fleet.refuse(7, true);
      await(fleet, () -> !node.log.events(EventName.VOTE_CHANGED).isEmpty(), 10_000);
      assertThat(votes).isEmpty();

      await(fleet, () -> !votes.isEmpty(), 50);
      assertThat(votes).as("one for each of the others").hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"250000, false", "250001, true"})
  void whoseProbesAreLateHasFewerVotesKept(long lagMicros, boolean late) {
    int servers = 120;
    try (SimulatedFleet fleet = new SimulatedFleet(servers, 3)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      fleet.load = new Load(60, 60, 0, lagMicros);
      fleet.pass(Duration.ofSeconds(5));
      fleet.mostStored = 0;
      IntStream.rangeClosed(1, servers).forEach(server -> fleet.refuse(server, true));
      fleet.pass(Duration.ofSeconds(10));

      assertThat(nodes)
          .allSatisfy(node -> assertThat(node.state(1)).isEqualTo(OperationalState.DOWN));
      if (late) {
        assertThat(fleet.mostStored).isEqualTo(Outbox.MOST_STORED_LATE);
      } else {
        assertThat(fleet.mostStored).isBetween(Outbox.MOST_STORED_LATE + 1, servers);
      }
    }
  }

  @Test
  void eachNodeSaysOnceASecondThatItIsThere() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      fleet.startAll(3);
      Map<String, Integer> beacons = new HashMap<>();
      fleet.lose(
          (to, message) -> {
            if (message instanceof FleetMessage.Beacon) {
              beacons.merge(message.from() + ">" + to, 1, Integer::sum);
            }
            return false;
          });
      fleet.pass(Duration.ofSeconds(10));

      assertThat(beacons).hasSize(6).allSatisfy((way, count) -> assertThat(count).isEqualTo(10));
    }
  }

  @Test
  void aClockThatIsFarOffIsToldOnceAndOnceItIsRight() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 3)) {
      SimulatedFleet.Node right = fleet.start("n1");
      SimulatedFleet.Node wrong = fleet.start("n2", 800);
      SimulatedFleet.Node slightly = fleet.start("n3", 200);
      fleet.meet();
      fleet.pass(Duration.ofSeconds(20));

      assertThat(skews(right)).containsExactly("WARN [n2] 798");
      assertThat(skews(slightly)).containsExactly("WARN [n2] 598");
      assertThat(skews(wrong)).containsExactlyInAnyOrder("WARN [n1] -802", "WARN [n3] -602");

      wrong.clockOffMillis = 0;
      fleet.pass(Duration.ofSeconds(5));
      assertThat(skews(right)).containsExactly("WARN [n2] 798", "INFO [n2] -2");
    }
  }

  private static List<String> skews(SimulatedFleet.Node node) {
    return node.log.events(EventName.CLOCK_SKEW).stream()
        .map(event -> event.level() + " " + event.fields().get("nodes") + " " + millis(event))
        .toList();
  }

  private static long millis(Event event) {
    return ((Duration) Objects.requireNonNull(event.fields().get("ms"))).toMillis();
  }

  @Test
  void oneNodeOfTheSideThatIsQuorateSpeaksForEachServer() {
    try (SimulatedFleet fleet = new SimulatedFleet(SERVERS, 2)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      assertOneSpeaker(nodes);
      assertThat(nodes)
          .as("they share the work")
          .allSatisfy(
              node ->
                  assertThat(IntStream.rangeClosed(1, SERVERS).filter(node::speaksFor))
                      .isNotEmpty());

      fleet.cut("n1");
      fleet.pass(Duration.ofSeconds(8));
      assertThat(IntStream.rangeClosed(1, SERVERS).filter(nodes.get(0)::speaksFor)).isEmpty();
      assertOneSpeaker(nodes);

      fleet.cut();
      fleet.pass(Duration.ofSeconds(10));
      assertOneSpeaker(nodes);
      fleet.kill(nodes.get(2));
      fleet.pass(Duration.ofSeconds(16));
      fleet.meet();
      fleet.pass(Duration.ofSeconds(5));
      assertOneSpeaker(nodes.subList(0, 2));
    }
  }

  private static void assertOneSpeaker(List<SimulatedFleet.Node> nodes) {
    for (int i = 1; i <= SERVERS; i++) {
      int server = i;
      assertThat(nodes.stream().filter(node -> node.speaksFor(server)).map(node -> node.name))
          .as("who speaks for s%d", server)
          .hasSize(1);
    }
  }

  private static void await(SimulatedFleet fleet, BooleanSupplier condition, int millis) {
    for (int i = 0; i < millis && !condition.getAsBoolean(); i++) {
      fleet.passMillis(1);
    }
    assertThat(condition.getAsBoolean()).as("within %d ms", millis).isTrue();
  }
}
