package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebsocketCheckTest {
  private static final String KEY = "cG9vbHdhdGNoIHByb2JlIQ==";
  private static final String ACCEPT = "Sec-WebSocket-Accept: fYWUKiXfFR26ooE7oiqr6y57nbk=\r\n";
  private static final WebsocketCheck CHECK =
      new WebsocketCheck("/chat", null, null, null, "poolwatch/1");
  private static final WebsocketCheck PARTICULAR =
      new WebsocketCheck("/", "chat.example", "https://example.org", "v1.chat", "poolwatch/1");

  private static String head(String status, String... lines) {
    return "HTTP/1.1 " + status + "\r\n" + String.join("", lines) + "\r\n";
  }

  private static String upgrade(String... lines) {
    return head(
        "101 Switching Protocols",
        "Upgrade: WebSocket\r\n",
        "Connection: Upgrade\r\n",
        String.join("", lines));
  }

  private static String verdict(String reply) {
    return Play.of(CHECK, Play.PLAIN, reply).verdict();
  }

  @Test
  void aServerThatSwitchesProtocolsIsWell() {
    Play play = Play.of(CHECK, Play.PLAIN, upgrade(ACCEPT));

    assertThat(play.verdict()).isEqualTo("L7OK 101");
    assertThat(play.sent())
        .containsExactly(
            "GET /chat HTTP/1.1\r\nHost: a.example\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Key: "
                + KEY
                + "\r\nSec-WebSocket-Version: 13\r\nUser-Agent: poolwatch/1\r\n\r\n");
    assertThat(play.goodbye()).isEqualTo("\u0088\u0082\u0000\u0000\u0000\u0000\u0003\u00e8");
  }

  @Test
  void hostOriginAndSubprotocolAreSentAsConfigured() {
    Play play =
        Play.of(PARTICULAR, Play.TLS, upgrade(ACCEPT, "Sec-WebSocket-Protocol: v1.chat\r\n"));

    assertThat(play.verdict()).isEqualTo("L7OK 101");
    assertThat(play.sent().get(0))
        .contains(
            "Host: chat.example\r\n",
            "Origin: https://example.org\r\n",
            "Sec-WebSocket-Protocol: v1.chat\r\n");
  }

  @Test
  void theSubprotocolMustBeChosen() {
    assertThat(Play.of(PARTICULAR, Play.TLS, upgrade(ACCEPT)).verdict())
        .startsWith("L7STS 101 ")
        .contains("Sec-WebSocket-Protocol");
  }

  @Test
  void anotherStatusIsTheServersAnswer() {
    assertThat(verdict(head("426 Upgrade Required", "Content-Length: 0\r\n")))
        .isEqualTo("L7STS 426 426 Upgrade Required: expected status 101");
    assertThat(verdict(head("200 OK", "Content-Length: 0\r\n"))).startsWith("L7STS 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade: websocket\r\nConnection: Upgrade\r\n",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + KEY + "\r\n",
        "Upgrade: h2c\r\nConnection: Upgrade\r\n" + ACCEPT,
        "Upgrade: websocket\r\nConnection: keep-alive\r\n" + ACCEPT
      })
  void anUpgradeThatIsNoneIsToldAsSuch(String lines) {
    assertThat(verdict(head("101 Switching Protocols", lines)))
        .startsWith("L7STS 101 101 Switching Protocols: expected header ");
  }

  @Test
  void connectionMayNameMoreThanTheUpgrade() {
    String lines = "Upgrade: websocket\r\nConnection: keep-alive, upgrade\r\n" + ACCEPT;

    assertThat(verdict(head("101 Switching Protocols", lines))).isEqualTo("L7OK 101");
  }

  @Test
  void whatIsNoHttpIsToldAsSuch() {
    assertThat(verdict("+PONG\r\n")).startsWith("L7RSP");
  }

  @Test
  void aBadPathIsToldAtItsSetting() {
    WebsocketCheck bad = new WebsocketCheck("/a b", null, null, null, "poolwatch/1");

    assertThat(bad.compile(Play.PLAIN).problems())
        .extracting(Problem::path)
        .containsExactly("path");
  }

  @Test
  void aBadHeaderIsToldOfTheWholeCheck() {
    WebsocketCheck bad = new WebsocketCheck("/", null, "a\r\nb", null, "poolwatch/1");

    assertThat(bad.compile(Play.PLAIN).problems()).extracting(Problem::path).containsExactly("");
  }

  @Test
  void serversWithNamesOfTheirOwnAreAskedForThem() {
    assertThat(CHECK.variant(Play.PLAIN)).isEqualTo("a.example");
    assertThat(PARTICULAR.variant(Play.PLAIN)).isEmpty();
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
    return List.of(Talk.of(CHECK, Play.PLAIN, upgrade(ACCEPT)));
  }
}
