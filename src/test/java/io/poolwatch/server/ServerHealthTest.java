package io.poolwatch.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Failure;
import io.poolwatch.model.InitState;
import io.poolwatch.model.Level;
import io.poolwatch.model.Movement;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Vote;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.BreakableMatcher;
import io.poolwatch.testkit.FakeGraph.FakeAttempt;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.ServerSpecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What results make of a server, and what survives when an actor breaks. */
final class ServerHealthTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ServerSpec SPEC =
      ServerSpecs.server("web1")
          .intervals(SECOND, Duration.ofMillis(250), Duration.ofSeconds(2))
          .timeouts(SECOND, SECOND)
          .build();

  private enum Peer {
    WELL,
    REFUSING,
    OUT_OF_REACH_FOR_LOCAL_REASONS,
    SILENT,
    BREAKING_THE_STREAM;

    void meet(FakeAttempt attempt) {
      switch (this) {
        case WELL -> attempt.connected();
        case REFUSING -> attempt.failed(Phase.CONNECT, Failure.Kind.REFUSED);
        case OUT_OF_REACH_FOR_LOCAL_REASONS -> attempt.failed(Phase.CONNECT, Failure.Kind.LOCAL);
        case SILENT -> {}
        case BREAKING_THE_STREAM -> attempt.crash(new IllegalStateException("stage broke"));
      }
    }
  }

  private final ServerFixture fixture = new ServerFixture();
  private final ServerMemory memory = fixture.memory(SPEC);

  @AfterEach
  void stop() {
    fixture.close();
  }

  private ActorRef<ServerActor.Command> start() {
    ActorRef<ServerActor.Command> actor = fixture.start(SPEC, memory);
    fixture.passMillis(0);
    return actor;
  }

  private void peerIs(Peer peer) {
    fixture.graph.whenOpened(peer::meet);
  }

  private String health() {
    return memory.state().line(0).counter().display();
  }

  private List<Event> told(EventName name) {
    return fixture.log.events(name);
  }

  // ---- results and votes

  @Test
  void theVoteIsReportedAtTheStartAndWheneverItChangesAndNotOtherwise() {
    List<Vote.Choice> votes = new ArrayList<>();
    fixture.onVote(() -> votes.add(memory.state().vote()));
    peerIs(Peer.WELL);
    start();
    fixture.passMillis(5_000);
    peerIs(Peer.REFUSING);
    fixture.passMillis(5_000);
    peerIs(Peer.WELL);
    fixture.passMillis(5_000);

    assertThat(votes)
        .containsExactly(Vote.Choice.ABSTAIN, Vote.Choice.UP, Vote.Choice.DOWN, Vote.Choice.UP);
    assertThat(fixture.owner.all(ServerActor.Voted.class))
        .containsOnly(new ServerActor.Voted(new ServerId("web", "web1")));
  }

  @Test
  void everyMovementOfACounterIsReported() {
    peerIs(Peer.WELL);
    start();
    fixture.passMillis(5_000);
    peerIs(Peer.REFUSING);
    fixture.passMillis(1_000);
    peerIs(Peer.WELL);
    fixture.passMillis(5_000);
    assertThat(movements()).containsExactly(Movement.AWAY, Movement.BACK);

    peerIs(Peer.REFUSING);
    fixture.passMillis(5_000);
    peerIs(Peer.WELL);
    fixture.passMillis(5_000);
    assertThat(movements().subList(2, 7))
        .as("fall 3, rise 2")
        .containsExactly(
            Movement.AWAY, Movement.AWAY, Movement.ARRIVED, Movement.AWAY, Movement.ARRIVED);
  }

  private List<Movement> movements() {
    return fixture.owner.all(ServerActor.Moved.class).stream()
        .map(ServerActor.Moved::movement)
        .toList();
  }

  @Test
  void stateIsWrittenBeforeItIsReported() {
    peerIs(Peer.WELL);
    List<CheckResult> known = new ArrayList<>();
    start();
    fixture.onVote(() -> known.add(memory.state().line(0).lastResult()));

    peerIs(Peer.REFUSING);
    fixture.passMillis(3_000);

    assertThat(known).singleElement().extracting(CheckResult::status).isEqualTo(CheckStatus.L4CON);
  }

  @Test
  void aResultIsNewsWhenStatusOrCounterChanged() {
    peerIs(Peer.WELL);
    start();
    fixture.passMillis(2_000);
    peerIs(Peer.REFUSING);
    fixture.passMillis(5_000);

    assertThat(told(EventName.CHECK_RESULT))
        .extracting(event -> event.level() + " " + event.fields().get("health"))
        .containsExactly(
            "INFO 3/3 UP",
            "DEBUG 3/3 UP",
            "DEBUG 3/3 UP",
            "INFO 2/3 UP",
            "INFO 1/3 UP",
            "INFO 0/2 DOWN",
            "DEBUG 0/2 DOWN");
  }

  @Test
  void aRecordedListOfResultsGivesTheSameStatesAgain() {
    Random random = new Random(99);
    fixture.graph.whenOpened(
        attempt -> {
          Peer peer = List.of(Peer.WELL, Peer.REFUSING, Peer.SILENT).get(random.nextInt(3));
          int delay = random.nextInt(900);
          fixture.system.after(Duration.ofMillis(delay), () -> peer.meet(attempt));
        });
    ServerState initial = memory.state();
    List<ServerState> states = new ArrayList<>();
    List<Decided.Told> recorded = new ArrayList<>();
    start();
    ServerState last = initial;
    for (int i = 0; i < 120_000; i++) {
      fixture.passMillis(1);
      ServerState now = memory.state();
      if (!now.equals(last)) {
        CheckResult result = now.line(0).lastResult();
        assertThat(result).isNotNull();
        recorded.add(
            new Decided.Told(
                0,
                result,
                now.line(0).attempt(),
                fixture.attempt().openedNanos(),
                new Clocks(fixture.system.nanos(), fixture.system.nanos()),
                null));
        states.add(now);
        last = now;
      }
    }

    List<ServerState> replayed = new ArrayList<>();
    ServerState state = initial;
    for (Decided.Told told : recorded) {
      state = Decided.of(SPEC, state, told, () -> 0.5).state();
      replayed.add(state);
    }
    assertThat(states).hasSizeGreaterThan(60);
    assertThat(replayed).isEqualTo(states);
  }

  // ---- inconclusive results

  @Test
  void aLocalFaultMovesNothingAndIsRepeatedSoon() {
    peerIs(Peer.WELL);
    start();
    peerIs(Peer.OUT_OF_REACH_FOR_LOCAL_REASONS);
    fixture.passMillis(1_500);

    assertThat(health()).isEqualTo("3/3 UP");
    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.UP);
    assertThat(fixture.lastResult().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(fixture.openedMillis()).containsExactly(0L, 1_000L, 1_250L, 1_500L);
  }

  @Test
  void aTimeOutDuringAPauseOfOurOwnSaysNothing() {
    peerIs(Peer.WELL);
    start();
    peerIs(Peer.SILENT);
    fixture.paused(ServerFixture.MAX_LAG.plusMillis(1));
    fixture.passMillis(2_000);

    assertThat(fixture.lastResult().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(fixture.lastResult().status()).isEqualTo(CheckStatus.L4TOUT);
    assertThat(fixture.lastResult().info()).contains("held it up for 251 ms");
    assertThat(health()).isEqualTo("3/3 UP");
  }

  @Test
  void aTimeOutThatWasNoticedTooLateSaysNothing() {
    peerIs(Peer.SILENT);
    start();
    fixture.system.freezeMillis(1_251);
    fixture.passMillis(0);

    assertThat(fixture.lastResult().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(fixture.lastResult().info()).contains("fired 251 ms late");
  }

  @Test
  void aTimeOutThatWasNoticedALittleLateCounts() {
    peerIs(Peer.SILENT);
    fixture.paused(ServerFixture.MAX_LAG);
    start();
    fixture.system.freezeMillis(1_250);
    fixture.passMillis(0);

    assertThat(fixture.lastResult().outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aPassCountsHoweverLate() {
    peerIs(Peer.SILENT);
    start();
    fixture.paused(Duration.ofSeconds(9));
    fixture.system.freezeMillis(900);
    fixture.attempt().connected();

    assertThat(fixture.lastResult().outcome()).isEqualTo(Outcome.PASSED);
    assertThat(health()).isEqualTo("3/3 UP");
  }

  @Test
  void afterThreeIntervalsThatSayNothingTheVoteAbstainsAndOneEventSaysSo() {
    peerIs(Peer.WELL);
    start();
    peerIs(Peer.OUT_OF_REACH_FOR_LOCAL_REASONS);
    fixture.passMillis(3_000);
    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.UP);
    fixture.owner.drain();

    fixture.passMillis(10_000);

    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.ABSTAIN);
    assertThat(health()).isEqualTo("3/3 UP");
    assertThat(fixture.owner.all(ServerActor.Voted.class)).hasSize(1);
    assertThat(told(EventName.SERVER_STALE)).hasSize(1);
    assertThat(told(EventName.SERVER_STALE).get(0).fields())
        .containsEntry("sinceMs", Duration.ofMillis(3_250))
        .containsKey("cause");
  }

  @Test
  void theNextConclusiveProbeRestoresTheVote() {
    peerIs(Peer.WELL);
    start();
    peerIs(Peer.OUT_OF_REACH_FOR_LOCAL_REASONS);
    fixture.passMillis(5_000);
    fixture.owner.drain();
    peerIs(Peer.WELL);
    fixture.passMillis(1_000);

    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.UP);
    assertThat(fixture.owner.all(ServerActor.Voted.class)).hasSize(1);
  }

  @Test
  void aServerThatCouldNotEvenBeProbedIsDoubtedWhenItsPoolAsks() {
    peerIs(Peer.WELL);
    ActorRef<ServerActor.Command> actor = start();
    ProbeGate.Pass other = fixture.gate.ask(0, () -> {});
    assertThat(other.admitted()).isTrue();
    fixture.passMillis(3_000);
    actor.tell(ServerActor.DoubtFreshness.INSTANCE);
    assertThat(memory.state().line(0).stale()).isFalse();

    fixture.passMillis(1);
    actor.tell(ServerActor.DoubtFreshness.INSTANCE);
    actor.tell(ServerActor.DoubtFreshness.INSTANCE);

    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.ABSTAIN);
    assertThat(told(EventName.SERVER_STALE)).hasSize(1);
  }

  @Test
  void aProbeUnderWayIsWaitedForBeforeDoubt() {
    ServerSpec slow =
        ServerSpecs.server("web1").inter(SECOND).timeouts(SECOND.multipliedBy(9), SECOND).build();
    ServerMemory of = fixture.memory(slow);
    ActorRef<ServerActor.Command> actor = fixture.start(slow, of);
    fixture.passMillis(5_000);

    actor.tell(ServerActor.DoubtFreshness.INSTANCE);

    assertThat(of.state().line(0).stale()).isFalse();
    assertThat(told(EventName.SERVER_STALE)).isEmpty();
  }

  // ---- what breaks

  @Test
  void aBrokenConnectionActorIsReplacedAndTheCounterStands() {
    peerIs(Peer.WELL);
    start();
    peerIs(Peer.REFUSING);
    fixture.passMillis(1_250);
    assertThat(health()).isEqualTo("1/3 UP");

    peerIs(Peer.BREAKING_THE_STREAM);
    fixture.passMillis(250);

    assertThat(health()).isEqualTo("1/3 UP");
    assertThat(fixture.lastResult().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(told(EventName.ACTOR_RESTARTED))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.actor()).endsWith("/child/connection");
              assertThat(event.level()).isEqualTo(Level.ERROR);
              assertThat(event.fields().get("cause")).asString().contains("stage broke");
            });
    peerIs(Peer.REFUSING);
    fixture.passMillis(250);
    assertThat(fixture.openedMillis()).containsExactly(0L, 1_000L, 1_250L, 1_500L, 1_750L);
    assertThat(health()).isEqualTo("0/2 DOWN");
    assertThat(fixture.gate.inFlight()).isZero();
  }

  @Test
  void whoAskedIsAnsweredEvenIfTheConnectionActorBreaks() {
    ActorRef<ServerActor.Command> actor = start();
    Inbox<ServerActor.Probed> asker = fixture.system.inbox();
    actor.tell(new ServerActor.ProbeNow(asker.ref()));

    fixture.attempt().crash(new IllegalStateException("stage broke"));

    assertThat(asker.all())
        .singleElement()
        .satisfies(
            probed ->
                assertThat(probed.results().get(0).outcome()).isEqualTo(Outcome.INCONCLUSIVE));
  }

  @Test
  void aConnectionActorThatBreaksAgainAndAgainIsReplacedMoreAndMoreSeldom() {
    peerIs(Peer.BREAKING_THE_STREAM);
    start();
    fixture.passMillis(3_300);

    assertThat(fixture.openedMillis()).containsExactly(0L, 250L, 500L, 900L, 1_700L, 3_300L);
    fixture.passMillis(60_000);
    assertThat(told(EventName.ACTOR_RESTARTED)).hasSizeBetween(9, 14);
    assertThat(told(EventName.SERVER_STALE)).hasSize(1);
  }

  @Test
  void aReplacementOfTheServerActorGoesOnWhereItBroke() {
    BreakableMatcher matcher = new BreakableMatcher();
    matcher.breakTimes(1);
    ServerSpec spec =
        ServerSpecs.server("web1")
            .inter(SECOND)
            .health(2, 3, InitState.FULLY_UP)
            .expect(matcher)
            .build();
    ServerMemory of = fixture.memory(spec);
    fixture.graph.whenOpened(attempt -> attempt.failed(Phase.CONNECT, Failure.Kind.REFUSED));
    fixture.start(spec, of);
    fixture.passMillis(1_000);
    assertThat(of.state().line(0).counter().display()).isEqualTo("1/3 UP");
    fixture.graph.whenOpened(attempt -> attempt.connected().received("x"));
    fixture.passMillis(1_000);

    assertThat(fixture.failures.all())
        .singleElement()
        .satisfies(cause -> assertThat(cause).hasMessage("matcher broke"));
    assertThat(fixture.attempt().aborted()).isTrue();
    assertThat(fixture.gate.inFlight()).isZero();
    assertThat(of.state().line(0).counter().display()).isEqualTo("1/3 UP");

    fixture.graph.whenOpened(attempt -> attempt.failed(Phase.CONNECT, Failure.Kind.REFUSED));
    fixture.passMillis(100);
    fixture.start(spec, of);
    fixture.passMillis(0);

    assertThat(of.state().line(0).counter().display()).isEqualTo("0/2 DOWN");
    fixture.passMillis(900);
    assertThat(fixture.openedMillis()).containsExactly(0L, 1_000L, 2_000L, 2_100L, 3_000L);
  }

  @Test
  void aReplacementThatComesTooLateIsTheFirstToDoubt() {
    peerIs(Peer.WELL);
    start();
    fixture.passMillis(500);
    ServerState old = memory.state();
    fixture.close();

    try (ServerFixture other = new ServerFixture()) {
      ServerMemory inherited = new ServerMemory(old);
      other.passMillis(3_001);
      other.start(SPEC, inherited);

      assertThat(inherited.state().line(0).stale()).isTrue();
      assertThat(other.log.events(EventName.SERVER_STALE)).hasSize(1);
    }
  }
}
