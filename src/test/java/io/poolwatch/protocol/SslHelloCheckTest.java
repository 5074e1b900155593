package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.ProbeDriver;
import io.poolwatch.check.Problem;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Phase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SslHelloCheckTest {
  private static final SslHelloCheck CHECK = new SslHelloCheck();
  private static final String SERVER_HELLO =
      "\u0016\u0003\u0000\u0000\u0004\u0002\u0000\u0000\u0000";
  private static final String ALERT = "\u0015\u0003\u0001\u0000\u0002\u0002F";

  private static Play play(String... replies) {
    return Play.of(CHECK, Play.PLAIN, replies);
  }

  @Test
  void aHelloOfThirtyNineSuitesIsSent() {
    String sent = play(ALERT).sent().get(0);

    assertThat(sent)
        .hasSize(126)
        .startsWith("\u0016\u0003\u0000\u0000y\u0001\u0000\u0000u\u0003\u0000");
    assertThat(sent.substring(43, 46)).isEqualTo("\u0000\u0000N");
    assertThat(sent).endsWith("\u0000:\u0001\u0000");
  }

  @ParameterizedTest
  @ValueSource(strings = {SERVER_HELLO, ALERT})
  void aHandshakeAndAnAlertPassAlike(String reply) {
    assertThat(play(reply).verdict()).isEqualTo("L6OK");
  }

  @Test
  void theServerIsToldThatItIsOver() {
    assertThat(play(SERVER_HELLO).goodbye())
        .isEqualTo("\u0015\u0003\u0000\u0000\u0002\u0001\u0000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n",
        "\u0016\u0002\u0000\u0000\u0001",
        "\u0017\u0003\u0000\u0000\u0001"
      })
  void anythingElseIsNoAnswerOfSsl(String reply) {
    assertThat(play(reply).verdict())
        .startsWith("L6RSP reply did not match handshake or alert of SSL: got '");
  }

  @Test
  void anEmptyReplyIsToldAsSuch() {
    assertThat(play().verdict()).isEqualTo("L6RSP empty reply: the peer closed without a byte");
  }

  @Test
  void silenceIsLayerSix() {
    ProbeDriver probe = new ProbeDriver(Play.script(CHECK, Play.PLAIN)).connected().sent();

    assertThat(probe.received("\u0016\u0003\u0000\u0000").waits()).isTrue();
    assertThat(probe.timedOut(Phase.RECEIVE).result().status()).isEqualTo(CheckStatus.L6TOUT);
  }

  @Test
  void overTlsItMakesNoSense() {
    assertThat(CHECK.compile(Play.TLS).problems()).extracting(Problem::path).containsExactly("");
  }

  @Test
  void everyByteOfAReplyCounts() {
    talks().forEach(Robustness::assertStands);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = Fuzzing.TIME)
  void itStandsWhateverAFuzzerSays(byte[] input) {
    Fuzzing.assertStands(talks(), input);
  }

  static Stream<byte[]> seeds() {
    return Fuzzing.seeds(talks());
  }

  private static List<Talk> talks() {
    return List.of(Talk.of(CHECK, Play.PLAIN, "\u0016\u0003\u0000\u0000\u0001"));
  }
}
