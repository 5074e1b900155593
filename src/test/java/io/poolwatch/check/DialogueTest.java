package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.RESET;
import static io.poolwatch.check.ProbeDriver.TLS;
import static io.poolwatch.check.ProbeDriver.TLS_INFO;
import static io.poolwatch.check.ProbeDriver.expect;
import static io.poolwatch.check.ProbeDriver.script;
import static io.poolwatch.check.ProbeDriver.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import java.util.Set;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fixed list of steps can't say: a login that answers a nonce, TLS in between. */
final class DialogueTest {
  private static final Step LOGIN = new Step.Converse(new NonceLogin("secret"), null);

  private static ProbeDriver probe(Step... steps) {
    return new ProbeDriver(script(steps)).connected();
  }

  private static Action answerTo(String nonce) {
    String digest = NonceLogin.digest(nonce, "secret");
    return new Action.Send(ByteString.fromString(digest + "\n"));
  }

  @Test
  void theNonceIsAnsweredWithTheDigestOfIt() {
    ProbeDriver probe = probe(LOGIN);
    assertThat(probe.received("NON").waits()).isTrue();
    assertThat(probe.received("CE 4711\n").last()).isEqualTo(answerTo("4711"));

    assertThat(probe.progress(60, 5).waits()).isTrue();
    assertThat(probe.progress(5, 0).waits()).isTrue();
    CheckResult result = probe.received("OK\n").result();
    assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    assertThat(result.phase()).isEqualTo(Phase.RECEIVE);
  }

  @Test
  void aWrongPasswordIsTheServersAnswer() {
    CheckResult result = probe(LOGIN).received("NONCE 1\n").sent().received("denied\n").result();

    assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(result.info()).isEqualTo("denied");
  }

