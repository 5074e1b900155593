package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.poolwatch.testkit.FleetSystems;
import io.poolwatch.testkit.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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
    List<String> seed = List.of(new Membership(typed(fleet)).address());
    CompletableFuture<Void> leader = link(fleet, new Seeds(seed));
    FleetSystems.awaitUp(fleet, fleet);
    ActorSystem joiner = systems.startWith(LINES);
    CompletableFuture<Void> ended = link(joiner, new Seeds(seed));
    Waiting.until(
        () -> Cluster.get(joiner).selfMember().status().equals(MemberStatus.joining()), "let in");
    assertThat(ended).isNotDone();

    Waiting.until(Duration.ofSeconds(60), ended::isDone, () -> "the link to give up");
    assertThat(leader).isNotDone();
  }

  @Test
  void aFleetIsFoundedByIpv6AddressesHoweverTheyAreWritten() {
    String lines = LINES + "poolwatch.node.host = \"::1\"\n";
    ActorSystem first = systems.startWith(lines);
    ActorSystem second = systems.startWith(lines);
    List<String> seeds = List.of("[::1]:" + port(first), "[0:0::1]:" + port(second));
    CompletableFuture<Void> one = link(first, new Seeds(seeds));
    CompletableFuture<Void> other = link(second, new Seeds(seeds));

    FleetSystems.awaitUp(first, first, second);
    FleetSystems.awaitUp(second, first, second);
    assertThat(List.of(one, other)).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void whatANodeIsTaggedWithAndItsZoneAreKnownToTheOthers() {
    ActorSystem plain = systems.startWith(LINES);
    ActorSystem tagged =
        systems.startWith(LINES + "poolwatch.node { name = far, tags = [eu, dmz], zone = west }\n");
    FleetSystems.join(plain, plain);
    FleetSystems.awaitUp(plain, plain);
    FleetSystems.join(tagged, plain);
    FleetSystems.awaitUp(plain, plain, tagged);

    assertThat(new Membership(typed(plain)).peers())
        .extracting(Peer::name, Peer::tags, Peer::zone)
        .containsExactlyInAnyOrder(
            tuple("node", Set.of(), null), tuple("far", Set.of("eu", "dmz"), "west"));
  }

  private static int port(ActorSystem system) {
    return Addresses.port(new Membership(typed(system)).address());
  }

  /** Starts a link; done when it has ended. */
  private static CompletableFuture<Void> link(ActorSystem system, Seeds seeds) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    ActorRef<LinkActor.Command> link =
        Adapter.spawn(system, LinkActor.create("n", seeds, owner()), LinkActor.NAME);
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
      public void onStored(String voter, List<WireVote> votes) {}
    };
  }
}
