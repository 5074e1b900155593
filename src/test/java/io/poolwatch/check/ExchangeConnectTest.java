package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.RESET;
import static io.poolwatch.check.ProbeDriver.TLS_INFO;
import static io.poolwatch.check.ProbeDriver.TLS_PLAN;
import static io.poolwatch.check.ProbeDriver.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A script without anything to send or expect, and what connecting can come to. */
final class ExchangeConnectTest {

  @Test
  void connectingIsEnoughWithoutTls() {
    CheckResult result = new ProbeDriver(script()).start().tcp().result();

    assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(result.status()).isEqualTo(CheckStatus.L4OK);
    assertThat(result.phase()).isEqualTo(Phase.CONNECT);
    assertThat(result.tls()).isNull();
    assertThat(result.info()).isEmpty();
  }

  @Test
  void overTlsTheHandshakeDecides() {
    ProbeDriver probe = new ProbeDriver(script(TLS_PLAN)).start().tcp();
    assertThat(probe.waits()).isTrue();

    CheckResult result = probe.secured().result();
    assertThat(result.status()).isEqualTo(CheckStatus.L6OK);
    assertThat(result.phase()).isEqualTo(Phase.TLS);
    assertThat(result.tls()).isEqualTo(TLS_INFO);
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT, REFUSED,             L4CON,   while connecting to",
    "CONNECT, UNREACHABLE,         L4CON,   while connecting to",
    "CONNECT, IO,                  L4CON,   while connecting to",
    "TLS,     RESET,               L6RSP,   during the TLS handshake with",
    "TLS,     CERTIFICATE_EXPIRED, L6RSP,   during the TLS handshake with",
    "TLS,     WRONG_NAME,          L6RSP,   during the TLS handshake with",
    "TLS,     PLAINTEXT_PEER,      L6RSP,   during the TLS handshake with",
    "TLS,     HANDSHAKE_CLOSED,    L6RSP,   during the TLS handshake with",
  })
  void theLayerThatWasPendingNamesTheFailure(
      Phase phase, Failure.Kind kind, CheckStatus status, String doing) {
    ProbeDriver probe = new ProbeDriver(script(TLS_PLAN)).start();
    if (phase == Phase.TLS) {
      probe.tcp();
    }

    CheckResult result = probe.failed(phase, kind, "the detail").result();
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result.phase()).isEqualTo(phase);
    assertThat(result.info())
        .startsWith("the detail " + doing + " 10.0.0.1:6379 after ")
        .endsWith(" ms at the initial connection step");
  }

  @Test
  void aFailureSaysHowLongItTook() {
    ProbeDriver probe = new ProbeDriver(script(TLS_PLAN)).start().tcp();

    assertThat(probe.failed(Phase.TLS, RESET).result().info())
        .isEqualTo(
            "Connection reset during the TLS handshake with 10.0.0.1:6379 after 2 ms at the initial"
                + " connection step");
  }

  @Test
  void timeOutsNameTheLayerAndTheLimit() {
    CheckResult connecting = new ProbeDriver(script()).start().timedOut(Phase.CONNECT).result();
    assertThat(connecting.status()).isEqualTo(CheckStatus.L4TOUT);
    assertThat(connecting.info()).isEqualTo("no connection to 10.0.0.1:6379 within 2 s");

    CheckResult shaking =
        new ProbeDriver(script(TLS_PLAN)).start().tcp().timedOut(Phase.TLS).result();
    assertThat(shaking.status()).isEqualTo(CheckStatus.L6TOUT);
    assertThat(shaking.info()).isEqualTo("no TLS handshake with 10.0.0.1:6379 within 2 s");
  }

  @Test
  void afterTheResultEveryAnswerIsAwait() {
    ProbeDriver probe = new ProbeDriver(script()).start().tcp();
    assertThat(probe.concluded()).isTrue();

    assertThat(probe.received("late").waits()).isTrue();
    assertThat(probe.peerClosed().waits()).isTrue();
    assertThat(probe.secured().waits()).isTrue();
    assertThat(probe.failed(Phase.CLOSE, RESET).waits()).isTrue();
    assertThat(probe.timedOut(Phase.CLOSE).waits()).isTrue();
    assertThat(probe.closed().waits()).isTrue();
  }
}
