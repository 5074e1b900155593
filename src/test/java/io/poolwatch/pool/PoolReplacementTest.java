package io.poolwatch.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.event.EventName;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.PauseLog;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.net.ConnectionGraph;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.server.ProbeGate;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.testkit.RecordingMeter;
import io.poolwatch.testkit.ServerSpecs;
import io.poolwatch.testkit.Waiting;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is wanted of a server or pool while the actor before has still to let go of its socket. */
final class PoolReplacementTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final ActorTestKit kit = ActorTestKit.create();
  private final StickyGraph graph = new StickyGraph();
  private final RecordingEventLog log = new RecordingEventLog();
  private final FakeFleet fleet = new FakeFleet();
  private final PoolMemory memory = new PoolMemory();

  @AfterEach
  void stop() {
    graph.letGo.countDown();
    kit.shutdownTestKit();
  }

  /** Opens attempts on which nothing happens, and that can't be let go before a test says so. */
  private static final class StickyGraph implements ConnectionGraph {
    final CountDownLatch letGo = new CountDownLatch(1);
    final CountDownLatch asked = new CountDownLatch(1);
    final List<Integer> opened = new CopyOnWriteArrayList<>();

    @Override
    public Attempt open(
        long attempt, ConnectPlan plan, InetSocketAddress endpoint, Listener listener) {
      opened.add(endpoint.getPort());
      return new Attempt() {
        @Override
        public void send(ByteString bytes) {}

        @Override
        public void startTls(TlsSpec tls) {}

        @Override
        public void close(CloseMode mode) {}

        @Override
        public void abort() {
          asked.countDown();
          await(letGo);
        }

        @Override
        public boolean socketOpened() {
          return true;
        }

        @Override
        public Duration ownWork() {
          return Duration.ZERO;
        }
      };
    }
  }

  private static void await(CountDownLatch latch) {
    Waiting.until(() -> latch.getCount() == 0, "a word of the test or of the actor");
  }

  private PoolActor.Services services() {
    ServerActor.Services servers =
        new ServerActor.Services(
            new ConnectionActor.Services(graph, PauseLog.NONE, log, System::nanoTime),
            log,
            new RecordingMeter(),
            new ProbeGate(100, 100),
            kit.<ResolverActor.Command>createTestProbe().ref(),
            Duration.ofMillis(250),
            System::nanoTime,
            true);
    return new PoolActor.Services(servers, fleet, true, Duration.ZERO, new Board());
  }

  private <T> ActorRef<T> stuck(Behavior<T> behavior) {
    ActorRef<T> actor = kit.spawn(behavior, "stuck");
    Waiting.until(() -> graph.opened.contains(80), "the first probe");
    return actor;
  }

  private static ServerSpecs web(int port) {
    return ServerSpecs.server("web")
        .at(ServerSpecs.endpoint(port))
        .timeouts(Duration.ofHours(1), Duration.ofHours(1))
        .fingerprint("at " + port);
  }

  @Test
  void theLastWordOnAServerCountsOnceItsActorHasStopped() {
    ActorRef<PoolActor.Command> actor =
        stuck(PoolActor.create(PoolFixture.pool(web(80)), memory, services()));
    actor.tell(new PoolActor.Update(PoolFixture.pool(web(81))));
    await(graph.asked);
    actor.tell(new PoolActor.Update(PoolFixture.pool(web(82))));
    actor.tell(new PoolActor.Update(PoolFixture.pool(web(83))));
    graph.letGo.countDown();

    Waiting.until(() -> graph.opened.contains(83), "the last configuration");
    assertThat(graph.opened).containsExactly(80, 83);
    assertThat(fleet.withdrawn).isEmpty();
  }

  @Test
  void aServerThatIsRemovedWhileItIsReplacedDoesNotComeBack() {
    ActorRef<PoolActor.Command> actor =
        stuck(PoolActor.create(PoolFixture.pool(web(80), other()), memory, services()));
    actor.tell(new PoolActor.Update(PoolFixture.pool(web(81), other())));
    await(graph.asked);
    actor.tell(new PoolActor.Update(PoolFixture.pool(other())));
    Waiting.until(() -> !fleet.withdrawn.isEmpty(), "the server to be taken out");
    graph.letGo.countDown();
    Waiting.until(() -> !hasChild(actor, "web"), "its actor to stop");
    actor.tell(new PoolActor.Update(PoolFixture.pool(other(), last())));
    Waiting.until(() -> graph.opened.contains(99), "what comes after that");

    assertThat(hasChild(actor, "web")).isFalse();
    assertThat(graph.opened).containsExactly(80, 99);
    assertThat(memory.entries()).containsOnlyKeys("other", "last");
    assertThat(fleet.withdrawn).hasSize(1);
  }

  @Test
  void aServerThatIsAddedAgainWhileItIsStoppingBeginsAnew() {
    ActorRef<PoolActor.Command> actor =
        stuck(PoolActor.create(PoolFixture.pool(web(80), other()), memory, services()));
    PoolMemory.Entry before = memory.entries().get("web");
    actor.tell(new PoolActor.Update(PoolFixture.pool(other())));
    await(graph.asked);
    actor.tell(new PoolActor.Update(PoolFixture.pool(web(80), other())));
    graph.letGo.countDown();

    Waiting.until(() -> count(80) == 2, "the server to come back");
    assertThat(memory.entries().get("web")).isNotSameAs(before);
    assertThat(fleet.withdrawn).hasSize(1);
  }

  @Test
  void aChangeThatIsTakenBackKeepsTheServersState() {
    ActorRef<PoolActor.Command> actor =
        stuck(PoolActor.create(PoolFixture.pool(web(80)), memory, services()));
    PoolMemory.Entry before = memory.entries().get("web");
    actor.tell(new PoolActor.Update(PoolFixture.pool(web(81))));
    await(graph.asked);
    actor.tell(new PoolActor.Update(PoolFixture.pool(web(80))));
    graph.letGo.countDown();

    Waiting.until(() -> count(80) == 2, "the server to come back");
    assertThat(memory.entries().get("web")).isSameAs(before);
    assertThat(graph.opened).doesNotContain(81);
  }

  @Test
  void aPoolIsNotToldAboutWhileItsOnlyServerIsReplaced() {
    ActorRef<PoolActor.Command> actor =
        stuck(PoolActor.create(PoolFixture.pool(web(80)), memory, services()));
    fleet.say("web", PoolsActorTest.up());
    Waiting.until(() -> !log.events(EventName.POOL_TRANSITION).isEmpty(), "the pool to be up");
    actor.tell(new PoolActor.Update(PoolFixture.pool(web(81))));
    await(graph.asked);
    graph.letGo.countDown();
    Waiting.until(() -> graph.opened.contains(81), "the replacement");

    assertThat(log.events(EventName.POOL_TRANSITION)).hasSize(1);
    assertThat(log.events(EventName.SERVER_TRANSITION)).hasSize(1);
  }

  @Test
  void aPoolThatIsAddedAgainWhileItIsStoppingBeginsAnew() {
    ActorRef<PoolsActor.Command> actor =
        stuck(PoolsActor.create(List.of(PoolFixture.pool(web(80))), services()));
    actor.tell(new PoolsActor.Update(List.of()));
    await(graph.asked);
    actor.tell(new PoolsActor.Update(List.of(PoolFixture.pool(web(81)))));
    actor.tell(new PoolsActor.Update(List.of(PoolFixture.pool(web(82)))));
    graph.letGo.countDown();

    Waiting.until(() -> graph.opened.contains(82), "the last configuration");
    assertThat(graph.opened).containsExactly(80, 82);
    assertThat(fleet.withdrawn).hasSize(1);
  }

  @Test
  void aPoolThatIsRemovedAgainWhileItIsStoppingDoesNotComeBack() {
    ActorRef<PoolsActor.Command> actor =
        stuck(PoolsActor.create(List.of(PoolFixture.pool(web(80))), services()));
    actor.tell(new PoolsActor.Update(List.of()));
    await(graph.asked);
    actor.tell(new PoolsActor.Update(List.of(PoolFixture.pool(web(81)))));
    actor.tell(new PoolsActor.Update(List.of()));
    graph.letGo.countDown();
    Waiting.until(() -> !fleet.withdrawn.isEmpty(), "the pool to be gone");
    actor.tell(new PoolsActor.Update(List.of(new PoolSpec("next", List.of(last().build())))));
    Waiting.until(() -> graph.opened.contains(99), "what comes after that");

    assertThat(hasChild(actor, "web")).isFalse();
    assertThat(graph.opened).containsExactly(80, 99);
  }

  private boolean hasChild(ActorRef<?> parent, String name) {
    String path = parent.path().child(name).toStringWithoutAddress();
    CompletionStage<?> found =
        Adapter.toClassic(kit.system()).actorSelection(path).resolveOne(LIMIT);
    return found.handle((child, missing) -> child != null).toCompletableFuture().join();
  }

  private long count(int port) {
    return graph.opened.stream().filter(opened -> opened == port).count();
  }

  private static ServerSpecs other() {
    return ServerSpecs.server("other").admin(AdminState.MAINT);
  }

  private static ServerSpecs last() {
    return ServerSpecs.server("last").at(ServerSpecs.endpoint(99));
  }
}
