package io.poolwatch.check;

import static io.poolwatch.check.HttpReplies.CHUNKED;
import static io.poolwatch.check.HttpReplies.OK;
import static io.poolwatch.check.HttpReplies.closed;
import static io.poolwatch.check.HttpReplies.ended;
import static io.poolwatch.check.HttpReplies.held;
import static io.poolwatch.check.HttpReplies.reply;
import static io.poolwatch.check.HttpReplies.statusHeld;
import static io.poolwatch.check.HttpReplies.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.Dialogue.Conversation;
import io.poolwatch.check.Dialogue.Done;
import io.poolwatch.check.Dialogue.End;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How replies are read: framing, interim replies, what is malformed or cut short. */
final class HttpReplyTest {
  private static String unescape(String text) {
    return text.translateEscapes().replace("\u00b6", "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200 OK¶Content-Length: 2¶¶OK                                     | L7OK",
        "HTTP/1.1 200 OK¶Content-Length: 0¶¶                                       | L7OK",
        "HTTP/1.1 200¶¶                                                            | L7OK",
        "HTTP/1.1 200 ¶¶                                                           | L7OK",
        "HTTP/1.1  200  OK¶¶                                                       | L7OK",
        "HTTP/1.0 200 OK\\nServer: x\\n\\n                                         | L7OK",
        "¶HTTP/1.1 200 OK¶¶                                                        | L7OK",
        "HTTP/1.1 399 Odd¶¶                                                        | L7OK",
        "HTTP/1.1 200 \u00c3\u00a9\u00e9¶¶                                         | L7OK",
        "HTTP/1.1 200 OK¶X: a¶ b¶¶                                                 | L7OK",
        "HTTP/1.1 204 None¶Content-Length: 9¶¶                                     | L7OK",
        "HTTP/1.1 304 Same¶Content-Length: 9¶¶                                     | L7OK",
        "HTTP/1.1 200 OK¶Content-Length: 2¶Content-Length: 2¶¶OK                   | L7OK",
        "HTTP/1.1 200 OK¶Content-Length: 2, 2¶¶OK                                  | L7OK",
        "HTTP/1.1 200 OK¶Content-Length: 9¶Transfer-Encoding: chunked¶¶0¶¶         | L7OK",
        "HTTP/1.1 200 OK¶Transfer-Encoding: gzip, Chunked¶¶0¶¶                     | L7OK",
        "HTTP/1.1 200 OK¶Transfer-Encoding: gzip¶¶xx                               | L7OK",
        "HTTP/1.0 200 OK¶Transfer-Encoding: chunked¶¶0¶¶                           | L7OK",
        "HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶2;x=y¶OK¶0¶T: 1¶¶             | L7OK",
        "HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶2\\nOK\\n0\\n\\n              | L7OK",
        "HTTP/1.1 100 Continue¶¶HTTP/1.1 103 Hints¶Link: x¶¶HTTP/1.1 200 OK¶¶      | L7OK",
        "HTTP/1.1 199 Odd¶¶                                                        | ",
        "HTTP/1.1 101 Switching¶¶                                                  | L7STS",
        "HTTP/1.1 404 Not Found¶¶                                                  | L7STS",
        "HTTP/1.1 400 Bad¶Content-Length: 100¶¶                                    | L7STS",
        "HTTP/1.1 200 OK¶Content-Length: 3¶¶OK                                     | ",
        "HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶2¶OK¶                         | ",
        "HTTP/1.1 200 OK¶                                                          | ",
        "HTTP/1.1 200                                                              | ",
        "H                                                                         | ",
        "¶¶                                                                        | ",
        "x                                                                         | L7RSP",
        "HTTP/2 200 OK¶¶                                                           | L7RSP",
        "HTTP/0.9 200 OK¶¶                                                         | L7RSP",
        "http/1.1 200 OK¶¶                                                         | L7RSP",
        "HTTP/1.1 99 OK¶                                                           | L7RSP",
        "HTTP/1.1 000 OK¶                                                          | L7RSP",
        "HTTP/1.1 2000 OK¶                                                         | L7RSP",
        "HTTP/1.1 -20 OK¶                                                          | L7RSP",
        "HTTP/1.1¶                                                                 | L7RSP",
        "HTTP/1.1 200 OK¶no colon¶¶                                                | L7RSP",
        "HTTP/1.1 200 OK¶X : y¶¶                                                   | L7RSP",
        "HTTP/1.1 200 OK¶Content-Length: x¶¶                                       | L7RSP",
        "HTTP/1.1 200 OK¶Content-Length: -1¶¶                                      | L7RSP",
        "HTTP/1.1 200 OK¶Content-Length: ¶¶                                        | L7RSP",
        "HTTP/1.1 200 OK¶Content-Length: 99999999999999999999¶¶                    | L7RSP",
        "HTTP/1.1 200 OK¶Content-Length: 2¶Content-Length: 3¶¶OK                   | L7RSP",
        "HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶zz¶                           | L7RSP",
        "HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶-3¶abc¶                       | L7RSP",
        "HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶2¶OKAY¶0¶¶                    | L7RSP",
      })
  void aReplyIsReadAsItShouldBe(String escaped, @Nullable CheckStatus status) {
    Done done = held(reply(), unescape(escaped));

    assertThat(done == null ? null : done.status())
        .as(done == null ? "undecided" : done.info())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                        | empty reply: the peer closed without a byte",
        "HTTP/1.1 20                               | the reply ended within its head: got 'HTTP/1.1"
            + " 20'",
        "HTTP/1.1 200 OK¶X: y                      | the reply ended within its head: got 'X: y'",
        "HTTP/1.1 200 OK¶X: y¶                     | the reply ended within its head",
        "HTTP/1.1 100 Go¶¶                         | the reply ended within its head",
        "HTTP/1.1 200 OK¶Content-Length: 3¶¶OK     | truncated reply: 2 of 3 bytes of the body",
        "HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶2¶O | truncated reply: 1 byte of the body,"
            + " without its end",
        "HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶2¶OK¶ | truncated reply: 2 bytes of the body,"
            + " without its end",
        "HTTP/1.1 2x0 OK¶                          | bad HTTP reply: Status line contains invalid"
            + " status code; error at offset 10: <HTTP/1.1 2x0 OK>",
        "HTTP/1.1 200 OK¶Content-Length: 0¶Content-Length: 5¶¶ | bad HTTP reply: contradicting"
            + " Content-Length headers",
        "HTTP/1.1 200 OK¶Content-Length: 1234567890123456789¶¶ | bad HTTP reply: bad"
            + " Content-Length: '1234567890123456789'",
        "HTTP/1.1 200 OK¶Transfer-Encoding: chunked¶¶zz¶ | bad HTTP body: Bad chunk header: zz",
        "SSH-2.0-x¶                                | not an HTTP/1.x reply: got 'SSH-2.0-x\\r\\n'",
        "HTTP/2 200¶                               | not an HTTP/1.x reply: got 'HTTP/2 200\\r\\n'",
      })
  void whatIsWrongWithAReplyIsTold(String escaped, String info) {
    Done done = closed(reply(), unescape(escaped));

    assertThat(done.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(done.info()).isEqualTo(info);
  }

  @Test
  void aTlsAlertHintsAtTls() {
    assertThat(closed(reply(), "\u0015\u0003\u0001\u0000\u0002\u0002(").info())
        .isEqualTo(
            "not an HTTP/1.x reply: got '\\x15\\x03\\x01\\x00\\x02\\x02(' (a TLS alert: is TLS"
                + " missing?)");
  }

  @Test
  void aPassCarriesTheCode() {
    Done done = Objects.requireNonNull(held(reply(), "HTTP/1.1 302 Found\r\n\r\n"));

    assertThat(done.code()).isEqualTo(302);
    assertThat(done.info()).isEmpty();
    assertThat(done.ownInfo()).as("no text that a passing probe must make").isNull();
    assertThat(closed(reply(), "").code()).isEqualTo(CheckResult.NO_CODE);
  }

  @Test
  void theReplyToAHeadRequestHasNoBody() {
    String head = OK + "Content-Length: 1000\r\n\r\n";

    assertThat(statusHeld(reply("HEAD", null), head)).isEqualTo(CheckStatus.L7OK);
    assertThat(held(reply("GET", null), head)).isNull();
  }

  @Test
  void aBodyLongerThanTheBudgetIsJudgedByWhatIsWithinIt() {
    String cut = OK + "Content-Length: 1000000\r\n\r\nhello";

    assertThat(ended(reply(), cut, End.BUDGET).status()).isEqualTo(CheckStatus.L7OK);
    assertThat(ended(reply(string("hello", false)), cut, End.BUDGET).status())
        .isEqualTo(CheckStatus.L7OK);
    assertThat(ended(reply(string("bye", false)), cut, End.BUDGET).status())
        .isEqualTo(CheckStatus.L7RSP);
    assertThat(ended(reply(string("bye", true)), cut, End.BUDGET).status())
        .isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void longHeadersAndManyHeadersAreNoFault() {
    String headers = "X: " + "y".repeat(10_000) + "\r\n" + "Y: z\r\n".repeat(200);

    assertThat(statusHeld(reply(), OK + headers + "\r\n")).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void moreHeadersThanAnyServerSendsAreAFault() {
    String most = "Y: z\r\n".repeat(HttpReply.MOST_HEADERS);

    assertThat(statusHeld(reply(), OK + most + "\r\n")).isEqualTo(CheckStatus.L7OK);
    assertThat(statusHeld(reply(), OK + most + "Y: z\r\n\r\n")).isEqualTo(CheckStatus.L7RSP);
  }

  @Test
  void aHeadLongerThanTheBudgetIsAFault() {
    Done done = ended(reply(), OK + "X: " + "y".repeat(100), End.BUDGET);

    assertThat(done.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(done.info()).startsWith("the head is longer than max-response-bytes: got 'X: yyy");
  }

  @Test
  void interimRepliesAreBounded() {
    String interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
    String some = interim.repeat(HttpReply.MOST_INTERIM);

    assertThat(statusHeld(reply(), some + OK + "\r\n")).isEqualTo(CheckStatus.L7OK);
    Done many = Objects.requireNonNull(held(reply(), some + interim));
    assertThat(many.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(many.info()).isEqualTo("more than 16 interim replies, the last 103");
  }

  @Test
  void aSwitchOfProtocolsIsAFinalReply() {
    Dialogue upgrade = reply(HttpExpect.ofStatus("101"));

    assertThat(statusHeld(upgrade, "HTTP/1.1 101 Switching\r\n\r\n")).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void whatIsWaitedForIsTold() {
    Conversation head = reply().begin();
    head.received(ProbeDriver.bytes("HTTP/1.1 2"));
    assertThat(head.pending()).isEqualTo("the head has not ended: got 'HTTP/1.1 2'");

    Conversation body = reply().begin();
    body.received(ProbeDriver.bytes(OK + "Content-Length: 10\r\n\r\nabc"));
    assertThat(body.pending()).isEqualTo("200, but only 3 of 10 bytes of the body");
  }

  @Test
  void aMatchThatWasPutOffIsMadeUpForWhenTheTimeIsOver() {
    HttpExpect regex = new HttpExpect(null, null, null, null, "end", false);
    Conversation conversation = reply(regex).begin();
    conversation.received(ProbeDriver.bytes(OK + "\r\n"));
    for (int i = 0; i < 8_000; i++) {
      assertThat(conversation.received(ProbeDriver.bytes(".")))
          .isEqualTo(Dialogue.NeedMore.INSTANCE);
    }
    assertThat(conversation.expired()).isNull();
    Dialogue.Turn turn = conversation.received(ProbeDriver.bytes("end"));
    assertThat(turn).as("put off").isEqualTo(Dialogue.NeedMore.INSTANCE);

    assertThat(Objects.requireNonNull(conversation.expired()).status()).isEqualTo(CheckStatus.L7OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 ", "HTTP/1.1 200 OK\r\n", CHUNKED, OK + "\r\n"})
  void nothingThrowsOnRandomBytes(String start) {
    Random random = new Random(Splits.SEED);
    Dialogue dialogue = reply(string("x", false), string("y", true));
    for (int round = 0; round < 3_000; round++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      for (int i = 0; round % 2 == 0 && i < noise.length; i++) {
        noise[i] = (byte) "\r\n:; 0123456789abcHT/".charAt(Math.floorMod(noise[i], 21));
      }
      String text = start + new String(noise, StandardCharsets.ISO_8859_1);
      Conversation conversation = dialogue.begin();
      int cut = random.nextInt(text.length() + 1);
      Dialogue.Turn turn = conversation.received(ProbeDriver.bytes(text.substring(0, cut)));
      if (!(turn instanceof Done)) {
        turn = conversation.received(ProbeDriver.bytes(text.substring(cut)));
      }
      Done done = turn instanceof Done early ? early : conversation.ended(End.CLOSED);

      assertThat(done.info()).as("seed %d, round %d", Splits.SEED, round).isNotNull();
    }
  }

  /** Copies are the only thing here whose cost could grow with the square, so they are counted. */
  @ParameterizedTest
  @ValueSource(strings = {OK + "X: ", OK + "Content-Length: 16000\r\n\r\n", OK + "\r\n", CHUNKED})
  void sixteenKibibytesByteByByteAreNotCopiedAgainAndAgain(String start) {
    Dialogue dialogue = reply(string("not there", false));
    ByteString chunk = ProbeDriver.bytes(start.equals(CHUNKED) ? "1\r\nx\r\n" : "x");
    int rounds = 15_000 / chunk.length();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    Conversation conversation = dialogue.begin();
    conversation.received(ProbeDriver.bytes(start));
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < rounds; i++) {
      assertThat(conversation.received(chunk) == Dialogue.NeedMore.INSTANCE).isTrue();
    }
    long perByte = (threads.getCurrentThreadAllocatedBytes() - before) / 15_000;

    assertThat(perByte).isLessThan(2_000);
  }
}
