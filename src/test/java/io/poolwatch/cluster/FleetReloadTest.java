package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.EventName;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.AdminWish;
import io.poolwatch.model.OperationalState;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.ServerSpecs;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Nodes that read their configuration again, one after the other or all at once. */
final class FleetReloadTest {

  @Test
  void aServerThatIsAddedOnOneNodeAfterAnotherIsKnownToAll() {
    try (SimulatedFleet fleet = new SimulatedFleet(2, 2)) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(4);
      List<PoolSpec> more =
          List.of(new PoolSpec("web", SimulatedFleet.specs(8, 2, SimulatedFleet.INTER)));
      for (SimulatedFleet.Node node : nodes) {
        node.configure(more);
        fleet.pass(Duration.ofSeconds(5));
      }

      for (SimulatedFleet.Node node : nodes) {
        for (int server = 1; server <= 8; server++) {
          assertThat(node.state(server))
              .as("s%d on %s", server, node.name)
              .isEqualTo(OperationalState.UP);
        }
      }
    }
  }

  @Test
  void aReloadLeavesWhatAnAgentWantsThoughAnOperatorOnceWantedOtherwise() {
    ServerSpec asked =
        ServerSpecs.server("s1")
            .at(port(1))
            .inter(SimulatedFleet.INTER)
            .vantages(3)
            .agent(ServerSpecs.agent(port(SimulatedFleet.AGENT), SimulatedFleet.INTER))
            .build();
    try (SimulatedFleet fleet = new SimulatedFleet(List.of(asked))) {
      List<SimulatedFleet.Node> nodes = fleet.startAll(3);
      CompletableFuture<Optional<String>> answer =
          nodes
              .get(0)
              .handle
              .administer(new AdminWish(asked.id(), AdminState.READY, AdminState.READY, "", "ada"))
              .toCompletableFuture();
      fleet.pass(Duration.ofSeconds(1));
      assertThat(answer).isCompletedWithValue(Optional.empty());
      fleet.agentSays = "drain\n";
      fleet.pass(Duration.ofSeconds(3));
      assertThat(nodes).allMatch(node -> node.admin(1) == AdminState.DRAIN);
      fleet.agentSays = "up\n";
      nodes.forEach(node -> node.log.clear());

      nodes.forEach(node -> node.configure(fleet.pools()));
      fleet.pass(Duration.ofSeconds(5));

      assertThat(nodes)
          .allSatisfy(
              node -> {
                assertThat(node.admin(1)).isEqualTo(AdminState.DRAIN);
                assertThat(node.log.events(EventName.ADMIN_CHANGED)).isEmpty();
                assertThat(node.transitions()).isEmpty();
              });
    }
  }

  private static InetSocketAddress port(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
