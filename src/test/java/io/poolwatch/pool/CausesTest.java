package io.poolwatch.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Evidence;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.HealthRule;
import io.poolwatch.model.InitState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Timings;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import io.poolwatch.testkit.ServerStates;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CausesTest {
  private static final CheckResult REFUSED = result(Outcome.FAILED, CheckStatus.L4CON);
  private static final CheckResult FINE = result(Outcome.PASSED, CheckStatus.L4OK);
  private static final CheckResult LATE = result(Outcome.INCONCLUSIVE, CheckStatus.L4TOUT);
  private static final HealthRule RULE = new HealthRule(2, 3, InitState.UNKNOWN);

  private static CheckResult result(Outcome outcome, CheckStatus status) {
    return new CheckResult(
        outcome, status, CheckResult.NO_CODE, "", Phase.CONNECT, Timings.NONE, null);
  }

  private static ServerState own(OperationalState state, CheckResult last, boolean stale) {
    HealthCounter counter = HealthCounter.standing(RULE, state);
    return ServerStates.of(new CheckState(counter, last, FINE, 0, stale, 0, 1), AdminState.READY);
  }

  private static Vote vote(String voter, Vote.Choice choice, @Nullable CheckResult evidence) {
    return new Vote(voter, 1, choice, evidence);
  }

  private static Verdict verdict(Vote... votes) {
    return Verdict.of(List.of(votes), VerdictRule.MAJORITY, true);
  }

  @Test
  void ownEvidenceComesWithOwnHealth() {
    ServerState own = own(OperationalState.UP, FINE, false);

    assertThat(Causes.of(verdict(vote("n1", Vote.Choice.UP, FINE)), own))
        .isEqualTo(new Evidence(FINE, "3/3 UP"));
  }

  @Test
  void anotherNodesEvidenceComesWithoutHealth() {
    ServerState own = own(OperationalState.UP, FINE, false);
    Verdict verdict =
        verdict(
            vote("n1", Vote.Choice.UP, FINE),
            vote("n2", Vote.Choice.DOWN, REFUSED),
            vote("n3", Vote.Choice.DOWN, REFUSED));

    assertThat(Causes.of(verdict, own)).isEqualTo(new Evidence(REFUSED, null));
  }

  @Test
  void aVerdictOfNothingRestsOnWhatSaidNothing() {
    ServerState own = own(OperationalState.UP, LATE, true);

    assertThat(Causes.of(verdict(vote("n1", Vote.Choice.ABSTAIN, LATE)), own))
        .isEqualTo(new Evidence(LATE, "3/3 UP"));
  }

  @Test
  void whereNoProbeDecidedThereIsNoCause() {
    ServerState own = own(OperationalState.UP, FINE, false);

    assertThat(Causes.of(verdict(vote("n1", Vote.Choice.UP, null)), own)).isNull();
    assertThat(Causes.of(Verdict.NONE, own)).isNull();
  }
}
