package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.PLAIN_PLAN;
import static io.poolwatch.check.ProbeDriver.TLS;
import static io.poolwatch.check.ProbeDriver.TLS_INFO;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A mail server checked by a script that a user writes, with TLS started inside (RFC 3207). */
final class SmtpStartTlsScriptTest {

  private static ScriptStep regex(String regex, String comment) {
    return new ScriptStep.Expect(
        null, regex, null, null, false, -1, null, "L7STS", null, "mail is up", null, comment);
  }

  private static final CheckScript SCRIPT =
      new ScriptCheck(
              PLAIN_PLAN,
              List.of(
                  regex("^220[ -]", "greeting"),
                  new ScriptStep.Send("EHLO probe.example\r\n", null),
                  regex("(?m)^250[ -]STARTTLS\\r$", "offers TLS"),
                  new ScriptStep.Send("STARTTLS\r\n", null),
                  regex("^220 ", "ready for TLS"),
                  new ScriptStep.StartTls(TLS, null),
                  new ScriptStep.Send("EHLO probe.example\r\n", null),
                  regex("(?m)^250 ", "greeting over TLS")))
          .compile()
          .script()
          .orElseThrow();

  private static ProbeDriver greeted() {
    ProbeDriver probe = new ProbeDriver(SCRIPT).connected();
    probe.received("220-mail.example ESMTP\r\n").sent();
    return probe.received("250-mail.example\r\n250-STARTTLS\r\n250 HELP\r\n");
  }

  @Test
  void theWholeConversationPasses() {
    ProbeDriver probe = greeted().sent().received("220 go ahead\r\n");
    assertThat(probe.last()).isEqualTo(new Action.StartTls(TLS));

    probe.secured().sent();
    assertThat(probe.received("250-mail.example\r\n").waits()).isTrue();
    CheckResult result = probe.received("250 HELP\r\n").result();
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    assertThat(result.info()).isEqualTo("mail is up");
    assertThat(result.tls()).isEqualTo(TLS_INFO);
    assertThat(probe.conclusion().mode()).isEqualTo(CloseMode.GRACEFUL);
  }

  @Test
  void aServerWithoutStartTlsFailsAtItsStep() {
    ProbeDriver probe = new ProbeDriver(SCRIPT).connected().received("220 hi\r\n").sent();

    CheckResult result = probe.received("250 HELP\r\n").peerClosed().result();
    assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(result.info())
        .isEqualTo(
            "reply did not match regex '(?m)^250[ -]STARTTLS\\r$' at step 3 comment: 'offers TLS':"
                + " got '250 HELP\\r\\n' (10 bytes)");
  }

  @Test
  void aReplyInjectedBeforeTheHandshakeIsNotBelieved() {
    ProbeDriver probe = greeted().sent().received("220 go ahead\r\n250 injected\r\n");

    assertThat(probe.secured().sent().waits()).isTrue();
    assertThat(probe.timedOut(Phase.RECEIVE).result().status()).isEqualTo(CheckStatus.L7TOUT);
  }

  @Test
  void aBadCertificateFailsAtTheHandshake() {
    ProbeDriver probe = greeted().sent().received("220 go ahead\r\n");

    CheckResult result =
        probe
            .failed(Phase.TLS, Failure.Kind.WRONG_NAME, "certificate has no SAN for a.example")
            .result();
    assertThat(result.status()).isEqualTo(CheckStatus.L6RSP);
    assertThat(result.info())
        .startsWith(
            "certificate has no SAN for a.example during the TLS handshake with 10.0.0.1:6379")
        .endsWith("at step 6 (starttls)");
  }
}
