package io.poolwatch.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Turn;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.ServerSpecs;
import io.poolwatch.testkit.ServerStates;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FreshnessTest {
  private static final ServerSpec SPEC =
      ServerSpecs.server("web1")
          .intervals(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(10))
          .build();

  @ParameterizedTest
  @CsvSource({
    "4, UP, 6",
    "3, UP, 6",
    "1, DOWN, 6",
    "0, DOWN, 30",
    "0, UNKNOWN, 6",
  })
  void threeIntervalsWithoutNewsAreEnough(int value, OperationalState state, int seconds) {
    HealthCounter counter = new HealthCounter(SPEC.line(0).health(), value, state);
    ServerState last = ServerStates.of(counter, AdminState.READY, 100, 100);
    long limit = 100 + Duration.ofSeconds(seconds).toNanos();

    assertThat(Freshness.lost(SPEC, last, null, limit)).isFalse();
    assertThat(Freshness.lost(SPEC, last, null, limit + 1)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"5, 2000", "100, 2000", "666, 2000", "700, 2100"})
  void shortIntervalsAreNoReasonToDoubtBeforeTwoSeconds(long inter, long limitMillis) {
    ServerSpec often = ServerSpecs.server("web1").inter(Duration.ofMillis(inter)).build();
    HealthCounter counter = HealthCounter.standing(often.line(0).health(), OperationalState.UP);
    ServerState last = ServerStates.of(counter, AdminState.READY, 100, 100);
    long limit = 100 + Duration.ofMillis(limitMillis).toNanos();

    assertThat(Freshness.lost(often, last, null, limit)).isFalse();
    assertThat(Freshness.lost(often, last, null, limit + 1)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"1, 6", "2, 8", "3, 10", "5, 14"})
  void whoTakesTurnsWaitsForItsOwnAndTwoIntervalsMore(int vantages, int seconds) {
    HealthCounter counter = HealthCounter.standing(SPEC.line(0).health(), OperationalState.UP);
    ServerState last = ServerStates.of(counter, AdminState.READY, 100, 100);
    Turn turn = new Turn(0, vantages);
    long limit = 100 + Duration.ofSeconds(seconds).toNanos();

    assertThat(Freshness.lost(SPEC, last, turn, limit)).isFalse();
    assertThat(Freshness.lost(SPEC, last, turn, limit + 1)).isTrue();
  }

  @Test
  void whoIsNotProbedIsExcused() {
    HealthCounter counter = HealthCounter.standing(SPEC.line(0).health(), OperationalState.UP);
    ServerState last = ServerStates.of(counter, AdminState.MAINT, 0, 0);

    assertThat(Freshness.lost(SPEC, last, null, Duration.ofDays(1).toNanos())).isFalse();
  }
}
