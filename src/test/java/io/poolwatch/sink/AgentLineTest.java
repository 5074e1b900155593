package io.poolwatch.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.Timings;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What HAProxy is told of a server. */
final class AgentLineTest {

  private static CheckResult result(CheckStatus status, int code) {
    return new CheckResult(
        Outcome.FAILED, status, code, "why # not", Phase.RECEIVE, Timings.NONE, null);
  }

  /** A verdict of votes in letters: Up, Stopping, Down, Abstain. */
  private static Verdict verdict(String votes, CheckResult evidence) {
    List<Vote> cast = new ArrayList<>();
    for (Vote.Choice choice : votes.chars().mapToObj(AgentLineTest::choice).toList()) {
      cast.add(new Vote("n" + cast.size(), 1, choice, evidence));
    }
    return Verdict.of(cast, VerdictRule.MAJORITY, true);
  }

  private static Vote.Choice choice(int letter) {
    return Stream.of(Vote.Choice.values())
        .filter(choice -> choice.name().charAt(0) == letter)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "READY, U, ready up",
    "READY, UUU, ready up",
    "READY, S, drain up",
    "READY, D, ready down # L7STS 503 (1/1)",
    "READY, DDU, ready down # L7STS 503 (2/3)",
    "READY, DDA, ready down # L7STS 503 (2/2)",
    "READY, DUU, ready up",
    "READY, A, ''",
    "READY, '', ''",
    "DRAIN, U, drain up",
    "DRAIN, D, drain down # L7STS 503 (1/1)",
    "DRAIN, A, drain",
    "MAINT, U, maint",
    "MAINT, D, maint",
    "MAINT, A, maint"
  })
  void theLineSaysAdminStateAndHealth(AdminState admin, String votes, String line) {
    Verdict verdict = verdict(votes, result(CheckStatus.L7STS, 503));

    assertThat(AgentLine.of(admin, verdict, null)).isEqualTo(line + "\n");
  }

  @Test
  void aStatusWithoutACodeStandsAlone() {
    assertThat(AgentLine.of(AdminState.READY, verdict("D", result(CheckStatus.L4CON, -1)), null))
        .isEqualTo("ready down # L4CON (1/1)\n");
  }

  @Test
  void theWeightFollowsTheWords() {
    assertThat(AgentLine.of(AdminState.READY, verdict("U", result(CheckStatus.L4CON, -1)), 50))
        .isEqualTo("ready up 50%\n");
    assertThat(AgentLine.of(AdminState.READY, verdict("D", result(CheckStatus.L4CON, -1)), 0))
        .isEqualTo("ready down 0% # L4CON (1/1)\n");
  }
}
