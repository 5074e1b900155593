package io.poolwatch.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Timings;
import io.poolwatch.model.Turn;
import io.poolwatch.model.Vote;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.ServerSpecs;
import io.poolwatch.testkit.ServerStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecidedTest {
  private static final long MS = 1_000_000;
  private static final ServerSpec SPEC =
      ServerSpecs.server("web1")
          .intervals(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(10))
          .build();
  private static final CheckResult PASS = result(Outcome.PASSED, CheckStatus.L4OK);
  private static final CheckResult FAIL = result(Outcome.FAILED, CheckStatus.L4CON);
  private static final CheckResult NOTHING = result(Outcome.INCONCLUSIVE, CheckStatus.L4TOUT);

  private static CheckResult result(Outcome outcome, CheckStatus status) {
    return new CheckResult(
        outcome, status, CheckResult.NO_CODE, "", Phase.CONNECT, Timings.NONE, null);
  }

  private static ServerState fresh() {
    return ServerStates.of(HealthCounter.initial(SPEC.line(0).health()), AdminState.READY, 0, 0);
  }

  private static Clocks clocks(long nanos) {
    return new Clocks(nanos, nanos);
  }

  private static Decided decided(ServerState before, CheckResult result, long start, long now) {
    Decided.Told told =
        new Decided.Told(
            0, result, before.line(0).attempt() + 1, start * MS, clocks(now * MS), null);
    return Decided.of(SPEC, before, told, () -> 0.5);
  }

  @Test
  void aConclusiveResultMovesCounterVoteAndClock() {
    ServerState after = decided(fresh(), PASS, 0, 30).state();

    assertThat(after.line(0).counter().display()).isEqualTo("3/3 UP");
    assertThat(after.vote()).isEqualTo(Vote.Choice.UP);
    assertThat(after.line(0).lastResult()).isSameAs(PASS);
    assertThat(after.line(0).lastConclusive()).isSameAs(PASS);
    assertThat(after.line(0).lastHeardNanos()).isEqualTo(30 * MS);
    assertThat(after.line(0).nextDueNanos()).isEqualTo(2000 * MS);
    assertThat(after.line(0).attempt()).isEqualTo(1);
  }

  @Test
  void anInconclusiveResultIsShownAndMovesNothing() {
    ServerState before = decided(fresh(), PASS, 0, 30).state();

    ServerState after = decided(before, NOTHING, 2000, 2100).state();

    assertThat(after.line(0).counter()).isEqualTo(before.line(0).counter());
    assertThat(after.vote()).isEqualTo(Vote.Choice.UP);
    assertThat(after.line(0).lastResult()).isSameAs(NOTHING);
    assertThat(after.line(0).lastConclusive()).isSameAs(PASS);
    assertThat(after.line(0).lastHeardNanos()).isEqualTo(before.line(0).lastHeardNanos());
    assertThat(after.line(0).nextDueNanos()).isEqualTo(2500 * MS);
    assertThat(after.line(0).stale()).isFalse();
  }

  @Test
  void afterThreeIntervalsOfSayingNothingTheVoteAbstainsUntilAResultSaysSomething() {
    ServerState before = decided(fresh(), PASS, 0, 30).state();

    ServerState stillFresh = decided(before, NOTHING, 6000, 6030).state();
    ServerState stale = decided(stillFresh, NOTHING, 6500, 6531).state();
    ServerState stillStale = decided(stale, NOTHING, 7000, 7001).state();
    ServerState again = decided(stillStale, FAIL, 7500, 7501).state();

    assertThat(stillFresh.line(0).stale()).isFalse();
    assertThat(stale.vote()).isEqualTo(Vote.Choice.ABSTAIN);
    assertThat(stale.evidence()).isSameAs(NOTHING);
    assertThat(stillStale.vote()).isEqualTo(Vote.Choice.ABSTAIN);
    assertThat(again.vote()).isEqualTo(Vote.Choice.UP);
    assertThat(again.line(0).counter().display()).isEqualTo("2/3 UP");
    assertThat(again.evidence()).isSameAs(FAIL);
  }

  @Test
  void aLateProbeDoesNotShiftTheSchedule() {
    assertThat(decided(fresh(), PASS, 700, 710).state().line(0).nextDueNanos())
        .isEqualTo(2000 * MS);
  }

  @Test
  void aProbeBesideTheScheduleMovesItOn() {
    ServerState before = decided(fresh(), PASS, 0, 30).state();

    ServerState after = decided(before, PASS, 1200, 1210).state();

    assertThat(after.line(0).nextDueNanos()).isEqualTo(3200 * MS);
  }

  @Test
  void slotsThatWentByAreSkippedAndCounted() {
    Decided after = decided(fresh(), FAIL, 0, 10_001);

    assertThat(after.skipped()).isEqualTo(1);
    assertThat(after.state().line(0).nextDueNanos()).isEqualTo(20_000 * MS);
  }

  @Test
  void aRecordedListOfResultsGivesTheSameStatesAgain() {
    Random random = new Random(23);
    List<Decided.Told> recorded = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < 500; i++) {
      long start = now + random.nextInt(3_000) * MS;
      now = start + random.nextInt(4_000) * MS;
      CheckResult result = List.of(PASS, FAIL, NOTHING).get(random.nextInt(3));
      recorded.add(new Decided.Told(0, result, i, start, clocks(now), null));
    }

    List<ServerState> once = replay(recorded);

    assertThat(replay(recorded)).isEqualTo(once);
    HealthCounter counter = HealthCounter.initial(SPEC.line(0).health());
    for (int i = 0; i < recorded.size(); i++) {
      counter = counter.apply(recorded.get(i).result().outcome());
      assertThat(once.get(i).line(0).counter()).isEqualTo(counter);
    }
    assertThat(once)
        .extracting(ServerState::vote)
        .contains(Vote.Choice.UP, Vote.Choice.DOWN, Vote.Choice.ABSTAIN);
    assertThat(once).extracting(state -> state.line(0).stale()).contains(true, false);
  }

  private static List<ServerState> replay(List<Decided.Told> recorded) {
    List<ServerState> states = new ArrayList<>();
    ServerState state = fresh();
    for (Decided.Told told : recorded) {
      state = Decided.of(SPEC, state, told, () -> 0.5).state();
      states.add(state);
    }
    return states;
  }

  /** Vantages come and go while a server's next probe is anywhere in the turns that were. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void afterAChangeOfTurnsNoProbeComesLaterThanItWasDueOrThanTwoIntervals(int count) {
    long interval = 2000 * MS;
    ServerState settled = decided(fresh(), PASS, 0, 30).state();
    for (int rank = 0; rank < count; rank++) {
      for (long now = 0; now < 10_000; now += 130) {
        for (long due = now; due <= now + 10_000; due += 370) {
          ServerState before = settled.with(0, settled.line(0).dueAt(due * MS));
          ServerState after =
              Decided.retimed(SPEC, before, new Turn(rank, count), clocks(now * MS));
          assertThat(after.line(0).nextDueNanos())
              .isBetween(now * MS, Math.min(due * MS, now * MS + 2 * interval));
        }
      }
    }
  }
}
