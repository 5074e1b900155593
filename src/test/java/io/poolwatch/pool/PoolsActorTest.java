package io.poolwatch.pool;

import static io.poolwatch.pool.PoolFixture.pool;
import static io.poolwatch.pool.PoolFixture.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.InitState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.testkit.BreakableMatcher;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.ServerSpecs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pools that come and go, and actors that break, in virtual time. */
final class PoolsActorTest {
  private final PoolFixture fixture = new PoolFixture();
  private final LocalFleet alone = new LocalFleet("n1");

  @AfterEach
  void stop() {
    fixture.close();
  }

  private ActorRef<PoolsActor.Command> start(PoolSpec... pools) {
    return start(alone, pools);
  }

  private ActorRef<PoolsActor.Command> start(Fleet fleet, PoolSpec... pools) {
    return fixture.system.spawn(
        PoolsActor.create(List.of(pools), fixture.services(fleet)), "pools");
  }

  private static PoolSpec other(int port) {
    ServerSpecs server =
        ServerSpecs.server("other", "db" + port)
            .at(ServerSpecs.endpoint(port))
            .inter(Duration.ofSeconds(1));
    return new PoolSpec("other", List.of(server.build()));
  }

  /** Breaks the log on the first event that satisfies the condition, and on no other. */
  private void cannotSayOnce(Predicate<Event> events) {
    AtomicInteger left = new AtomicInteger(1);
    fixture.cannotSay(event -> events.test(event) && left.getAndDecrement() > 0);
  }

  private static Predicate<Event> named(EventName name) {
    return event -> event.name() == name;
  }

  static Verdict up() {
    return Verdict.of(List.of(new Vote("n1", 1, Vote.Choice.UP, null)), VerdictRule.ALL, true);
  }

  private List<Long> slots(int port) {
    return fixture.graph.attempts().stream()
        .filter(attempt -> attempt.endpoint().getPort() == port)
        .map(attempt -> attempt.openedNanos())
        .toList();
  }

  /** That a server was probed once an interval, each time exactly when it was due. */
  private void assertNoProbeMissed(int port) {
    List<Long> times = slots(port);
    assertThat(IntStream.range(1, times.size()).mapToObj(i -> times.get(i) - times.get(i - 1)))
        .as("gaps of %s", port)
        .isNotEmpty()
        .containsOnly(1_000_000_000L);
  }

  // ---- pools that come and go

