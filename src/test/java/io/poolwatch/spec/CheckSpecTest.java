package io.poolwatch.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.AgentReply;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.Timings;
import io.poolwatch.testkit.ServerSpecs;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a result means to the line that asked for it. */
final class CheckSpecTest {
  private static final CheckSpec ONLY = ServerSpecs.server("a").build().line(0);
  private static final CheckSpec NAMED = ServerSpecs.server("a").check("web");
  private static final CheckSpec AGENT =
      ServerSpecs.agent(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), Duration.ofSeconds(1));

  private static CheckResult failed(@Nullable AgentReply reply) {
    return new CheckResult(
        Outcome.FAILED,
        CheckStatus.L7STS,
        503,
        "no",
        Phase.RECEIVE,
        Timings.NONE,
        null,
        reply,
        null,
        null);
  }

  @Test
  void aCheckJudgesAsItsScriptDoesUnderItsName() {
    CheckResult result = failed(null);

    assertThat(ONLY.judge(result)).isEqualTo(result);
    assertThat(NAMED.judge(result)).isEqualTo(result.of("web"));
    assertThat(ONLY.isAgent()).isFalse();
    assertThat(NAMED.isAgent()).isFalse();
  }

  @Test
  void anAgentThatMadeNoSenseSaysNothingOfTheServer() {
    CheckResult judged = AGENT.judge(failed(null));

    assertThat(AGENT.isAgent()).isTrue();
    assertThat(judged.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(judged.check()).isEqualTo("agent");
  }

  @Test
  void whatAnAgentSaidCounts() {
    AgentReply down = new AgentReply(AgentReply.Health.DOWN, null, null, null);

    assertThat(AGENT.judge(failed(down)).outcome()).isEqualTo(Outcome.FAILED);
  }
}
