package io.poolwatch.check;

import static io.poolwatch.check.Http2Peer.data;
import static io.poolwatch.check.Http2Peer.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.HttpRequest.Header;
import io.poolwatch.model.ConnectPlan;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2: what is sent, and what can't be. */
final class Http2RequestTest {
  private static final ConnectPlan OVER_TLS = ProbeDriver.TLS_PLAN.offering(List.of("h2"));
  private static final int PREFACE = 24;

  private static HttpCheck check(ConnectPlan plan, HttpRequest request) {
    return new HttpCheck(plan, request, "a.example", "pw", List.of(), null);
  }

  private static HttpRequest get(Header... headers) {
    return new HttpRequest("GET", "/health", "2", List.of(headers), "");
  }

  private static String sent(HttpRequest request, ConnectPlan plan) {
    CheckScript script = check(plan, request).compile().script().orElseThrow();
    Action last = new ProbeDriver(script).connected(plan).last();
    return ((Action.Send) last).bytes().decodeString(StandardCharsets.ISO_8859_1);
  }

  /** The headers of a request, decompressed. */
  private static List<String> fields(HttpRequest request, ConnectPlan plan) throws Exception {
    String frames = sent(request, plan).substring(PREFACE);
    while (frames.charAt(3) != Http2Peer.HEADERS) {
      frames = frames.substring(9 + frames.charAt(2));
    }
    String block = frames.substring(9, 9 + frames.charAt(1) * 256 + frames.charAt(2));
    ByteBuffer bytes = ByteBuffer.wrap(block.getBytes(StandardCharsets.ISO_8859_1));
    return new HPackDecoder(4096, StandardCharsets.ISO_8859_1)
        .decodeHeaders(bytes).stream()
            .map(header -> header.getName() + "=" + header.getValue())
            .toList();
  }

  @Test
  void itBeginsWithThePrefaceAndSettings() {
    assertThat(sent(get(), ProbeDriver.PLAIN_PLAN))
        .startsWith("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\u0012\u0004\0\0\0\0\0");
  }

  @Test
  void theHostIsTheAuthority() throws Exception {
    assertThat(fields(get(), ProbeDriver.PLAIN_PLAN))
        .containsExactly(
            ":method=GET",
            ":scheme=http",
            ":authority=a.example",
            ":path=/health",
            "user-agent=pw");
    assertThat(fields(get(new Header("Host", "b.example")), OVER_TLS))
        .contains(":scheme=https", ":authority=b.example");
  }

  @Test
  void headersOfTheConnectionAreLeftOut() throws Exception {
    assertThat(
            fields(
                get(
                    new Header("X-Probe", "1"),
                    new Header("Connection", "close"),
                    new Header("Upgrade", "x"),
                    new Header("User-Agent", "")),
                ProbeDriver.PLAIN_PLAN))
        .containsExactly(
            ":method=GET", ":scheme=http", ":authority=a.example", ":path=/health", "x-probe=1");
  }

  @Test
  void aBodyFollowsInFramesOfItsOwn() throws Exception {
    HttpRequest post = new HttpRequest("POST", "/", "2", List.of(), "x".repeat(20_000));

    assertThat(fields(post, ProbeDriver.PLAIN_PLAN)).contains("content-length=20000");
    assertThat(sent(post, ProbeDriver.PLAIN_PLAN))
        .contains(frame(Http2Peer.DATA, 0, 1, "x".repeat(16_384)))
        .endsWith(data(true, "x".repeat(20_000 - 16_384)));
  }

  @Test
  void manyHeadersAreContinued() {
    HttpRequest long16k = get(new Header("x", "yz".repeat(20_000)));
    String frames = sent(long16k, ProbeDriver.PLAIN_PLAN);

    assertThat(frames).contains("\u0009\u0004\0\0\0\u0001");
  }

  @Test
  void tlsMustOfferIt() {
    assertThat(check(ProbeDriver.TLS_PLAN, get()).compile().problems())
        .extracting(Problem::path)
        .containsExactly("request.version");
    assertThat(check(OVER_TLS, get()).compile().problems()).isEmpty();
  }

  @Test
  void aBodyBeyondTheFirstWindowIsRefused() {
    HttpRequest post = new HttpRequest("POST", "/", "2", List.of(), "x".repeat(65_536));

    assertThat(check(OVER_TLS, post).compile().problems())
        .extracting(Problem::path)
        .containsExactly("request.body");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1", "2"})
  void itsVersionIsAWordOfTheConfiguration(String version) {
    HttpRequest request = new HttpRequest("GET", "/", version, List.of(), "");

    assertThat(request.problems()).isEmpty();
    assertThat(request.overHttp2()).isEqualTo(version.equals("2"));
  }
}
