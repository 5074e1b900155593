package io.poolwatch.protocol;

import static io.poolwatch.check.Http2Peer.data;
import static io.poolwatch.check.Http2Peer.frame;
import static io.poolwatch.check.Http2Peer.headers;
import static io.poolwatch.check.Http2Peer.settings;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Http2Peer;
import io.poolwatch.check.ProbeDriver;
import io.poolwatch.check.Problem;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.Phase;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GrpcCheckTest {
  private static final GrpcCheck SERVER = new GrpcCheck("", null);
  private static final GrpcCheck SERVICE = new GrpcCheck("shop.Cart", null);
  private static final String HEAD =
      settings() + headers(false, ":status", "200", "content-type", "application/grpc");
  private static final String OK = headers(true, "grpc-status", "0");

  private static String message(String protobuf) {
    return "\0" + Http2Peer.int32(protobuf.length()) + protobuf;
  }

  private static String health(int status) {
    return message("\b" + (char) status);
  }

  /** A reply without a body. */
  private static String refusal(String... fields) {
    String[] all = new String[fields.length + 4];
    System.arraycopy(
        new String[] {":status", "200", "content-type", "application/grpc"}, 0, all, 0, 4);
    System.arraycopy(fields, 0, all, 4, fields.length);
    return settings() + headers(true, all);
  }

  private static String verdict(String reply) {
    return Play.of(SERVICE, Play.PLAIN, reply).verdict();
  }

  @Test
  void aServiceThatIsServingIsWell() {
    Play play = Play.of(SERVICE, Play.PLAIN, HEAD + data(false, health(1)) + OK);

    assertThat(play.verdict()).isEqualTo("L7OK");
    assertThat(play.goodbye()).startsWith("\0\0\b\u0007");
    assertThat(play.sent()).hasSize(1);
    assertThat(play.sent().get(0)).endsWith(data(true, message("\n\tshop.Cart")));
  }

  @Test
  void theServerAsAWholeHasNoName() {
    Play play = Play.of(SERVER, Play.PLAIN, HEAD + data(false, health(1)) + OK);

    assertThat(play.verdict()).isEqualTo("L7OK");
    assertThat(play.sent().get(0)).endsWith(data(true, message("")));
  }

  @Test
  void aLongNameIsWrittenInFull() {
    String name = "x".repeat(300);

    assertThat(GrpcMessages.request(name).decodeString(StandardCharsets.ISO_8859_1))
        .isEqualTo(message("\n\u00ac\u0002" + name));
    assertThat(new GrpcCheck("x".repeat(5000), null).compile(Play.PLAIN).problems())
        .extracting(Problem::path)
        .containsExactly("service");
  }

  @ParameterizedTest
  @CsvSource({
    "0, UNKNOWN",
    "2, NOT_SERVING",
    "3, SERVICE_UNKNOWN",
    "4, in state 4",
    "9, in state 9"
  })
  void anyOtherServingStatusIsToldAtOnce(int status, String name) {
    assertThat(verdict(HEAD + data(false, health(status))))
        .isEqualTo("L7STS the service is " + name);
    assertThat(verdict(HEAD + data(false, health(status)) + OK))
        .isEqualTo("L7STS the service is " + name);
  }

  @Test
  void aMessageWithoutAStatusIsUnknown() {
    assertThat(verdict(HEAD + data(false, message("")) + OK))
        .isEqualTo("L7STS the service is UNKNOWN");
  }

  @Test
  void fieldsThatAreNotKnownArePassedOver() {
    String odd = "\u0010\u0005" + "\u0019" + "12345678" + "\"\u0002ab" + "-1234" + "\b\u0001";

    assertThat(verdict(HEAD + data(false, message(odd)) + OK)).isEqualTo("L7OK");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5  | unknown service | NOT_FOUND        | L7STS 5 NOT_FOUND: unknown service",
        "14 | ''              | UNAVAILABLE      | L7STS 14 UNAVAILABLE",
        "16 | no%20token%21%  | UNAUTHENTICATED  | L7STS 16 UNAUTHENTICATED: no token!%",
        "17 | cut%2           | status 17        | L7STS 17 status 17: cut%2",
        "99 | %6fdd%2g%21     | status 99        | L7STS 99 status 99: odd%2g!",
        "12 | x               | UNIMPLEMENTED (has the server the service grpc.health.v1?)"
            + " | L7STS 12 UNIMPLEMENTED: x (has the server the service grpc.health.v1?)",
      })
  void aRefusalIsToldWithNumberNameAndText(
      String status, String message, String toReaders, String verdict) {
    Play play =
        Play.of(SERVICE, Play.PLAIN, refusal("grpc-status", status, "grpc-message", message));
    assertThat(play.verdict()).isEqualTo(verdict);
    assertThat(play.toReaders()).isEqualTo(toReaders);
    assertThat(verdict(HEAD + headers(true, "grpc-status", status, "grpc-message", message)))
        .isEqualTo(verdict);
  }

  @Test
  void whatIsNotGrpcIsToldAtOnce() {
    assertThat(verdict(settings() + headers(false, ":status", "404")))
        .isEqualTo("L7STS 404 HTTP status 404 in place of gRPC");
    assertThat(verdict(settings() + headers(false, ":status", "200", "content-type", "text/html")))
        .isEqualTo("L7RSP not a gRPC reply: content-type 'text/html'");
    assertThat(verdict(settings() + headers(false, ":status", "200")))
        .isEqualTo("L7RSP not a gRPC reply: no content-type");
    assertThat(verdict("HTTP/1.1 400 Bad Request\r\n\r\n"))
        .startsWith("L7RSP not an HTTP/2 reply: got 'HTTP/1.1 400");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "99999"})
  void aStatusThatIsNoNumberIsNoAnswer(String status) {
    assertThat(verdict(refusal("grpc-status", status)))
        .isEqualTo("L7RSP a gRPC reply with a grpc-status that is no number");
    assertThat(verdict(refusal())).isEqualTo("L7RSP a gRPC reply without a grpc-status");
  }

  @ParameterizedTest
  @CsvSource({
    "'\b', a message that ends within a field",
    "'\u000b', a health message with a field of type 3",
    "'\"\u0009x', a message that ends within a field",
    "'\b\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u0001', a health message with"
  })
  void aMessageThatIsNoneIsNoAnswer(String protobuf, String info) {
    assertThat(verdict(HEAD + data(false, message(protobuf)) + OK)).startsWith("L7RSP " + info);
  }

  @Test
  void aFrameThatIsNoneIsNoAnswer() {
    Play padded = Play.of(SERVICE, Play.PLAIN, settings() + frame(0, 8, 1, "\2x"));
    assertThat(padded.verdict()).startsWith("L7RSP a frame of less than its padding");
    assertThat(padded.toReaders()).isEqualTo("bad HTTP/2 reply");
    assertThat(verdict(HEAD + data(false, "\u0001" + health(1).substring(1)) + OK))
        .isEqualTo("L7RSP a compressed gRPC message, which was not asked for");
    assertThat(verdict(HEAD + data(false, "\0\u00ff\u00ff\u00ff\u00ffx") + OK))
        .isEqualTo("L7RSP a message that ends within a field");
    assertThat(verdict(HEAD + OK)).isEqualTo("L7RSP gRPC status OK without a message");
    assertThat(verdict(HEAD + data(false, health(1)) + headers(true, "x", "y")))
        .isEqualTo("L7RSP a gRPC reply without a grpc-status");
  }

  @Test
  void theAuthorityFollowsFromTheServer() {
    ConnectPlan secure = ProbeDriver.TLS_PLAN.offering(List.of("h2"));
    Channel tls = new Channel(secure, "a.example", null, false);

    assertThat(SERVER.variant(Play.PLAIN)).isEqualTo("10.0.0.1:6379");
    assertThat(SERVER.variant(tls)).isEqualTo("a.example");
    assertThat(new GrpcCheck("", "b.example").variant(tls)).isEqualTo("b.example");
    assertThat(Play.of(SERVER, tls, HEAD + data(false, health(1)) + OK).verdict())
        .isEqualTo("L7OK");
  }

  @Test
  void whatIsMissingIsTold() {
    assertThat(verdict(HEAD))
        .isEqualTo(
            "L7RSP the peer closed before the reply was complete: 200, but only 0 bytes of the"
                + " body");
    ProbeDriver probe = new ProbeDriver(Play.script(SERVICE, Play.PLAIN)).connected().sent();
    assertThat(probe.received(settings()).sent().timedOut(Phase.RECEIVE).result().info())
        .endsWith("no head of a reply");
    ByteString flood = ProbeDriver.bytes(data(false, "\0" + "\u007f".repeat(500)));
    assertThat(
            Play.flooded(Play.script(SERVICE, Play.PLAIN), List.of(ProbeDriver.bytes(HEAD)), flood))
        .extracting(Play::verdict)
        .asString()
        .startsWith("L7RSP the reply does not end within max-response-bytes: 200, but only");
  }

  @Test
  void tlsMustOfferHttp2() {
    assertThat(SERVER.compile(Play.TLS).problems())
        .extracting(Problem::message)
        .containsExactly("gRPC needs h2 among tls.alpn");
    assertThat(SERVER.alpn()).containsExactly("h2");
  }

  @Test
  void itSaysWhatItAsks() {
    CheckScript script = Play.script(SERVICE, Play.PLAIN);

    assertThat(script.steps().get(1).describe())
        .isEqualTo("gRPC: ask for the health of 'shop.Cart'");
  }

  @Test
  void everyByteOfAReplyCounts() {
    talks().forEach(Robustness::assertStands);
  }

  @Test
  void whatComesBeforeABrokenFrameDecides() {
    String refused = settings() + headers(false, ":status", "400");
    String broken = Http2Peer.frame(Http2Peer.DATA, 0, 77, "x");

    assertThat(Play.of(SERVICE, Play.PLAIN, refused + broken).verdict())
        .isEqualTo("L7STS 400 HTTP status 400 in place of gRPC");
  }

  /** Found by Jazzer: judged by the trailers in one piece, and by the message in many. */
  @Test
  void theMessageDecidesHoweverMuchCameWithIt() {
    String message = HEAD + data(false, health(2));

    assertThat(verdict(message + headers(true, "x", "y")))
        .isEqualTo("L7STS the service is NOT_SERVING");
    Fuzzing.assertStands(
        talks(),
        Base64.getDecoder()
            .decode(
                "AABLAAAGBFsAAAAAAAMAAABkAAAOAQQAAAABiF+LHXXQYg0mPUxNZWQAAAcAAAAAAAEAAAAAAAAA"
                    + "AAAAAQUAAAABQIiaysiyEjjaj4EH"));
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
    return List.of(Talk.of(SERVICE, Play.PLAIN, HEAD + data(false, health(1)) + OK));
  }
}
