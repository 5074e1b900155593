package io.poolwatch.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.OperationalState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PoolTallyTest {

  /** Usable is UP and READY; what may become so keeps a pool UNKNOWN. */
  @ParameterizedTest
  @CsvSource({
    "UP, READY, UP",
    "UP, DRAIN, DOWN",
    "UP, MAINT, DOWN",
    "STOPPING, READY, DOWN",
    "STOPPING, DRAIN, DOWN",
    "STOPPING, MAINT, DOWN",
    "DOWN, READY, DOWN",
    "DOWN, DRAIN, DOWN",
    "DOWN, MAINT, DOWN",
    "UNKNOWN, READY, UNKNOWN",
    "UNKNOWN, DRAIN, DOWN",
    "UNKNOWN, MAINT, DOWN"
  })
  void aPoolOfOneIsWhatItsServerIsGoodFor(
      OperationalState state, AdminState admin, OperationalState pool) {
    PoolTally tally = PoolTally.NONE.plus(PoolTally.of(state, admin));

    assertThat(tally.state()).isEqualTo(pool);
    assertThat(tally.total()).isEqualTo(1);
    assertThat(tally.usable()).isEqualTo(pool == OperationalState.UP ? 1 : 0);
  }

  @Test
  void oneUsableServerIsEnough() {
    PoolTally tally =
        PoolTally.NONE
            .plus(PoolTally.of(OperationalState.DOWN, AdminState.READY))
            .plus(PoolTally.of(OperationalState.UNKNOWN, AdminState.READY))
            .plus(PoolTally.of(OperationalState.UP, AdminState.READY));

    assertThat(tally).isEqualTo(new PoolTally(1, 1, 3));
    assertThat(tally.state()).isEqualTo(OperationalState.UP);
  }

  @Test
  void aPoolIsNotDownWhileAServerMayStillTurnOutWell() {
    PoolTally tally =
        PoolTally.NONE
            .plus(PoolTally.of(OperationalState.DOWN, AdminState.READY))
            .plus(PoolTally.of(OperationalState.UNKNOWN, AdminState.READY));

    assertThat(tally.state()).isEqualTo(OperationalState.UNKNOWN);
  }

  @Test
  void ofNothingNothingIsKnown() {
    assertThat(PoolTally.NONE.state()).isEqualTo(OperationalState.UNKNOWN);
  }

  @Test
  void whatIsTakenAwayWasNeverThere() {
    PoolTally one = PoolTally.of(OperationalState.UP, AdminState.READY);
    PoolTally two = PoolTally.of(OperationalState.UNKNOWN, AdminState.READY);

    assertThat(one.plus(two).minus(one)).isEqualTo(two);
    assertThat(two.minus(two)).isEqualTo(PoolTally.NONE);
  }
}
