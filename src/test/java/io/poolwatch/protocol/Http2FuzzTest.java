package io.poolwatch.protocol;

import static io.poolwatch.check.Http2Peer.data;
import static io.poolwatch.check.Http2Peer.headers;
import static io.poolwatch.check.Http2Peer.settings;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.Http2Peer;
import io.poolwatch.check.HttpExpect;
import io.poolwatch.check.ProbeDriver;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Replies of HTTP/2, with and without an expect on the body. */
final class Http2FuzzTest {
  private static final HttpExpect BODY = new HttpExpect(null, null, null, "well", null, false);
  private static final String HEAD = settings() + headers(false, ":status", "200", "server", "x");

  static Stream<Arguments> endless() {
    String ping = Http2Peer.frame(Http2Peer.PING, 0, 0, "12345678");
    String more = Http2Peer.frame(Http2Peer.CONTINUATION, 0, 1, "\u0082".repeat(1000));
    return Stream.of(
        arguments(HEAD, data(false, "x")),
        arguments(HEAD, data(false, "x".repeat(10_000))),
        arguments(HEAD, data(false, "x".repeat(10_000)) + ping),
        arguments(settings(), ping),
        arguments(settings(), settings()),
        arguments(settings() + Http2Peer.frame(Http2Peer.HEADERS, 0, 1, "\u0088"), more));
  }

  @ParameterizedTest
  @MethodSource("endless")
  void aReplyThatNeverEndsIsKeptWithinTheBudget(String begun, String more) {
    Robustness.assertKeepsToItsBudget(
        HttpFuzzTest.script("2", BODY), ProbeDriver.bytes(begun), ProbeDriver.bytes(more));
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
    return List.of(
        Talk.of(HttpFuzzTest.script("2"), HEAD + data(true, "well")),
        Talk.of(HttpFuzzTest.script("2", BODY), HEAD + data(false, "we") + data(true, "ll")));
  }
}
