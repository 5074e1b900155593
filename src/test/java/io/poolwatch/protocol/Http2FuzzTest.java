package io.poolwatch.protocol;

import static io.poolwatch.check.Http2Peer.data;
import static io.poolwatch.check.Http2Peer.headers;
import static io.poolwatch.check.Http2Peer.settings;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.HttpExpect;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Replies of HTTP/2, with and without an expect on the body. */
final class Http2FuzzTest {
  private static final HttpExpect BODY = new HttpExpect(null, null, null, "well", null, false);

  @MethodSource("seeds")
  @FuzzTest(maxDuration = Fuzzing.TIME)
  void itStandsWhateverAFuzzerSays(byte[] input) {
    Fuzzing.assertStands(talks(), input);
  }

  static Stream<byte[]> seeds() {
    return Fuzzing.seeds(talks());
  }

  private static List<Talk> talks() {
    String head = settings() + headers(false, ":status", "200", "server", "x");
    return List.of(
        Talk.of(HttpFuzzTest.script("2"), head + data(true, "well")),
        Talk.of(HttpFuzzTest.script("2", BODY), head + data(false, "we") + data(true, "ll")));
  }
}
