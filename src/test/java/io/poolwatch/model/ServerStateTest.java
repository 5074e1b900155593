package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ServerStateTest {
  private static final HealthRule RULE = new HealthRule(2, 3, InitState.UP);
  private static final CheckResult LAST =
      CheckResult.inconclusive(CheckStatus.L7TOUT, Phase.RECEIVE, "late");
  private static final long NOW = 1_000;

  private static ServerState state(OperationalState operational, AdminState admin) {
    return new ServerState(
        HealthCounter.standing(RULE, operational), admin, LAST, LAST, 5, true, 70, 12);
  }

  @ParameterizedTest
  @CsvSource({"UNKNOWN, ABSTAIN", "UP, UP", "STOPPING, STOPPING", "DOWN, DOWN"})
  void theVoteIsWhatTheCounterSaysUnlessItIsStale(OperationalState state, Vote.Choice choice) {
    ServerState fresh =
        ServerState.initial(HealthCounter.standing(RULE, state), AdminState.READY, NOW, NOW);

    assertThat(fresh.vote()).isEqualTo(choice);
    assertThat(fresh.gettingStale().vote()).isEqualTo(Vote.Choice.ABSTAIN);
  }

  @Test
  void gettingStaleChangesNothingElse() {
    ServerState before = ServerState.initial(HealthCounter.initial(RULE), AdminState.DRAIN, 3, 70);

    assertThat(before.gettingStale())
        .usingRecursiveComparison()
        .ignoringFields("stale")
        .isEqualTo(before);
    assertThat(before.gettingStale().stale()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"READY", "DRAIN"})
  void outOfMaintenanceHealthBeginsAnewAndAProbeIsDue(AdminState to) {
    ServerState after = state(OperationalState.DOWN, AdminState.MAINT).administered(to, NOW);

    assertThat(after)
        .isEqualTo(
            new ServerState(HealthCounter.initial(RULE), to, LAST, null, NOW, false, NOW, 12));
  }

  @ParameterizedTest
  @CsvSource({"READY, DRAIN", "READY, MAINT", "DRAIN, READY", "DRAIN, MAINT"})
  void otherChangesOfAdminStateLeaveHealthAndScheduleAlone(AdminState from, AdminState to) {
    ServerState before = state(OperationalState.DOWN, from);

    ServerState after = before.administered(to, NOW);

    assertThat(after).usingRecursiveComparison().ignoringFields("admin").isEqualTo(before);
    assertThat(after.admin()).isEqualTo(to);
  }
}
