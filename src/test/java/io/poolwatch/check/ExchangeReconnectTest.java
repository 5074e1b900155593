package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.PLAIN_PLAN;
import static io.poolwatch.check.ProbeDriver.RESET;
import static io.poolwatch.check.ProbeDriver.TLS_PLAN;
import static io.poolwatch.check.ProbeDriver.expect;
import static io.poolwatch.check.ProbeDriver.expectNot;
import static io.poolwatch.check.ProbeDriver.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Phase;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** Scripts with more than one connection. */
final class ExchangeReconnectTest {

  private final CheckScript twice =
      new CheckScript(
          "script",
          List.of(
              new Step.Connect(PLAIN_PLAN, false, false, null),
              expect("one"),
              new Step.Connect(TLS_PLAN, false, false, "second"),
              expect("two")),
          true,
          false,
          ByteString.emptyByteString());

  @Test
  void theNextConnectionOpensWhenTheOneBeforeIsClosed() {
    ProbeDriver probe = new ProbeDriver(twice).connected().received("one two");
    assertThat(probe.last()).isEqualTo(new Action.Close(CloseMode.ABORT));

    assertThat(probe.received("two").waits()).isTrue();
    assertThat(probe.closed().last()).isEqualTo(new Action.Open(TLS_PLAN));
    assertThat(probe.tcp().secured().waits()).isTrue();
    assertThat(probe.received("two").result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void aConnectionThatBreaksWhileItIsClosedIsClosed() {
    ProbeDriver probe = new ProbeDriver(twice).connected().received("one");

    assertThat(probe.failed(Phase.CLOSE, RESET).last()).isEqualTo(new Action.Open(TLS_PLAN));
  }

  @Test
  void aConnectionThatHasBrokenNeedsNoClosing() {
    CheckScript script = script(expectNot("ERR"), new Step.Connect(TLS_PLAN, false, false, null));
    ProbeDriver probe = new ProbeDriver(script).connected().received("fine");

    assertThat(probe.failed(Phase.RECEIVE, RESET).last()).isEqualTo(new Action.Open(TLS_PLAN));
  }

  @Test
  void aTimeOutWhileClosingEndsTheProbe() {
    CheckResult result =
        new ProbeDriver(twice).connected().received("one").timedOut(Phase.CLOSE).result();

    assertThat(result.status()).isEqualTo(CheckStatus.L7TOUT);
  }

  @Test
  void thePeersEndOfOneConnectionIsNotThatOfTheNext() {
    ProbeDriver probe = new ProbeDriver(twice).connected().received("one").peerClosed().closed();

    assertThat(probe.tcp().secured().waits()).isTrue();
    assertThat(probe.received("two").concluded()).isTrue();
  }

  @Test
  void stepsCountFromOneWhereTheUserConnects() {
    CheckResult result =
        new ProbeDriver(twice)
            .connected()
            .received("one")
            .closed()
            .failed(Phase.CONNECT, Failure.Kind.REFUSED, "connection refused")
            .result();

    assertThat(result.status()).isEqualTo(CheckStatus.L4CON);
    assertThat(result.info()).endsWith("at step 3 (connect port 6379 tls) comment: 'second'");
  }
}