  @Test
  void anAnswerThatComesWhileItSendsIsToldAfterwards() {
    ProbeDriver probe = probe(LOGIN).received("NONCE 1\n");

    assertThat(probe.received("OK\n").waits()).isTrue();
    assertThat(probe.progress(65, 0).result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void tlsMayStartInTheMiddle() {
    ProbeDriver probe = probe(LOGIN).received("TLS\n");
    assertThat(probe.last()).isEqualTo(new Action.StartTls(TLS));

    assertThat(probe.secured().waits()).isTrue();
    assertThat(probe.received("NONCE 2\n").last()).isEqualTo(answerTo("2"));
    CheckResult result = probe.sent().received("OK\n").result();
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    assertThat(result.tls()).isEqualTo(TLS_INFO);
  }

  @Test
  void theTlsThatItMayStartIsKnownBeforehand() {
    assertThat(script(LOGIN).tlsSettings()).containsExactly(TLS);
    assertThat(script(ProbeDriver.TLS_PLAN, new Step.StartTls(TLS, null), LOGIN).tlsSettings())
        .containsExactly(TLS, TLS, TLS);
    assertThat(script(send("x"), expect("y")).tlsSettings()).isEmpty();
  }

  @Test
  void whatItKeepsIsAnsweredOverTls() {
    ProbeDriver probe = probe(LOGIN).received("TLS\nNONCE 5\n");

    assertThat(probe.secured().last()).isEqualTo(answerTo("5"));
  }

  @Test
  void anErrorBeforeItHasBegunToReadIsJudgedByIt() {
    CheckResult result =
        probe(send("HELLO"), LOGIN).received("OK\n").failed(Phase.SEND, RESET).result();

    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void theScriptGoesOnAfterAPass() {
    ProbeDriver probe = probe(LOGIN, send("PING"), expect("PONG"));

    assertThat(probe.received("OK\n").last())
        .isEqualTo(new Action.Send(ByteString.fromString("PING")));
    assertThat(probe.sent().received("PONG").result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void theScriptEndsAfterAFailure() {
    assertThat(probe(LOGIN, send("PING")).received("no\n").result().status())
        .isEqualTo(CheckStatus.L7STS);
  }

  @Test
  void expectsAfterItSeeOnlyWhatComesLater() {
    ProbeDriver probe = probe(LOGIN, expect("OK"));

    assertThat(probe.received("OK\n").waits()).isTrue();
    assertThat(probe.received("OK").result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void itIsToldWhatCameSinceTheLastSend() {
    ProbeDriver probe = probe(send("HELLO"), LOGIN).received("NONCE 3\n");

    assertThat(probe.progress(5, 0).last()).isEqualTo(answerTo("3"));
  }

  @Test
  void itIsToldThatThePeerHasClosed() {
    CheckResult result = probe(LOGIN).received("NON").peerClosed().result();

    assertThat(result.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(result.info()).isEqualTo("login not finished: CLOSED");
  }

  @Test
  void itIsToldThatTheBudgetIsUsedUp() {
    ProbeDriver probe = new ProbeDriver(script(LOGIN), 4, ClosePolicy.AUTO).connected();

    assertThat(probe.received("NONCE 1\n").result().info()).isEqualTo("login not finished: BUDGET");
  }

  @Test
  void eachOfItsSendsBringsANewBudget() {
    ProbeDriver probe = new ProbeDriver(script(LOGIN), 9, ClosePolicy.AUTO).connected();
    probe.received("NONCE 1\n").sent().received("NONCE 2\n").sent();

    assertThat(probe.received("OK\n").result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void aTurnThatFollowsDroppedBytesIsTheEnd() {
    ProbeDriver probe = new ProbeDriver(script(LOGIN), 9, ClosePolicy.AUTO).connected();

    assertThat(probe.received("NONCE 1\nOK\n").result().info())
        .isEqualTo("login not finished: BUDGET");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NONCE 2\nO|K\n", "NONCE 2\nOK\n|", "NONCE 2\n|O|K\n"})
  void whatIsDroppedWhileItSendsIsTheEnd(String pieces) {
    ProbeDriver probe = new ProbeDriver(script(LOGIN), 9, ClosePolicy.AUTO).connected();
    probe.received("NONCE 1\n");
    for (String piece : pieces.split("\\|", -1)) {
      probe.received(piece);
    }

    assertThat(probe.progress(65, 0).result().info()).isEqualTo("login not finished: BUDGET");
  }

  @Test
  void aPassIsAPassWhateverIsDroppedBehindIt() {
    ProbeDriver probe = new ProbeDriver(script(LOGIN), 4, ClosePolicy.AUTO).connected();

    assertThat(probe.received("OK\nNONCE 1\n").result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void whatCameWhileItSentIsKeptForItWhenItSendsAgain() {
    ProbeDriver probe = probe(LOGIN).received("NONCE 1\nNONCE 2\n").received("OK\n");

    assertThat(probe.progress(65, 0).last()).isEqualTo(answerTo("2"));
    assertThat(probe.sent().result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void anErrorCountsIfNothingCameSinceItsLastSend() {
    CheckResult result =
        probe(LOGIN).received("NONCE 1\n").sent().failed(Phase.RECEIVE, RESET).result();

    assertThat(result.status()).isEqualTo(CheckStatus.SOCKERR);
  }

  @Test
  void whatItWantsToSendAfterAnErrorCanNotBeSent() {
    ProbeDriver probe = probe(LOGIN).received("NONCE 1\n").received("NONCE 2\n");

    assertThat(probe.failed(Phase.SEND, RESET).result().status()).isEqualTo(CheckStatus.SOCKERR);
  }

  @Test
  void aTimeOutSaysWhatItWasWaitingFor() {
    CheckResult some = probe(LOGIN).received("NON").timedOut(Phase.RECEIVE).result();
    assertThat(some.status()).isEqualTo(CheckStatus.L7TOUT);
    assertThat(some.info())
        .isEqualTo(
            "incomplete reply from 10.0.0.1:6379 within 2 s at step 1 (login with a nonce):"
                + " waiting for the end of a line");

    CheckResult none = probe(LOGIN).timedOut(Phase.RECEIVE).result();
    assertThat(none.info())
        .isEqualTo("no reply from 10.0.0.1:6379 within 2 s at step 1 (login with a nonce)");
  }

  @Test
  void thereIsNoSendOfNothing() {
    assertThatThrownBy(() -> new Dialogue.Send(ByteString.emptyByteString()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLoginHereTakesEveryKindOfTurn() {
    NonceLogin login = new NonceLogin("secret");
    Set<Class<?>> taken =
        Set.of(
            login.begin().open().getClass(),
            login.begin().received(ByteString.fromString("NONCE 1\n")).getClass(),
            login.begin().received(ByteString.fromString("TLS\n")).getClass(),
            login.begin().received(ByteString.fromString("OK\n")).getClass());

    assertThat(taken).containsExactlyInAnyOrder(Dialogue.Turn.class.getPermittedSubclasses());
  }
}
