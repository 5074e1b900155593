package io.poolwatch.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.CheckScript;
import io.poolwatch.check.HttpCheck;
import io.poolwatch.check.HttpExpect;
import io.poolwatch.check.HttpRequest;
import io.poolwatch.check.ProbeDriver;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Replies of HTTP/1.1, with and without an expect on the body. */
final class HttpFuzzTest {
  private static final HttpExpect BODY = new HttpExpect(null, null, null, "well", null, false);
  private static final String HEAD = "HTTP/1.1 200 OK\r\n";

  /** A check by this version of HTTP. */
  static CheckScript script(String version, HttpExpect... expects) {
    HttpRequest request = new HttpRequest("GET", "/", version, List.of(), "");
    return new HttpCheck(ProbeDriver.PLAIN_PLAN, request, "a.example", "", List.of(expects), null)
        .compile()
        .script()
        .orElseThrow();
  }

  @Test
  void aReplyStandsEveryCutAndWhateverElseComes() {
    Robustness.assertStands(talks().get(1));
  }

  @ParameterizedTest
  @CsvSource({
    "'', x",
    "'', x¶",
    "'', x:y¶",
    "'', x:y¶ z¶",
    "'', x:",
    "¶, x",
    "Content-Length: 1000000¶¶, x",
    "Transfer-Encoding: chunked¶¶, 1¶x¶",
    "Transfer-Encoding: chunked¶¶, 100000¶x¶",
    "Transfer-Encoding: chunked¶¶0¶, x:y¶",
  })
  void aReplyThatNeverEndsIsKeptWithinTheBudget(String start, String more) {
    ByteString begun = ProbeDriver.bytes(HEAD + start.replace("¶", "\r\n"));

    Robustness.assertKeepsToItsBudget(
        script("1.1", BODY), begun, ProbeDriver.bytes(more.replace("¶", "\r\n")));
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
    String chunks = "Transfer-Encoding: chunked\r\n\r\n2\r\nwe\r\n2;a=b\r\nll\r\n0\r\nT: u\r\n\r\n";
    return List.of(
        Talk.of(script("1.1"), HEAD + "\r\n"),
        Talk.of(script("1.1", BODY), HEAD + "Content-Length: 4\r\n\r\nwell"),
        Talk.of(script("1.1", BODY), "HTTP/1.1 100 Continue\r\n\r\n" + HEAD + chunks));
  }
}
