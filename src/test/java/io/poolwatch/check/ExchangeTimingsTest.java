package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.TLS_PLAN;
import static io.poolwatch.check.ProbeDriver.expect;
import static io.poolwatch.check.ProbeDriver.script;
import static io.poolwatch.check.ProbeDriver.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.Phase;
import io.poolwatch.model.Timings;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** How long each part of a probe took. */
final class ExchangeTimingsTest {

  private static ProbeDriver probe(Step... steps) {
    return new ProbeDriver(script(steps)).connected();
  }

  @Test
  void eachPartOfAProbeIsTimed() {
    ProbeDriver probe = new ProbeDriver(script(TLS_PLAN, send("PING"), expect("OK")));
    probe.start().tcp().secured().progress(1, 3).progress(3, 0).received("O").received("K");

    assertThat(probe.result().timings())
        .isEqualTo(
            new Timings(
                ProbeDriver.MILLI,
                ProbeDriver.MILLI,
                2 * ProbeDriver.MILLI,
                ProbeDriver.MILLI,
                6 * ProbeDriver.MILLI));
  }

  @Test
  void connectionsAndHandshakesAddUp() {
    List<Step> steps =
        List.of(
            new Step.Connect(TLS_PLAN, false, false, null),
            new Step.Connect(ProbeDriver.PLAIN_PLAN, false, false, null),
            new Step.StartTls(ProbeDriver.TLS, null));
    CheckScript script =
        new CheckScript("script", steps, true, false, ByteString.emptyByteString());
    ProbeDriver probe = new ProbeDriver(script).start().tcp().secured();
    probe.received("late").closed().received("early").tcp().received("x").secured();

    Timings timings = probe.result().timings();
    assertThat(timings.connectNanos()).isEqualTo(3 * ProbeDriver.MILLI);
    assertThat(timings.tlsNanos()).isEqualTo(3 * ProbeDriver.MILLI);
  }

  @Test
  void partsThatDidNotHappenAreAbsent() {
    Timings timings = new ProbeDriver(script()).start().timedOut(Phase.CONNECT).result().timings();

    assertThat(timings)
        .isEqualTo(
            new Timings(
                Timings.ABSENT, Timings.ABSENT, Timings.ABSENT, Timings.ABSENT, ProbeDriver.MILLI));
  }

  @Test
  void aBannerIsTimedFromTheConnection() {
    Timings timings = probe(expect("220")).received("220 hi").result().timings();

    assertThat(timings.firstByteNanos()).isEqualTo(ProbeDriver.MILLI);
    assertThat(timings.sendNanos()).isEqualTo(Timings.ABSENT);
  }
}
