package io.poolwatch.check;

import static io.poolwatch.check.Http2Peer.data;
import static io.poolwatch.check.Http2Peer.frame;
import static io.poolwatch.check.Http2Peer.headers;
import static io.poolwatch.check.Http2Peer.int32;
import static io.poolwatch.check.Http2Peer.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2: how replies are read, what is malformed or cut short. */
final class Http2ReplyTest {
  private static final String GOOD =
      settings() + headers(false, ":status", "200") + data(true, "OK");
  private static final int ROUNDS = 3_000;

  private static CheckScript script(@Nullable String conditional, HttpExpect... expects) {
    HttpRequest get = new HttpRequest("GET", "/health", "2", List.of(), "");
    return new HttpCheck(
            ProbeDriver.PLAIN_PLAN, get, "a.example", "pw", List.of(expects), conditional)
        .compile()
        .script()
        .orElseThrow();
  }

  private static ProbeDriver asked(HttpExpect... expects) {
    return new ProbeDriver(script(null, expects)).connected().sent();
  }

  private static String verdict(ProbeDriver probe) {
    CheckResult result = probe.result();
    String code = result.code() == CheckResult.NO_CODE ? "" : " " + result.code();
    return result.status() + code + (result.info().isEmpty() ? "" : " " + result.info());
  }

  /** What a reply comes to, at its end at the latest. */
  private static String verdict(String reply, HttpExpect... expects) {
    ProbeDriver probe = asked(expects).received(reply);
    for (int i = 0; i < 2 && !probe.concluded(); i++) {
      probe = probe.last() instanceof Action.Send ? probe.sent() : probe.peerClosed();
    }
    return verdict(probe);
  }

  @Test
  void theRulesAreThoseOfHttp() {
    HttpExpect body = HttpReplies.string("OK", false);
    HttpExpect header =
        new HttpExpect(
            null,
            null,
            new HttpExpect.HeaderLine("X-A", "b", HttpExpect.HeaderMatch.EXACT),
            null,
            null,
            false);

    assertThat(verdict(GOOD, body)).isEqualTo("L7OK 200");
    assertThat(verdict(settings() + headers(true, ":status", "204"))).isEqualTo("L7OK 204");
    assertThat(verdict(settings() + headers(true, ":status", "200", "x-a", "b"), header))
        .isEqualTo("L7OK 200");
    assertThat(verdict(GOOD, header)).startsWith("L7STS 200 200 OK: expected header X-A");
    assertThat(verdict(GOOD, HttpReplies.string("no", false)))
        .isEqualTo("L7RSP 200 body did not match string 'no': got 'OK' (2 bytes)");
    ProbeDriver probe = new ProbeDriver(script("404")).connected().sent();
    assertThat(probe.received(settings() + headers(true, ":status", "404")).result().status())
        .isEqualTo(CheckStatus.L7OKC);
  }

  @Test
  void theHeadDecidesAgainstAServerAtOnce() {
    ProbeDriver probe = asked().received(settings() + headers(false, ":status", "503"));

    assertThat(verdict(probe))
        .isEqualTo("L7STS 503 503 Service Unavailable: expected status 200-399");
  }

  @Test
  void nothingPassesBeforeTheReplyIsWhole() {
    ProbeDriver probe = asked().received(settings() + headers(false, ":status", "200"));

    assertThat(probe.concluded()).isFalse();
    assertThat(verdict(settings() + headers(false, ":status", "200") + data(false, "O")))
        .isEqualTo("L7RSP 200 truncated reply: 200, but only 1 byte of the body");
    assertThat(probe.sent().timedOut(Phase.RECEIVE).result().status())
        .isEqualTo(CheckStatus.L7TOUT);
  }