  @Test
  void poolsAreAddedRemovedAndLeftAlone() {
    ActorRef<PoolsActor.Command> actor = start(pool(server(80)));
    fixture.passSeconds(2);

    actor.tell(new PoolsActor.Update(List.of(pool(server(80)), other(90))));
    fixture.passSeconds(3);
    actor.tell(new PoolsActor.Update(List.of(other(90))));
    long probes = fixture.probes(80);
    fixture.passSeconds(3);

    assertThat(fixture.probes(80)).isEqualTo(probes);
    assertNoProbeMissed(80);
    assertNoProbeMissed(90);
    assertThat(slots(90)).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void aPoolIsToldByTheNameThatItHasWhateverIsAllowedInIt() {
    String pool = "A_z.0:9-";
    ServerSpecs server = ServerSpecs.server(pool, "-_:.").at(ServerSpecs.endpoint(80));
    start(new PoolSpec(pool, List.of(server.build())));
    fixture.passSeconds(3);

    assertThat(fixture.log.events())
        .extracting(event -> event.name() + " " + event.actor())
        .containsSubsequence(
            "CHECK_RESULT /pools/A_z.0:9-/-_:.",
            "SERVER_TRANSITION /pools/A_z.0:9-",
            "POOL_TRANSITION /pools/A_z.0:9-");
  }

  @Test
  void aPoolThatIsAddedAgainBeginsAnew() {
    FakeFleet fleet = new FakeFleet();
    ActorRef<PoolsActor.Command> actor = start(fleet, pool(server(80)));
    fixture.passSeconds(2);
    actor.tell(new PoolsActor.Update(List.of()));
    actor.tell(new PoolsActor.Update(List.of(pool(server(80)))));
    fixture.passSeconds(2);

    assertThat(fleet.withdrawn).containsExactly(new ServerId("web", "web80"));
    assertThat(fleet.left).containsExactly("web");
    assertThat(fleet.choices("web80"))
        .containsExactly(Vote.Choice.ABSTAIN, Vote.Choice.UP, Vote.Choice.ABSTAIN, Vote.Choice.UP);
  }

  @Test
  void whoAsksForAServerOfAnyPoolIsAnsweredByIt() {
    ActorRef<PoolsActor.Command> actor = start(pool(server(80)), other(90));
    Inbox<ServerActor.Probed> asker = fixture.system.inbox();

    actor.tell(new PoolsActor.ProbeNow("other", "db90", asker.ref()));
    actor.tell(new PoolsActor.ProbeNow("nowhere", "db90", asker.ref()));

    assertThat(asker.all())
        .singleElement()
        .satisfies(probed -> assertThat(probed.server()).isEqualTo(new ServerId("other", "db90")));
  }

  // ---- a server's actor breaks

  @Test
  void aServerActorThatBreaksHarmsNobodyElse() {
    BreakableMatcher matcher = new BreakableMatcher();
    ServerSpecs fragile = server(80).expect(matcher);
    fixture.graph.whenOpened(
        attempt -> {
          attempt.connected();
          if (attempt.endpoint().getPort() == 80) {
            attempt.received("x");
          }
        });
    start(pool(fragile, server(81)), other(90));
    fixture.passSeconds(3);
    long probes = fixture.probes(80);
    matcher.breakTimes(1);
    fixture.passSeconds(1);

    assertThat(fixture.restarted()).containsExactly("/pools/web/web80");
    assertThat(fixture.last(80).aborted()).isTrue();
    fixture.pass(Duration.ofMillis(100));
    assertThat(fixture.probes(80)).isEqualTo(probes + 2);
    fixture.passSeconds(3);
    assertNoProbeMissed(81);
    assertNoProbeMissed(90);
    assertThat(fixture.transitions())
        .containsExactlyInAnyOrder("web80 UNKNOWN>UP", "web81 UNKNOWN>UP", "db90 UNKNOWN>UP");
  }

  @Test
  void aServerActorThatBreaksAgainAndAgainIsReplacedMoreAndMoreSeldomAndAtLastNotBelieved() {
    BreakableMatcher matcher = new BreakableMatcher();
    fixture.graph.whenOpened(attempt -> attempt.connected().received("x"));
    start(pool(server(80).expect(matcher)));
    fixture.passSeconds(2);
    matcher.breakTimes(1_000);
    fixture.passSeconds(60);

    assertThat(fixture.restarted()).hasSizeBetween(9, 13);
    assertThat(fixture.transitions()).containsExactly("web80 UNKNOWN>UP", "web80 UP>UNKNOWN");
    assertThat(fixture.log.events(EventName.SERVER_STALE)).hasSize(1);

    matcher.breakTimes(0);
    fixture.passSeconds(11);
    assertThat(fixture.transitions()).endsWith("web80 UNKNOWN>UP");
  }

  // ---- a pool's actor breaks

  @Test
  void aPoolActorThatBreaksGoesOnWhereItWas() {
    start(pool(server(80), server(81)), other(90));
    fixture.passSeconds(3);
    List<String> before = fixture.transitions();
    fixture.refuse(80, true);
    cannotSayOnce(named(EventName.SERVER_TRANSITION));
    passUntilSomethingBreaks();

    assertThat(fixture.restarted()).containsExactly("/pools/web");
    assertThat(fixture.transitions()).isEqualTo(before);

    fixture.pass(Duration.ofMillis(100));
    assertThat(fixture.transitions()).hasSize(before.size() + 1).endsWith("web80 UP>DOWN");
    fixture.refuse(81, true);
    fixture.passSeconds(10);
    assertThat(fixture.transitions()).endsWith("web80 UP>DOWN", "web81 UP>DOWN");
    assertNoProbeMissed(90);
  }

  private void passUntilSomethingBreaks() {
    for (int i = 0; i < 1_000 && fixture.restarted().isEmpty(); i++) {
      fixture.pass(Duration.ofMillis(10));
    }
  }

  @Test
  void countersOutliveAPoolsActor() {
    start(pool(server(80).health(2, 5, InitState.FULLY_UP), server(81)));
    fixture.passSeconds(3);
    fixture.refuse(80, true);
    fixture.refuse(81, true);
    cannotSayOnce(named(EventName.SERVER_TRANSITION));
    passUntilSomethingBreaks();
    fixture.passSeconds(5);

    assertThat(fixture.restarted()).containsExactly("/pools/web");
    assertThat(fixture.log.events(EventName.CHECK_RESULT))
        .filteredOn(event -> "web80".equals(event.server()))
        .extracting(event -> event.fields().get("health"))
        .containsExactly("5/5 UP", "4/5 UP", "3/5 UP", "2/5 UP", "1/5 UP", "0/2 DOWN");
  }

  @Test
  void everySlotOfABrokenPoolsServersIsStillProbed() {
    start(pool(server(80), server(81)));
    fixture.passSeconds(3);
    fixture.refuse(80, true);
    cannotSayOnce(named(EventName.SERVER_TRANSITION));
    fixture.passSeconds(20);

    for (int port : List.of(80, 81)) {
      List<Long> times = slots(port);
      long first = times.get(0);
      assertThat(times.stream().map(at -> Math.floorDiv(at - first, 1_000_000_000L)).distinct())
          .hasSize((int) ((fixture.system.nanos() - first) / 1_000_000_000L) + 1);
    }
    assertThat(fixture.meter.skipped()).isZero();
  }

  @Test
  void aPoolTransitionThatCouldNotBeToldIsToldByTheReplacement() {
    start(pool(server(80)));
    fixture.passSeconds(2);
    fixture.refuse(80, true);
    cannotSayOnce(named(EventName.POOL_TRANSITION));
    fixture.passSeconds(10);

    assertThat(fixture.poolTransitions()).containsExactly("UNKNOWN>UP 1/1", "UP>DOWN 0/1");
    assertThat(fixture.transitions()).containsExactly("web80 UNKNOWN>UP", "web80 UP>DOWN");
    assertThat(fixture.restarted()).containsExactly("/pools/web");
  }

  @Test
  void aPoolActorThatBreaksTellsNothingTwice() {
    start(pool(server(80), server(81)));
    fixture.passSeconds(3);
    fixture.refuse(80, true);
    fixture.passSeconds(5);
    fixture.refuse(81, true);
    cannotSayOnce(event -> event.name() == EventName.POOL_TRANSITION);
    fixture.passSeconds(10);

    assertThat(fixture.transitions())
        .containsExactlyInAnyOrder(
            "web80 UNKNOWN>UP", "web81 UNKNOWN>UP", "web80 UP>DOWN", "web81 UP>DOWN");
  }

  @Test
  void aSinkThatIsQuiteBrokenStopsNoProbe() {
    start(pool(server(80)), other(90));
    fixture.passSeconds(3);
    fixture.cannotSay(event -> true);
    fixture.refuse(80, true);
    fixture.passSeconds(60);
    fixture.cannotSay(event -> false);
    fixture.refuse(80, false);
    long probes = fixture.probes(80);
    fixture.passSeconds(30);

    assertThat(fixture.probes(80)).isGreaterThan(probes + 10);
    assertThat(fixture.transitions()).endsWith("web80 DOWN>UP");
    assertNoProbeMissed(90);
  }

  @Test
  void anUpdateThatComesWhileAPoolActorIsBrokenIsMadeByItsReplacement() {
    FakeFleet fleet = new FakeFleet();
    ActorRef<PoolsActor.Command> actor = start(fleet, pool(server(80), server(81)));
    fixture.passSeconds(2);
    cannotSayOnce(named(EventName.SERVER_TRANSITION));
    fleet.say("web80", up());
    assertThat(fixture.restarted()).containsExactly("/pools/web");

    actor.tell(new PoolsActor.Update(List.of(pool(server(81), server(82)))));
    long probes = fixture.probes(80);
    fixture.passSeconds(3);

    assertThat(fixture.probes(80)).isEqualTo(probes);
    assertThat(fixture.probes(82)).isPositive();
    assertThat(fleet.withdrawn).containsExactly(new ServerId("web", "web80"));
    assertThat(fleet.choices("web81")).contains(Vote.Choice.UP);
  }

  @Test
  void aPoolThatIsRemovedWhileItsActorIsBrokenIsGone() {
    FakeFleet fleet = new FakeFleet();
    ActorRef<PoolsActor.Command> actor = start(fleet, pool(server(80)));
    fixture.passSeconds(2);
    cannotSayOnce(named(EventName.SERVER_TRANSITION));
    fleet.say("web80", up());

    actor.tell(new PoolsActor.Update(List.of()));
    long probes = fixture.probes(80);
    fixture.passSeconds(5);

    assertThat(fixture.probes(80)).isEqualTo(probes);
    assertThat(fleet.withdrawn).containsExactly(new ServerId("web", "web80"));
  }
}
