package io.poolwatch.node;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.model.InitState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.testkit.BreakableEventLog;
import io.poolwatch.testkit.BreakableGraph;
import io.poolwatch.testkit.BreakableMatcher;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Peer;
import io.poolwatch.testkit.ServerSpecs;
import io.poolwatch.testkit.Stalls;
import io.poolwatch.testkit.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each of the three actors breaks from inside while one of its servers stands at 1/3, on a real
 * network.
 *
 * <p>The fragile server fails its first two probes; in the third, whose connection stays open, the
 * actor breaks; all later ones fail again. So the first of these must take it down: that tells that
 * the counter was kept.
 */
final class SupervisionIT {
  private static final Duration INTER = Duration.ofSeconds(1);

  /** Some lateness is allowed for: two intervals less a bit. */
  private static final Duration LONGEST_GAP = Duration.ofMillis(1900);

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Step[] GOOD = {Step.readToEnd()};
  private static final List<Step> FAIL = List.of();
  private static final int BROKEN = 2;

  @TempDir private Path directory;
  private final CountDownLatch armed = new CountDownLatch(1);
  private final BreakableMatcher matcher = new BreakableMatcher();
  private final CompletableFuture<BreakableGraph> graph = new CompletableFuture<>();
  private Predicate<Event> unsayable = event -> false;
  private ProbeFixture node;
  private Stalls stalls;

  @BeforeEach
  void start() {
    stalls = Stalls.watch();
    node = new ProbeFixture(directory, NameLookup.SYSTEM, this::breakable);
  }

  @AfterEach
  void stop() {
    node.close();
    stalls.close();
  }

  private Node.Setup breakable(Node.Setup usual) {
    return new Node.Setup(
        usual.settings(),
        system -> {
          graph.complete(new BreakableGraph(usual.graph().apply(system)));
          return graph.join();
        },
        usual.lookup(),
        new BreakableEventLog(usual.log(), this::breaksOnce),
        null,
        null,
        true);
  }

  private synchronized boolean breaksOnce(Event event) {
    boolean breaks = unsayable.test(event);
    if (breaks) {
      unsayable = later -> false;
    }
    return breaks;
  }

  private synchronized void cannotSay(Predicate<Event> events) {
    unsayable = events;
  }

  private static FaultyServer fragile(Step... whenItBreaks) {
    return FaultyServer.playingInTurn(List.of(FAIL, FAIL, List.of(whenItBreaks), FAIL));
  }

  /** Says something as soon as the test has prepared the bug. */
  private FaultyServer fragileOnceArmed() {
    return fragile(Step.pause(armed), Step.send("x"), Step.readToEnd());
  }

  private static ServerSpecs server(String pool, String name, FaultyServer at) {
    return ServerSpecs.server(pool, name)
        .at(at.endpoint())
        .inter(INTER)
        .timeouts(LONG, LONG)
        .health(2, 3, InitState.FULLY_UP);
  }

  private static PoolSpec pool(String name, ServerSpecs... servers) {
    return new PoolSpec(name, List.of(servers).stream().map(ServerSpecs::build).toList());
  }

  private void probeInOnePool(FaultyServer fragile, FaultyServer sibling) {
    node.use(
        List.of(
            pool(
                "web",
                server("web", "fragile", fragile).expect(matcher),
                server("web", "sibling", sibling))));
  }

  @Test
  void aMatcherThatThrowsBreaksTheServersActorAlone() {
    try (FaultyServer fragile = fragileOnceArmed();
        FaultyServer sibling = FaultyServer.playing(GOOD)) {
      probeInOnePool(fragile, sibling);
      awaitOneThird(fragile);

      matcher.breakTimes(1);
      armed.countDown();

      assertGoesOn(fragile, "/pools/web/fragile", "2/3 UP", "1/3 UP", "0/2 DOWN");
      assertThat(fragile.peer(BROKEN).ends()).containsExactly(Peer.End.RST);
      assertNoProbeMissed(sibling);
    }
  }

  @Test
  void aStreamStageThatThrowsBreaksTheConnectionsActorAlone() {
    try (FaultyServer fragile = fragileOnceArmed();
        FaultyServer sibling = FaultyServer.playing(GOOD)) {
      probeInOnePool(fragile, sibling);
      awaitOneThird(fragile);

      graph.join().breakOnBytesFrom(fragile.endpoint());
      armed.countDown();

      assertGoesOn(fragile, "/pools/web/fragile/connection", "2/3 UP", "1/3 UP", "0/2 DOWN");
      assertThat(fragile.peer(BROKEN).ends()).containsExactly(Peer.End.RST);
      assertNoProbeMissed(sibling);
    }
  }

