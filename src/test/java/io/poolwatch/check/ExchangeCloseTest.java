package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.PLAIN_PLAN;
import static io.poolwatch.check.ProbeDriver.RESET;
import static io.poolwatch.check.ProbeDriver.TLS;
import static io.poolwatch.check.ProbeDriver.TLS_PLAN;
import static io.poolwatch.check.ProbeDriver.expect;
import static io.poolwatch.check.ProbeDriver.expectNot;
import static io.poolwatch.check.ProbeDriver.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.Phase;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** How a connection is ended. */
final class ExchangeCloseTest {

  private static ProbeDriver probe(Step... steps) {
    return new ProbeDriver(script(steps)).connected();
  }

  private static final ByteString QUIT = ByteString.fromString("QUIT\r\n");

  private CloseMode mode(CheckScript script, ClosePolicy policy, String reply) {
    ProbeDriver probe = new ProbeDriver(script, 100, policy);
    probe.connected(((Step.Connect) script.steps().get(0)).plan());
    return probe.received(reply).conclusion().mode();
  }

  @Test
  void byItselfAPlainConnectionIsReset() {
    assertThat(mode(script(expect("OK", false, 0)), ClosePolicy.AUTO, "OK"))
        .isEqualTo(CloseMode.ABORT);
  }

  @Test
  void byItselfTlsSaysGoodbyeAfterAPass() {
    CheckScript script = script(TLS_PLAN, expect("OK", false, 0));

    assertThat(mode(script, ClosePolicy.AUTO, "OK")).isEqualTo(CloseMode.GRACEFUL);
    assertThat(mode(script, ClosePolicy.AUTO, "NO")).isEqualTo(CloseMode.ABORT);
  }

  @Test
  void startTlsCountsAsTls() {
    ProbeDriver probe = probe(new Step.StartTls(TLS, null)).secured();

    assertThat(probe.conclusion().mode()).isEqualTo(CloseMode.GRACEFUL);
  }

  @Test
  void lingerClosesGracefullyAfterAPass() {
    List<Step> steps =
        List.of(new Step.Connect(PLAIN_PLAN, true, false, null), expect("OK", false, 0));
    CheckScript script =
        new CheckScript("script", steps, true, false, ByteString.emptyByteString());

    assertThat(mode(script, ClosePolicy.AUTO, "OK")).isEqualTo(CloseMode.GRACEFUL);
    assertThat(mode(script, ClosePolicy.AUTO, "NO")).isEqualTo(CloseMode.ABORT);
    assertThat(mode(script, ClosePolicy.ABORT, "OK")).isEqualTo(CloseMode.ABORT);
  }

  @Test
  void lingerHoldsBetweenTwoConnectionsToo() {
    List<Step> steps =
        List.of(
            new Step.Connect(PLAIN_PLAN, true, false, null),
            new Step.Connect(PLAIN_PLAN, false, false, null));
    CheckScript script =
        new CheckScript("script", steps, true, false, ByteString.emptyByteString());

    assertThat(new ProbeDriver(script).connected().last())
        .isEqualTo(new Action.Close(CloseMode.GRACEFUL));
  }

  @Test
  void theConfiguredWayIsForced() {
    CheckScript plain = script(expect("OK", false, 0));
    CheckScript tls = script(TLS_PLAN, expect("OK", false, 0));

    assertThat(mode(plain, ClosePolicy.GRACEFUL, "OK")).isEqualTo(CloseMode.GRACEFUL);
    assertThat(mode(plain, ClosePolicy.GRACEFUL, "NO")).isEqualTo(CloseMode.GRACEFUL);
    assertThat(mode(tls, ClosePolicy.ABORT, "OK")).isEqualTo(CloseMode.ABORT);
  }

  @Test
  void aPeerThatHasClosedIsClosedPlainly() {
    Action.Conclude passed = probe(expectNot("ERR")).received("x").peerClosed().conclusion();
    assertThat(passed.mode()).isEqualTo(CloseMode.GRACEFUL);
    assertThat(passed.goodbye().isEmpty()).isTrue();

    assertThat(probe(expect("OK")).received("NO").peerClosed().conclusion().mode())
        .isEqualTo(CloseMode.GRACEFUL);
  }

  private CheckScript polite() {
    List<Step> steps = List.of(Step.Connect.implicit(PLAIN_PLAN), expect("OK", false, 0));
    return new CheckScript("smtp", steps, false, true, QUIT);
  }

  @Test
  void aProtocolsGoodbyeIsSaidAfterAPass() {
    Action.Conclude end = new ProbeDriver(polite()).connected().received("OK").conclusion();

    assertThat(end.mode()).isEqualTo(CloseMode.GRACEFUL);
    assertThat(end.goodbye()).isEqualTo(QUIT);
  }

  @Test
  void aGoodbyeIsNotSaidAfterAFailureOrByForce() {
    ProbeDriver failed = new ProbeDriver(polite(), 100, ClosePolicy.GRACEFUL);
    assertThat(failed.connected().received("NO").conclusion().goodbye().isEmpty()).isTrue();

    ProbeDriver forced = new ProbeDriver(polite(), 100, ClosePolicy.ABORT);
    assertThat(forced.connected().received("OK").conclusion().goodbye().isEmpty()).isTrue();
  }

  @Test
  void aGoodbyeIsNotSaidToAPeerThatIsGone() {
    List<Step> steps = List.of(Step.Connect.implicit(PLAIN_PLAN), expectNot("ERR"));
    CheckScript script = new CheckScript("smtp", steps, false, true, QUIT);

    ProbeDriver closed = new ProbeDriver(script).connected().received("OK").peerClosed();
    assertThat(closed.conclusion().goodbye().isEmpty()).isTrue();

    ProbeDriver broken = new ProbeDriver(script).connected().received("OK");
    assertThat(broken.failed(Phase.RECEIVE, RESET).conclusion().goodbye().isEmpty()).isTrue();
  }
}
