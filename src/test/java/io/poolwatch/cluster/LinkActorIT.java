package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.FleetSystems;
import io.poolwatch.testkit.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.MemberStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that look for a fleet and find one that is of no use. */
final class LinkActorIT {
  private static final String LINES =
      """
      poolwatch.cluster.plaintext = loopback-only
      poolwatch.node { host = "127.0.0.1", seed-nodes = [ "[::1]:7355" ] }
      """;

  /** Its leader takes nobody up, as one does not that was never told who was let in. */
  private static final String IDLE = LINES + "pekko.cluster.leader-actions-interval = 1h\n";

  private final FleetSystems systems = new FleetSystems();

  @AfterEach
  void stop() {
    systems.close();
  }

  @Test
  void whoIsLetInButNeverTakenUpBeginsAnew() {
    ActorSystem fleet = systems.startWith(IDLE);
    CompletableFuture<Void> leader = link(fleet, fleet);
    FleetSystems.awaitUp(fleet, fleet);
    ActorSystem joiner = systems.startWith(LINES);
    CompletableFuture<Void> ended = link(joiner, fleet);
    Waiting.until(
        () -> Cluster.get(joiner).selfMember().status().equals(MemberStatus.joining()), "let in");
    assertThat(ended).isNotDone();

    Waiting.until(Duration.ofSeconds(60), ended::isDone, () -> "the link to give up");
    assertThat(leader).isNotDone();
  }

  /** Starts a link; done when it has ended. */
  private static CompletableFuture<Void> link(ActorSystem system, ActorSystem seed) {
    String address = new Membership(typed(seed)).address();
    CompletableFuture<Void> ended = new CompletableFuture<>();
    ActorRef<LinkActor.Command> link =
        Adapter.spawn(
            system, LinkActor.create("n", new Seeds(List.of(address)), owner()), LinkActor.NAME);
    Behavior<Void> watcher =
        Behaviors.setup(
            context -> {
              context.watch(link);
              return Behaviors.receive(Void.class)
                  .onSignal(
                      Terminated.class,
                      signal -> {
                        ended.complete(null);
                        return Behaviors.stopped();
                      })
                  .build();
            });
    Adapter.spawn(system, watcher, "watcher");
    return ended;
  }

  private static org.apache.pekko.cluster.typed.Cluster typed(ActorSystem system) {
    return org.apache.pekko.cluster.typed.Cluster.get(Adapter.toTyped(system));
  }

  private static LinkActor.Owner owner() {
    return new LinkActor.Owner() {
      @Override
      public void onMembers(Peer self, List<Peer> all) {}

      @Override
      public void onMessage(FleetMessage message) {}

      @Override
      public void onStored(String voter, List<FleetMessage.Cast> votes) {}
    };
  }
}
