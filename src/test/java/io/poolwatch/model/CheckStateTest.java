package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CheckStateTest {
  private static final HealthRule RULE = new HealthRule(2, 3, InitState.UP);
  private static final CheckResult LATE =
      CheckResult.inconclusive(CheckStatus.L7TOUT, Phase.RECEIVE, "late");
  private static final CheckResult DECIDED =
      CheckResult.commanded(OperationalState.DOWN, "ada", null);
  private static final CheckState STATE =
      new CheckState(
          HealthCounter.standing(RULE, OperationalState.UP), LATE, DECIDED, 500, false, 700, 9);

  @Test
  void aCheckBeginsWithoutAResult() {
    HealthCounter counter = HealthCounter.initial(RULE);

    assertThat(CheckState.initial(counter, 3, 40))
        .isEqualTo(new CheckState(counter, null, null, 3, false, 40, 0));
  }

  @Test
  void whatIsDueLaterIsDueEarlierAndNothingElse() {
    assertThat(STATE.dueBy(699).nextDueNanos()).isEqualTo(699);
    assertThat(STATE.dueBy(700)).isSameAs(STATE);
    assertThat(STATE.dueBy(701)).isSameAs(STATE);
    assertThat(STATE.dueAt(900))
        .isEqualTo(new CheckState(STATE.counter(), LATE, DECIDED, 500, false, 900, 9));
  }

  /** Times are those of a clock that may pass its highest number. */
  @Test
  void timesAreComparedByTheirDifference() {
    CheckState soon = STATE.dueAt(Long.MIN_VALUE + 5);

    assertThat(soon.dueBy(Long.MAX_VALUE - 5).nextDueNanos()).isEqualTo(Long.MAX_VALUE - 5);
  }

  @Test
  void whatIsTakenOverHasFullCreditOrNone() {
    CheckState taken = STATE.gettingStale().taken(OperationalState.DOWN, LATE, 800);

    assertThat(taken)
        .isEqualTo(
            new CheckState(
                HealthCounter.standing(RULE, OperationalState.DOWN),
                LATE,
                LATE,
                800,
                false,
                700,
                9));
    assertThat(taken.counter().settledDown()).isTrue();
  }

  @Test
  void whatIsStaleShowsWhyAndWhatIsNotWhatDecided() {
    assertThat(STATE.evidence()).isSameAs(DECIDED);
    assertThat(STATE.gettingStale().evidence()).isSameAs(LATE);
    assertThat(STATE.gettingStale().state()).isEqualTo(OperationalState.UNKNOWN);
  }

  @Test
  void itMayBeAsOldAsAnother() {
    CheckState other = STATE.gettingStale();
    CheckState fresh = CheckState.initial(HealthCounter.initial(RULE), 10_000, 20_000);

    assertThat(fresh.asOldAs(other))
        .isEqualTo(new CheckState(fresh.counter(), null, null, 500, true, 20_000, 0));
  }
}