  @Test
  void aSinkThatThrowsBreaksTheConnectionsActorAlone() {
    try (FaultyServer fragile = fragileOnceArmed();
        FaultyServer sibling = FaultyServer.playing(GOOD)) {
      probeInOnePool(fragile, sibling);
      awaitOneThird(fragile);

      cannotSay(of("fragile", EventName.CONNECTION_RECEIVED));
      armed.countDown();

      assertGoesOn(fragile, "/pools/web/fragile/connection", "2/3 UP", "1/3 UP", "0/2 DOWN");
      assertThat(fragile.peer(BROKEN).ends()).containsExactly(Peer.End.RST);
      assertNoProbeMissed(sibling);
    }
  }

  /** The result that could not be told counts all the same. */
  @Test
  void aSinkThatThrowsBreaksTheServersActorAlone() {
    try (FaultyServer fragile = fragile();
        FaultyServer sibling = FaultyServer.playing(GOOD)) {
      cannotSay(
          of("fragile", EventName.CHECK_RESULT)
              .and(event -> "1/3 UP".equals(event.fields().get("health"))));
      probeInOnePool(fragile, sibling);

      assertGoesOn(fragile, "/pools/web/fragile", "2/3 UP", "0/2 DOWN");
      assertNoProbeMissed(sibling);
    }
  }

  @Test
  void aSinkThatThrowsBreaksThePoolsActorAlone() {
    try (FaultyServer fragile = fragile(Step.readToEnd());
        FaultyServer trigger = FaultyServer.playing(Step.pause(armed), Step.send("x"));
        FaultyServer sibling = FaultyServer.playing(GOOD)) {
      node.use(
          List.of(
              pool(
                  "web",
                  server("web", "fragile", fragile).expect(matcher),
                  server("web", "trigger", trigger)
                      .health(2, 3, InitState.UNKNOWN)
                      .expect(matcher)),
              pool("other", server("other", "sibling", sibling))));
      awaitOneThird(fragile);

      cannotSay(of("trigger", EventName.SERVER_TRANSITION));
      armed.countDown();

      assertGoesOn(fragile, "/pools/web", "2/3 UP", "1/3 UP", "0/2 DOWN");
      assertThat(fragile.peer(BROKEN).ends()).containsExactly(Peer.End.RST);
      assertNoProbeMissed(sibling);
      assertThat(transitions("trigger")).containsExactly(OperationalState.UP);
    }
  }

  private static Predicate<Event> of(String server, EventName name) {
    return event -> event.name() == name && server.equals(event.server());
  }

  private void awaitOneThird(FaultyServer fragile) {
    node.log()
        .await(
            of("fragile", EventName.CHECK_RESULT)
                .and(event -> "1/3 UP".equals(event.fields().get("health"))),
            LONG);
    fragile.peer(BROKEN);
  }

  /** One actor breaks, and the fragile server's health goes on from where it was. */
  private void assertGoesOn(FaultyServer fragile, String broken, String... healths) {
    node.log().await(EventName.ACTOR_RESTARTED, LONG);
    node.log()
        .await(
            of("fragile", EventName.SERVER_TRANSITION)
                .and(event -> event.fields().get("to") == OperationalState.DOWN),
            LONG);
    fragile.peer(fragile.accepted() + 1);

    assertThat(node.log().events(EventName.ACTOR_RESTARTED))
        .extracting(Event::actor)
        .containsExactly(broken);
    assertThat(
            node.log().events().stream()
                .filter(of("fragile", EventName.CHECK_RESULT))
                .map(event -> String.valueOf(event.fields().get("health")))
                .distinct())
        .as("%s", node.story())
        .containsExactly(healths);
    assertThat(transitions("fragile")).containsExactly(OperationalState.UP, OperationalState.DOWN);
  }

  private List<Object> transitions(String server) {
    return node.log().events().stream()
        .filter(of(server, EventName.SERVER_TRANSITION))
        .map(event -> requireNonNull(event.fields().get("to")))
        .toList();
  }

  /** A slot that is left out would double a gap; so would a machine that stops. */
  private void assertNoProbeMissed(FaultyServer server) {
    int probes = server.accepted();
    assertThat(probes).isGreaterThan(2);
    for (int i = 1; i < probes; i++) {
      assertShort(server.peer(i - 1).acceptedNanos(), server.peer(i).acceptedNanos());
    }
    assertShort(server.peer(probes - 1).acceptedNanos(), System.nanoTime());
  }

  private void assertShort(long from, long to) {
    assertThat(Duration.ofNanos(to - from)).isLessThan(LONGEST_GAP.plus(stalls.between(from, to)));
  }
}