  @Test
  void settingsAndPingsAreAcknowledged() {
    ProbeDriver probe = asked().received(settings() + frame(Http2Peer.PING, 0, 0, "12345678"));

    String answer = ((Action.Send) probe.last()).bytes().decodeString(StandardCharsets.ISO_8859_1);
    assertThat(answer)
        .isEqualTo(
            frame(Http2Peer.SETTINGS, Http2Peer.ACK, 0, "")
                + frame(Http2Peer.PING, Http2Peer.ACK, 0, "12345678"));
    assertThat(probe.sent().received(GOOD.substring(settings().length())).result().status())
        .isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void noPeerProlongsAProbeByPings() {
    ProbeDriver probe = asked().received(settings());
    int sends = 0;
    while (probe.last() instanceof Action.Send) {
      sends++;
      probe = probe.sent().received(frame(Http2Peer.PING, 0, 0, "12345678"));
    }

    assertThat(sends).isEqualTo(Http2Stream.MOST_ANSWERS);
  }

  @Test
  void anAcknowledgementGivesNoNewBudget() {
    String half = data(false, "x".repeat(ProbeDriver.BUDGET / 2));
    ProbeDriver probe =
        asked(HttpReplies.string("well", false))
            .received(settings() + headers(false, ":status", "200"));
    probe.sent().received(half + frame(Http2Peer.PING, 0, 0, "12345678"));

    assertThat(probe.last()).isInstanceOf(Action.Send.class);
    assertThat(probe.sent().received(half).result().info()).startsWith("body did not match");
  }

  @Test
  void interimRepliesPaddingPriorityAndTrailersAreRead() {
    String block = Http2Peer.block(":status", "200");
    String padded = "\u0002" + int32(0) + "\u0010" + block + "\0\0";
    int flags = Http2Peer.END_HEADERS | Http2Peer.PADDED | Http2Peer.PRIORITY;

    assertThat(
            verdict(
                settings()
                    + headers(false, ":status", "103", "link", "x")
                    + frame(Http2Peer.HEADERS, flags, 1, padded)
                    + frame(Http2Peer.WINDOW_UPDATE, 0, 0, int32(1))
                    + frame(99, 0, 0, "unknown")
                    + data(false, "O")
                    + frame(Http2Peer.DATA, Http2Peer.PADDED, 1, "\u0001K\0")
                    + headers(true, "x-sum", "1"),
                HttpReplies.string("OK", false)))
        .isEqualTo("L7OK 200");
  }

  @Test
  void headersMayBeContinued() {
    String block = Http2Peer.block(":status", "200", "x", "y");

    assertThat(
            verdict(
                settings()
                    + frame(Http2Peer.HEADERS, Http2Peer.END_STREAM, 1, block.substring(0, 1))
                    + frame(Http2Peer.CONTINUATION, 0, 1, block.substring(1, 2))
                    + frame(Http2Peer.CONTINUATION, 4, 1, block.substring(2))))
        .isEqualTo("L7OK 200");
  }

  static List<String> broken() {
    return List.of(
        "HTTP/1.1 400 Bad Request\r\n\r\n|not an HTTP/2 reply: got 'HTTP/1.1 400 Bad"
            + " Request\\r\\n\\r\\n' (HTTP/1.x: does the server speak HTTP/2 here?)",
        "\u0015\u0003\u0003\0\u0002\u0002(|not an HTTP/2 reply: got"
            + " '\\x15\\x03\\x03\\x00\\x02\\x02(' (a TLS alert: is TLS missing?)",
        settings() + data(true, "x") + "|a body without a head",
        settings() + headers(true, ":status", "100") + "|an interim reply too many: 100",
        settings() + headers(true, "x", "y") + "|Mandatory response header ':status' not found",
        settings() + headers(true, ":status", "abc") + "|Invalid response status: abc",
        settings() + frame(9, 4, 1, "") + "|a continuation of nothing",
        settings() + frame(1, 0, 1, "") + settings() + "|a frame of another kind within headers",
        settings() + frame(1, 4, 3, "") + "|a frame of stream 3",
        settings() + frame(1, 0, 1, "") + frame(9, 4, 3, "") + "|a frame of stream 3",
        settings() + frame(0, 0, 3, "x") + "|a frame of stream 3",
        settings() + frame(3, 0, 1, "123") + "|a frame that is too short",
        settings() + frame(7, 0, 0, "1234567") + "|a frame that is too short",
        settings() + frame(1, 36, 1, "abc") + "|headers shorter than their priority",
        settings() + frame(5, 4, 1, "") + "|a push that was not allowed",
        settings() + frame(6, 0, 0, "1") + "|a frame that is too short",
        settings() + frame(4, 0, 0, "1") + "|bad SETTINGS",
        settings() + frame(3, 0, 1, int32(7)) + "|the server reset the stream: REFUSED_STREAM",
        settings() + frame(3, 0, 1, int32(99)) + "|the server reset the stream: error 99",
        settings()
            + frame(7, 0, 0, int32(0) + int32(11) + "calm down")
            + "|the server said goodbye: ENHANCE_YOUR_CALM 'calm down'",
        settings() + frame(7, 0, 0, int32(0) + int32(0)) + "|the server said goodbye: NO_ERROR",
        settings()
            + "\u00ff\u00ff\u00ff\0\0\0\0\0\u0001|a frame of 16777215 bytes, more than 16384",
        settings() + "\u00ff\u00ff\u00f7c\0\0\0\0\u0001|a frame of 16777207 bytes",
        settings() + frame(1, 13, 1, "\u0005x") + "|a frame of less than its padding",
        settings() + frame(0, 8, 1, "") + "|a frame of less than its padding",
        settings() + frame(0, 8, 1, "\u0002x") + "|a frame of less than its padding",
        settings()
            + frame(1, 4, 1, "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")
            + "|Max integer exceeded");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void whatIsWrongWithAReplyIsTold(String row) {
    String reply = row.substring(0, row.lastIndexOf('|'));
    ProbeDriver probe = asked().received(reply);

    assertThat(verdict(probe)).startsWith("L7RSP " + row.substring(row.lastIndexOf('|') + 1));
    assertThat(probe.result().ownInfo()).isEqualTo("bad HTTP/2 reply");
  }

  @Test
  void interimRepliesAreCounted() {
    String interim = headers(false, ":status", "103");
    String most = settings() + interim.repeat(HttpReply.MOST_INTERIM);

    assertThat(verdict(most + GOOD.substring(settings().length()))).isEqualTo("L7OK 200");
    assertThat(verdict(most + interim)).startsWith("L7RSP an interim reply too many: 103");
  }

  @Test
  void whatIsWaitedForIsTold() {
    ProbeDriver probe = asked().received(settings() + headers(false, ":status", "200")).sent();

    assertThat(probe.received(data(false, "O")).timedOut(Phase.RECEIVE).result().info())
        .endsWith("200, but only 1 byte of the body");
    assertThat(script(null).steps().get(1).describe()).startsWith("HTTP/2: ");
  }

  @Test
  void aMatchThatWasPutOffIsMadeUpForWhenTheTimeIsOver() {
    ProbeDriver probe = asked(new HttpExpect(null, null, null, null, "end", true));
    probe.received(settings() + headers(false, ":status", "200")).sent();
    probe.received(frame(Http2Peer.DATA, 0, 1, ".".repeat(8_000)).substring(0, 9));
    for (int i = 0; i < 8_000; i++) {
      probe.received(".");
    }
    probe.received(data(false, "end"));
    assertThat(probe.waits()).as("put off").isTrue();

    assertThat(verdict(probe.timedOut(Phase.RECEIVE)))
        .startsWith("L7RSP 200 body matched unwanted regex 'end'");
  }

  @Test
  void whatCameBeforeTheRequestIsNoAnswerToIt() {
    Step ask = script(null).steps().get(1);
    ProbeDriver probe = new ProbeDriver(ProbeDriver.script(ProbeDriver.expect("banner"), ask));
    probe.connected().received("banner, and more");

    assertThat(verdict(probe.sent().received(GOOD))).isEqualTo("L7OK 200");
  }

  @Test
  void thereIsOneHead() {
    String head = headers(false, ":status", "200");

    assertThat(verdict(settings() + head + head)).isEqualTo("L7RSP 200 a second head");
  }

  @Test
  void aGoodbyeThatLetsTheReplyPassIsNoFault() {
    String goodbye = frame(Http2Peer.GOAWAY, 0, 0, int32(1) + int32(0));

    assertThat(verdict(settings() + goodbye + GOOD.substring(settings().length())))
        .isEqualTo("L7OK 200");
  }

  /** 4096 bytes that one byte repeats: 60 KiB of frames would be 240 MiB of headers. */
  @Test
  void headersThatGrowWhenTheyAreReadAreBounded() {
    String big = "@\u0001x\u007f\u0081\u001e" + "y".repeat(4000);
    String bomb = big + "\u00be".repeat(1000);
    String block = Http2Peer.block(":status", "200") + bomb;

    assertThat(verdict(settings() + frame(1, 5, 1, block))).startsWith("L7RSP Maximum header list");
  }

  @Test
  void theGoodbyeEndsTheConnection() {
    assertThat(script(null).goodbye().decodeString(StandardCharsets.ISO_8859_1))
        .isEqualTo(frame(Http2Peer.GOAWAY, 0, 0, int32(0) + int32(0)));
  }

  @Test
  void aPeerThatSaysNothingIsTold() {
    assertThat(verdict(asked().peerClosed()))
        .isEqualTo("L7RSP empty reply: the peer closed without a byte");
    assertThat(verdict(settings())).isEqualTo("L7RSP truncated reply: no head of a reply");
    assertThat(verdict("\0\0")).isEqualTo("L7RSP truncated reply: no SETTINGS of HTTP/2");
  }

  /** One DATA frame alone is longer than what is looked at. */
  @Test
  void aBodyBeyondTheBudgetIsJudgedByThePartThatHasCome() {
    String frame = data(false, "status: ok" + "x".repeat(16_384 - 10));
    String reply = headers(false, ":status", "200") + frame + frame;

    ProbeDriver found = asked(HttpReplies.string("status: ok", false)).received(settings()).sent();
    assertThat(verdict(found.received(reply))).isEqualTo("L7OK 200");

    ProbeDriver missing = asked(HttpReplies.string("no", false)).received(settings()).sent();
    assertThat(verdict(missing.received(reply)))
        .startsWith("L7RSP 200 body did not match string 'no': got 'status: okxxx");
  }

  /**
   * What is over the budget is lost, so that after an answer no frame would begin where it should.
   */
  @Test
  void anAnswerThatFollowsDroppedBytesIsTheEnd() {
    String head = settings() + headers(false, ":status", "200");
    String reply = head + data(false, "OK" + "x".repeat(16_382)) + data(false, "x".repeat(16_384));

    ProbeDriver found = asked(HttpReplies.string("OK", false));
    assertThat(verdict(found.received(reply))).isEqualTo("L7OK 200");
  }

  @Test
  void anUnwantedTextDecidesBeforeItsFrameIsWhole() {
    HttpExpect unwanted = HttpReplies.string("broken", true);
    String reply = headers(false, ":status", "200") + data(true, "so broken" + "x".repeat(100));
    ProbeDriver probe = asked(unwanted).received(settings()).sent();

    assertThat(verdict(probe.received(reply.substring(0, reply.length() - 100))))
        .startsWith("L7RSP 200 body matched unwanted string 'broken'");
  }

  // Hostile bytes.

  static List<String> whole() {
    String head = settings() + headers(false, ":status", "200");
    return List.of(
        GOOD,
        GOOD + "\u00ff".repeat(20),
        head + frame(Http2Peer.DATA, Http2Peer.PADDED | 1, 1, "\u0003OK\0\0\0"),
        head + frame(Http2Peer.DATA, Http2Peer.PADDED, 1, "\u0002O\0\0") + data(true, "K"),
        head + data(false, "") + data(false, "OK") + data(true, ""));
  }

  @ParameterizedTest
  @MethodSource("whole")
  void everySplitGivesTheSame(String reply) {
    Splits.forEach(
        reply.length(),
        cut -> {
          ProbeDriver probe = asked(HttpReplies.string("OK", false));
          assertThat(verdict(fed(probe, cut.pieces(ProbeDriver.bytes(reply)))))
              .isEqualTo("L7OK 200");
        });
  }

  private static ProbeDriver fed(ProbeDriver probe, List<ByteString> pieces) {
    ProbeDriver fed = probe;
    for (ByteString piece : pieces) {
      fed = fed.last() instanceof Action.Send ? fed.sent() : fed;
      fed = fed.concluded() ? fed : fed.received(piece);
    }
    return fed;
  }

  static List<String> longer() {
    String body = "OK" + "x".repeat(100);
    return List.of(
        data(true, body),
        frame(Http2Peer.DATA, Http2Peer.PADDED | 1, 1, "@" + body + "\0".repeat(0x40)),
        frame(Http2Peer.DATA, Http2Peer.PADDED | 1, 1, "\u00a0OK" + "\0".repeat(0xa0)));
  }

  @ParameterizedTest
  @MethodSource("longer")
  void everySplitOfABodyBeyondTheBudgetGivesTheSame(String body) {
    String reply = headers(false, ":status", "200") + body;
    Splits.forEach(
        reply.length(),
        cut -> {
          CheckScript script = script(null, HttpReplies.string("OK", false));
          ProbeDriver probe = new ProbeDriver(script, 64, ClosePolicy.AUTO).connected().sent();
          probe = probe.received(settings()).sent();
          assertThat(verdict(fed(probe, cut.pieces(ProbeDriver.bytes(reply)))))
              .isEqualTo("L7OK 200");
        });
  }

  @Test
  void everySplitOfAReplyThatBreaksOffGivesTheSame() {
    String refusal = headers(false, ":status", "503") + settings().replace('\u0004', '\u0005');
    Splits.forEach(
        refusal.length(),
        cut -> {
          ProbeDriver probe = asked().received(settings()).sent();
          assertThat(verdict(fed(probe, cut.pieces(ProbeDriver.bytes(refusal)))))
              .isEqualTo("L7STS 503 503 Service Unavailable: expected status 200-399");
        });
  }

  @Test
  void everyByteOfAReplyCounts() {
    for (int length = 0; length < GOOD.length(); length++) {
      String cutOff = GOOD.substring(0, length);
      String verdict = length == 0 ? verdict(asked().peerClosed()) : verdict(cutOff);
      assertThat(verdict).as("%d bytes", length).startsWith("L7RSP");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void nothingThrowsWhateverComes(int seed) {
    Random random = new Random(Splits.SEED + seed);
    List<String> kinds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = GOOD.getBytes(StandardCharsets.ISO_8859_1);
      for (int i = 0; i <= random.nextInt(4); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      ProbeDriver probe = asked().received(ByteString.fromArray(bytes));
      probe = probe.last() instanceof Action.Send ? probe.sent() : probe;
      probe = probe.concluded() ? probe : probe.peerClosed();
      assertThat(probe.result().outcome()).isNotEqualTo(Outcome.INCONCLUSIVE);
      kinds.add(probe.result().status().name());
    }
    assertThat(kinds).contains("L7OK", "L7RSP");
  }
}
