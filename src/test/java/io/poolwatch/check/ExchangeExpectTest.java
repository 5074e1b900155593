package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.RESET;
import static io.poolwatch.check.ProbeDriver.TLS_INFO;
import static io.poolwatch.check.ProbeDriver.TLS_PLAN;
import static io.poolwatch.check.ProbeDriver.expect;
import static io.poolwatch.check.ProbeDriver.expectNot;
import static io.poolwatch.check.ProbeDriver.script;
import static io.poolwatch.check.ProbeDriver.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import org.junit.jupiter.api.Test;

/** Replies judged as they come. */
final class ExchangeExpectTest {

  private static ProbeDriver probe(Step... steps) {
    return new ProbeDriver(script(steps)).connected();
  }

  @Test
  void aMatchDecidesAtOnceWhereverTheReplyIsCut() {
    ProbeDriver probe = probe(send("PING"), expect("+PONG")).sent();

    assertThat(probe.received("xx+PO").waits()).isTrue();
    assertThat(probe.received("NG").result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void aMismatchIsProvenOnlyWhenThePeerIsDone() {
    ProbeDriver probe = probe(expect("OK"));

    assertThat(probe.received("-ERR\r\n").waits()).isTrue();
    CheckResult result = probe.peerClosed().result();
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.phase()).isEqualTo(Phase.RECEIVE);
    assertThat(result.info())
        .isEqualTo("reply did not match string 'OK' at step 1: got '-ERR\\r\\n' (6 bytes)");
  }

  @Test
  void minRecvMakesAMismatchFinal() {
    ProbeDriver probe = probe(expect("OK", false, 4));

    assertThat(probe.received("-ER").waits()).isTrue();
    assertThat(probe.received("R").result().status()).isEqualTo(CheckStatus.L7RSP);
  }

  @Test
  void minRecvPutsAMatchOffUntilThen() {
    ProbeDriver probe = probe(expect("OK", false, 4));

    assertThat(probe.received("OK").waits()).isTrue();
    assertThat(probe.received("..").result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void consecutiveExpectsLookAtTheSameBytes() {
    CheckResult result =
        probe(expect("world"), expect("hello"), expect("o w")).received("hello world").result();

    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void unwantedContentFailsAtOnce() {
    CheckResult result = probe(expectNot("ERR")).received("-ERR no").result();

    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.info())
        .isEqualTo("reply matched unwanted string 'ERR' at step 1: got '-ERR no' (7 bytes)");
  }

  @Test
  void absenceIsProvenByTheEndOfTheReply() {
    ProbeDriver probe = probe(expectNot("ERR"));

    assertThat(probe.received("fine").waits()).isTrue();
    assertThat(probe.peerClosed().result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void absenceIsProvenByMinRecv() {
    assertThat(probe(expect("ERR", true, 4)).received("fine").result().status())
        .isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void absenceThatCanNotBeProvenExplainsItself() {
    CheckResult result = probe(expectNot("ERR")).received("fine").timedOut(Phase.RECEIVE).result();

    assertThat(result.status()).isEqualTo(CheckStatus.L7TOUT);
    assertThat(result.info())
        .isEqualTo(
            "connection still open within 2 s at step 1 (expect not string 'ERR'): got 'fine' (4"
                + " bytes), but only its end could prove that nothing unwanted follows (set"
                + " min-recv to decide earlier)");
  }

  @Test
  void anEmptyReplyMeetsNoNegatedExpect() {
    CheckResult result = probe(expectNot("ERR")).peerClosed().result();

    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.info())
        .isEqualTo(
            "empty reply at step 1 (expect not string 'ERR'): the peer closed without a byte");
  }

  @Test
  void anEmptyReplyIsNoSocketError() {
    assertThat(probe(expect("OK")).peerClosed().result().status()).isEqualTo(CheckStatus.L7RSP);
  }

  @Test
  void anErrorCountsOnlyIfNothingCame() {
    CheckResult silent = probe(expect("OK")).failed(Phase.RECEIVE, RESET).result();
    assertThat(silent.status()).isEqualTo(CheckStatus.SOCKERR);
    assertThat(silent.info())
        .startsWith("Connection reset while waiting for a reply from 10.0.0.1:6379 after ")
        .endsWith(" at step 1 (expect string 'OK')");

    CheckResult negated =
        probe(expectNot("ERR")).received("fine").failed(Phase.RECEIVE, RESET).result();
    assertThat(negated.status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void aTlsErrorIsLayer6InAnyPhaseIfNothingCame() {
    CheckResult result =
        new ProbeDriver(script(TLS_PLAN, expect("OK")))
            .connected(TLS_PLAN)
            .failed(Phase.RECEIVE, Failure.Kind.ALERT, "Received fatal alert: bad_certificate")
            .result();

    assertThat(result.status()).isEqualTo(CheckStatus.L6RSP);
    assertThat(result.tls()).isEqualTo(TLS_INFO);
  }

  @Test
  void aUsedUpBudgetMeansThatNothingMoreComes() {
    CheckScript script = script(expectNot("ERR"));
    ProbeDriver probe = new ProbeDriver(script, 8, ClosePolicy.AUTO).connected();

    assertThat(probe.received("1234567").waits()).isTrue();
    assertThat(probe.received("8ERR").result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void timeOutsNameTheStepAndWhatCame() {
    CheckResult silent = probe(send("x"), expect("OK")).sent().timedOut(Phase.RECEIVE).result();
    assertThat(silent.status()).isEqualTo(CheckStatus.L7TOUT);
    assertThat(silent.info())
        .isEqualTo("no reply from 10.0.0.1:6379 within 2 s at step 2 (expect string 'OK')");

    CheckResult wrong = probe(expect("OK")).received("NO").timedOut(Phase.RECEIVE).result();
    assertThat(wrong.status()).isEqualTo(CheckStatus.L7TOUT);
    assertThat(wrong.info())
        .isEqualTo(
            "no match from 10.0.0.1:6379 within 2 s at step 1 (expect string 'OK'): got 'NO' (2"
                + " bytes)");
  }

  @Test
  void ownStatusesAndTextsAreUsed() {
    Step.Expect own =
        new Step.Expect(
            expect("OK").matcher(),
            false,
            0,
            CheckStatus.L7OKC,
            CheckStatus.L7STS,
            CheckStatus.L4TOUT,
            "all is well",
            "all is lost",
            "the banner");

    CheckResult good = probe(own).received("OK").result();
    assertThat(good.status()).isEqualTo(CheckStatus.L7OKC);
    assertThat(good.outcome()).isEqualTo(Outcome.CONDITIONAL);
    assertThat(good.info()).isEqualTo("all is well");

    CheckResult bad = probe(own).received("NO").result();
    assertThat(bad.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(bad.info()).isEqualTo("all is lost");

    CheckResult late = probe(own).timedOut(Phase.RECEIVE).result();
    assertThat(late.status()).isEqualTo(CheckStatus.L4TOUT);
    assertThat(late.info()).endsWith("(expect string 'OK') comment: 'the banner'");
  }

  @Test
  void theOkStatusOfAnEarlierStepIsNotUsed() {
    Step.Expect earlier =
        new Step.Expect(
            expect("OK").matcher(),
            false,
            -1,
            CheckStatus.L4OK,
            CheckStatus.L7RSP,
            CheckStatus.L7TOUT,
            "not shown",
            null,
            null);

    CheckResult result = probe(earlier, expect("K")).received("OK").result();
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    assertThat(result.info()).isEmpty();
  }

  @Test
  void aChainIsJudgedAgainFromItsFirstNegatedExpect() {
    ProbeDriver probe = probe(expect("hello"), expect("ERR", true, 5), expect("done"));

    assertThat(probe.received("hello ").waits()).isTrue();
    CheckResult result = probe.received("ERR done").result();
    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.info()).startsWith("reply matched unwanted string 'ERR' at step 2: ");
  }

  @Test
  void aTimeOutInAChainNamesTheStepThatWaits() {
    CheckResult result =
        probe(expect("ERR", true, 2), expect("done"))
            .received("hello")
            .timedOut(Phase.RECEIVE)
            .result();

    assertThat(result.info()).contains("at step 2 (expect string 'done')");
  }

  @Test
  void bytesOfAnEarlierReplyDoNotHideAnError() {
    CheckResult result =
        probe(send("a"), expect("OK"), send("b"), expect("OK"))
            .sent()
            .received("OK")
            .sent()
            .failed(Phase.RECEIVE, RESET)
            .result();

    assertThat(result.status()).isEqualTo(CheckStatus.SOCKERR);
  }

  @Test
  void anErrorAfterAMetExpectStopsWhatHasToBeSent() {
    CheckResult result =
        probe(expectNot("ERR"), send("b")).received("x").failed(Phase.RECEIVE, RESET).result();

    assertThat(result.status()).isEqualTo(CheckStatus.SOCKERR);
    assertThat(result.info()).contains("at step 2 (send)");
  }
}
