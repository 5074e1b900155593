package io.poolwatch.cluster;

import static io.poolwatch.cluster.Histories.payload;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.cluster.VoteBucket.Entry;
import io.poolwatch.model.Vote;
import io.poolwatch.testkit.FleetSystems;
import io.poolwatch.testkit.Waiting;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.ddata.DistributedData;
import org.apache.pekko.cluster.ddata.Replicator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Votes between actor systems of fleets by way of Distributed Data. */
final class StoreActorIT {
  private static final String LINES =
      """
      poolwatch.cluster.plaintext = loopback-only
      poolwatch.node { host = "127.0.0.1", seed-nodes = [ "[::1]:7355" ] }
      """;

  private final FleetSystems systems = new FleetSystems();
  private final List<WireVote> heard = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    systems.close();
  }

  private ActorRef<StoreActor.Command> store(ActorSystem system) {
    LinkActor.Owner owner =
        new LinkActor.Owner() {
          @Override
          public void onMembers(Peer self, List<Peer> all) {}

          @Override
          public void onMessage(FleetMessage message) {}

          @Override
          public void onStored(String voter, List<WireVote> votes) {
            heard.addAll(votes);
          }
        };
    return Adapter.spawn(system, StoreActor.create(owner), "store");
  }

  /** A newer node's vote, a broken one and one that was withdrawn, among those that are well. */
  @Test
  void votesThatCannotBeReadArePassedOverAndTheOthersHeard() {
    ActorSystem first = systems.startWith(LINES);
    ActorSystem second = systems.startWith(LINES);
    FleetSystems.join(first, first);
    FleetSystems.awaitUp(first, first);
    FleetSystems.join(second, first);
    FleetSystems.awaitUp(second, first, second);
    store(second);
    UniqueAddress voter = Cluster.get(first).selfUniqueAddress();
    Map<String, Entry> odd =
        Map.of(
            "web/broken", new Entry(1, payload("\u0000")),
            "web/withdrawn", new Entry(2, payload("")));
    IntStream.of(0, 1, 2047)
        .mapToObj(i -> VoteBucket.key("votes-" + i))
        .forEach(
            key ->
                DistributedData.get(first)
                    .replicator()
                    .tell(
                        new Replicator.Update<>(
                            key,
                            VoteBucket.EMPTY,
                            Replicator.writeLocal(),
                            bucket -> bucket.with(voter, odd)),
                        org.apache.pekko.actor.ActorRef.noSender()));

    List<WireVote> votes =
        IntStream.range(0, 300)
            .mapToObj(i -> new WireVote("web", "s" + i, "h", i, Vote.Choice.UP, null))
            .toList();
    store(first).tell(new StoreActor.Keep("n1@x:1#1", votes));

    Waiting.until(() -> heard.size() >= votes.size(), "all votes that can be read");
    assertThat(heard).containsExactlyInAnyOrderElementsOf(votes);
  }
}
