package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MovementTest {
  private static final HealthRule RULE = new HealthRule(2, 2, InitState.UP);
  private static final HealthCounter UP = HealthCounter.standing(RULE, OperationalState.UP);

  private static HealthCounter after(HealthCounter counter, boolean... passes) {
    HealthCounter now = counter;
    for (boolean pass : passes) {
      now = now.apply(pass ? Outcome.PASSED : Outcome.FAILED);
    }
    return now;
  }

  @Test
  void whatIsNotSettledMovesAway() {
    HealthCounter failing = after(UP, false);

    assertThat(failing.settled()).isFalse();
    assertThat(Movement.of(UP, failing)).isEqualTo(Movement.AWAY);
  }

  @Test
  void whatSettlesWhereItWasIsBack() {
    HealthCounter failing = after(UP, false);

    assertThat(Movement.of(failing, after(failing, true))).isEqualTo(Movement.BACK);
  }

  @Test
  void whatSettlesElsewhereHasArrived() {
    HealthCounter failing = after(UP, false);
    HealthCounter down = after(failing, false);

    assertThat(down.settledDown()).isTrue();
    assertThat(down.settled()).isTrue();
    assertThat(Movement.of(failing, down)).isEqualTo(Movement.ARRIVED);
  }
}
