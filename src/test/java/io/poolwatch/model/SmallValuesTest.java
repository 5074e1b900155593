package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the smaller values answer. */
final class SmallValuesTest {
  private static final ServerId WEB1 = new ServerId("web", "web1");

  @ParameterizedTest
  @CsvSource({"n1@127.0.0.1:7355#42, n1", "n1, n1", "'', ''", "@127.0.0.1:7355#42, ''", "a@b@c, a"})
  void aVotersNodeIsWhatStandsBeforeItsAddress(String voter, String node) {
    assertThat(new Vote(voter, 1, Vote.Choice.UP, null).node()).isEqualTo(node);
  }

  @ParameterizedTest
  @CsvSource({", CHECKED", "UP, L7OK", "DOWN, L7STS", "FAIL, L7STS", "STOPPED, L7STS"})
  void theStatusOfAnAgentsReplyFollowsFromItsWordOfHealth(
      AgentReply.@Nullable Health health, CheckStatus status) {
    assertThat(new AgentReply(health, null, null, null).status()).isEqualTo(status);
  }

  @Test
  void noDutyIsNoTurnAndNoStanding() {
    assertThat(Duty.none("abc")).isEqualTo(new Duty("abc", null, null));
  }

  @Test
  void whatFollowsAServerOfWhichNothingIsKnownIsUnknown() {
    Followed followed = Followed.unknown(WEB1);

    assertThat(followed)
        .isEqualTo(new Followed(WEB1, OperationalState.UNKNOWN, null, AdminState.READY));
  }

  @Test
  void onlyTheEndOfAnAttemptIsTerminal() {
    Duration none = Duration.ZERO;

    assertThat(
            List.of(
                new ConnectionEvent.Connected(1, 0),
                new ConnectionEvent.SendProgress(1, 0, 3, 4),
                new ConnectionEvent.Received(1, 0, ByteString.fromString("x")),
                new ConnectionEvent.PeerClosed(1, 0)))
        .noneMatch(ConnectionEvent::terminal);
    assertThat(
            List.of(
                new ConnectionEvent.TimedOut(1, 0, Phase.CONNECT, none, none, none),
                new ConnectionEvent.Failed(
                    1, 0, Phase.CONNECT, new Failure(Failure.Kind.REFUSED, "refused")),
                new ConnectionEvent.Closed(1, 0, null),
                new ConnectionEvent.Exited(1, 0, 0, ByteString.emptyByteString())))
        .allMatch(ConnectionEvent::terminal);
  }

  @Test
  void aPlanWithoutTlsOffersNoProtocol() {
    HostPort destination =
        new HostPort("127.0.0.1", 80, Optional.of(InetAddress.getLoopbackAddress()));
    ConnectPlan plan = new ConnectPlan(destination, null, ProxyHeader.NONE, null);

    assertThat(plan.offering(List.of("h2"))).isSameAs(plan);
  }

  @ParameterizedTest
  @CsvSource({"UP, PASSED", "STOPPING, CONDITIONAL", "DOWN, FAILED", "UNKNOWN, INCONCLUSIVE"})
  void aCommandStandsForAResult(OperationalState state, Outcome outcome) {
    CheckResult commanded = CheckResult.commanded(state, "ada", "http");

    assertThat(commanded.outcome()).isEqualTo(outcome);
    assertThat(commanded.commanded()).isTrue();
    assertThat(commanded.info()).isEqualTo("changed by a runtime command of ada");
    assertThat(commanded.check()).isEqualTo("http");
    assertThat(commanded.of("other").check()).isEqualTo("other");
    assertThat(commanded.inconclusive().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void aProbesResultIsNoCommand() {
    CheckResult probed = CheckResult.inconclusive(CheckStatus.L4TOUT, Phase.CONNECT, "late");

    assertThat(probed.commanded()).isFalse();
  }

  @Test
  void aWeightIsWrittenAsItWasHeard() {
    assertThat(new AgentWeight(75, true)).hasToString("75%");
    assertThat(new AgentWeight(75, false)).hasToString("75");
  }
}
