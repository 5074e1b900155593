package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.RESET;
import static io.poolwatch.check.ProbeDriver.expect;
import static io.poolwatch.check.ProbeDriver.script;
import static io.poolwatch.check.ProbeDriver.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** Requests that leave in pieces, or not. */
final class ExchangeSendTest {

  private static ProbeDriver probe(Step... steps) {
    return new ProbeDriver(script(steps)).connected();
  }

  @Test
  void theLastSendPassesWhenItHasLeftInFull() {
    ProbeDriver probe = probe(send("PING\r\n"));
    assertThat(probe.last()).isEqualTo(new Action.Send(ByteString.fromString("PING\r\n")));

    assertThat(probe.progress(4, 2).waits()).isTrue();
    CheckResult result = probe.progress(2, 0).result();
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    assertThat(result.phase()).isEqualTo(Phase.SEND);
  }

  @Test
  void aSendThatDoesNotLeaveIsALayer7TimeOutAndSaysHowMuchIsLeft() {
    CheckResult result = probe(send("PING\r\n")).progress(4, 2).timedOut(Phase.SEND).result();

    assertThat(result.status()).isEqualTo(CheckStatus.L7TOUT);
    assertThat(result.phase()).isEqualTo(Phase.SEND);
    assertThat(result.info())
        .isEqualTo("2 bytes of the request not taken by 10.0.0.1:6379 within 2 s at step 1 (send)");
  }

  @Test
  void aSendOfWhichNothingLeavesSaysSo() {
    CheckResult result = probe(send("PING")).timedOut(Phase.SEND).result();

    assertThat(result.info()).startsWith("4 bytes of the request not taken by ");
  }

  @Test
  void anErrorWhileSendingIsASocketErrorIfNothingCame() {
    CheckResult result = probe(send("PING"), expect("PONG")).failed(Phase.SEND, RESET).result();

    assertThat(result.status()).isEqualTo(CheckStatus.SOCKERR);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aReplyThatCameBeforeAnErrorWhileSendingIsJudged() {
    CheckResult good =
        probe(send("PING"), expect("413"))
            .received("HTTP/1.1 413")
            .failed(Phase.SEND, RESET)
            .result();
    assertThat(good.status()).isEqualTo(CheckStatus.L7OK);

    CheckResult bad =
        probe(send("PING"), expect("200"))
            .received("HTTP/1.1 413")
            .failed(Phase.SEND, RESET)
            .result();
    assertThat(bad.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(bad.info()).contains("'HTTP/1.1 413'").endsWith(", then Connection reset");
  }

  @Test
  void bytesThatComeDoNotMakeAnUnsentLastSendPass() {
    CheckResult result = probe(send("PING")).received("x").failed(Phase.SEND, RESET).result();

    assertThat(result.status()).isEqualTo(CheckStatus.SOCKERR);
  }

  @Test
  void bytesThatComeWhileASendIsUnderWayAreKept() {
    ProbeDriver probe = probe(send("PING"), expect("PONG"));

    assertThat(probe.received("PO").waits()).isTrue();
    assertThat(probe.progress(2, 2).waits()).isTrue();
    assertThat(probe.received("NG").waits()).isTrue();
    assertThat(probe.progress(2, 0).result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void aNewSendForgetsWhatWasReceivedBeforeIt() {
    ProbeDriver probe =
        probe(send("a"), expect("OK"), send("b"), expect("OK")).sent().received("OK");
    assertThat(probe.last()).isInstanceOf(Action.Send.class);

    assertThat(probe.sent().waits()).isTrue();
    assertThat(probe.received("OK").result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void anEmptySendIsDoneAtOnce() {
    ProbeDriver probe = probe(new Step.Send(ByteString.emptyByteString(), null), expect("OK"));

    assertThat(probe.waits()).isTrue();
    assertThat(probe.received("OK").result().status()).isEqualTo(CheckStatus.L7OK);
  }
}
