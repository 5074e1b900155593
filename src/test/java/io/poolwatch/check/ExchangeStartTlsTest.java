package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.TLS;
import static io.poolwatch.check.ProbeDriver.expect;
import static io.poolwatch.check.ProbeDriver.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Phase;
import org.junit.jupiter.api.Test;

/** TLS inside an open connection. */
final class ExchangeStartTlsTest {

  private static ProbeDriver probe(Step... steps) {
    return new ProbeDriver(script(steps)).connected();
  }

  @Test
  void startTlsAsTheLastStepIsLayer6() {
    ProbeDriver probe = probe(new Step.StartTls(TLS, null));
    assertThat(probe.last()).isEqualTo(new Action.StartTls(TLS));

    assertThat(probe.secured().result().status()).isEqualTo(CheckStatus.L6OK);
  }

  @Test
  void whatCameInTheClearIsForgotten() {
    ProbeDriver probe =
        probe(expect("go"), new Step.StartTls(TLS, null), expect("OK")).received("go OK");
    assertThat(probe.last()).isEqualTo(new Action.StartTls(TLS));

    assertThat(probe.received("OK").waits()).isTrue();
    assertThat(probe.secured().waits()).isTrue();
    assertThat(probe.received("OK").result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void aHandshakeThatFailsInsideTheConnectionIsLayer6() {
    CheckResult result =
        probe(new Step.StartTls(TLS, null), expect("OK"))
            .failed(Phase.TLS, Failure.Kind.UNKNOWN_CA, "unknown CA")
            .result();

    assertThat(result.status()).isEqualTo(CheckStatus.L6RSP);
    assertThat(result.info()).endsWith(" at step 1 (starttls)");
  }
}
