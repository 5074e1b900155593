package io.poolwatch.cluster;

import static io.poolwatch.cluster.Histories.payload;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.cluster.VoteBucket.Entry;
import io.poolwatch.testkit.FleetSystems;
import io.poolwatch.testkit.Waiting;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.ddata.DistributedData;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.ReplicatedData;
import org.apache.pekko.cluster.ddata.Replicator;
import org.apache.pekko.pattern.Patterns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is replicated, between actor systems of fleets that are connected by real sockets. */
final class FleetDataIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Key<VoteBucket> VOTES = VoteBucket.key("votes-0");

  private final FleetSystems systems = new FleetSystems();

  @AfterEach
  void stop() {
    systems.close();
  }

  private ActorSystem[] fleet(String address, String more) {
    String lines =
        """
        poolwatch.cluster.plaintext = loopback-only
        poolwatch.node { host = "%s", seed-nodes = [ "[::1]:7355" ] }
        %s
        """
            .formatted(address, more);
    ActorSystem first = systems.startWith(lines);
    ActorSystem second = systems.startWith(lines);
    FleetSystems.join(first, first);
    FleetSystems.awaitUp(first, first);
    FleetSystems.join(second, first);
    FleetSystems.awaitUp(first, first, second);
    FleetSystems.awaitUp(second, first, second);
    return new ActorSystem[] {first, second};
  }

  private static Object ask(ActorSystem system, Object message) {
    try {
      return Patterns.ask(DistributedData.get(system).replicator(), message, LIMIT)
          .toCompletableFuture()
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static <T extends ReplicatedData> void update(
      ActorSystem system, Key<T> key, T initial, Function<T, T> modify) {
    Object answer =
        ask(system, new Replicator.Update<>(key, initial, Replicator.writeLocal(), modify));
    assertThat(answer).isInstanceOf(Replicator.UpdateSuccess.class);
  }

  private static <T extends ReplicatedData> T read(ActorSystem system, Key<T> key, T initial) {
    Object answer = ask(system, new Replicator.Get<>(key, Replicator.readLocal()));
    if (answer instanceof Replicator.GetSuccess<?> success) {
      @SuppressWarnings("unchecked") // Nothing else stands under this key.
      T data = (T) success.dataValue();
      return data;
    }
    return initial;
  }

  private static UniqueAddress self(ActorSystem system) {
    return Cluster.get(system).selfUniqueAddress();
  }

  private static void vote(ActorSystem system, String key, long seq, String words) {
    UniqueAddress voter = self(system);
    update(
        system,
        VOTES,
        VoteBucket.EMPTY,
        bucket -> bucket.with(voter, Map.of(key, new Entry(seq, payload(words)))));
  }

  private static VoteBucket votes(ActorSystem system) {
    return read(system, VOTES, VoteBucket.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void whatEachNodeSaysReachesAllOthers(String address) {
    ActorSystem[] nodes = fleet(address, "");

    vote(nodes[0], "web/web1\nh", 1, "UP");
    vote(nodes[1], "web/web1\nh", 1, "DOWN");
    vote(nodes[1], "web/web2\nh", 1, "UP");
    vote(nodes[0], "web/web1\nh", 2, "DOWN");

    Map<UniqueAddress, Map<String, Entry>> wanted =
        Map.of(
            self(nodes[0]),
            Map.of("web/web1\nh", new Entry(2, payload("DOWN"))),
            self(nodes[1]),
            Map.of(
                "web/web1\nh",
                new Entry(1, payload("DOWN")),
                "web/web2\nh",
                new Entry(1, payload("UP"))));
    for (ActorSystem node : nodes) {
      Waiting.until(() -> votes(node).votes().equals(wanted), "all votes");
    }
  }

  @Test
  void votesOfANodeThatIsGoneGoWithIt() {
    ActorSystem[] nodes =
        fleet(
            "127.0.0.1",
            "pekko.cluster.distributed-data { pruning-interval = 200ms,"
                + " max-pruning-dissemination = 200ms }");
    vote(nodes[0], "web/web1\nh", 1, "UP");
    vote(nodes[1], "web/web1\nh", 1, "DOWN");
    Waiting.until(() -> votes(nodes[0]).votes().size() == 2, "both votes");
    UniqueAddress gone = self(nodes[1]);

    Cluster.get(nodes[0]).leave(gone.address());

    Waiting.until(() -> !votes(nodes[0]).votes().containsKey(gone), "the votes to go");
    assertThat(votes(nodes[0]).votes()).containsOnlyKeys(self(nodes[0]));
  }
}
