package io.poolwatch.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.HttpRequest.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpRequestTest {

  private static HttpRequest request(String method, String body, Header... headers) {
    return new HttpRequest(method, "/health", "1.1", List.of(headers), body);
  }

  private static String encoded(HttpRequest request) {
    assertThat(request.problems()).isEmpty();
    return request.encode("a.example", "poolwatch/1").decodeString(StandardCharsets.UTF_8);
  }

  private static List<String> paths(HttpRequest request) {
    return request.problems().stream().map(Problem::path).toList();
  }

  @Test
  void aPlainRequestHasTheDefaultHeaders() {
    assertThat(encoded(request("GET", "")))
        .isEqualTo(
            """
            GET /health HTTP/1.1\r
            Host: a.example\r
            User-Agent: poolwatch/1\r
            Connection: close\r
            \r
            """);
  }

  @Test
  void givenHeadersReplaceDefaultsAndKeepTheirOrder() {
    HttpRequest request =
        request(
            "GET",
            "",
            new Header("connection", "keep-alive"),
            new Header("X-B", "2"),
            new Header("HOST", "b.example"),
            new Header("X-A", "1"),
            new Header("User-agent", "me"));

    assertThat(encoded(request))
        .isEqualTo(
            """
            GET /health HTTP/1.1\r
            connection: keep-alive\r
            X-B: 2\r
            HOST: b.example\r
            X-A: 1\r
            User-agent: me\r
            \r
            """);
  }

  @Test
  void anEmptyValueTakesAHeaderAway() {
    HttpRequest request =
        request(
            "GET",
            "",
            new Header("User-Agent", ""),
            new Header("Connection", ""),
            new Header("X", ""));

    assertThat(encoded(request)).isEqualTo("GET /health HTTP/1.1\r\nHost: a.example\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, '', false",
    "HEAD, '', false",
    "OPTIONS, '', false",
    "DELETE, '', false",
    "POST, '', true",
    "PUT, '', true",
    "PATCH, '', true",
    "GET, body, true",
    "POST, body, true"
  })
  void contentLengthGoesWithABodyOrAMethodThatWantsOne(String method, String body, boolean sent) {
    String encoded = encoded(request(method, body));

    assertThat(encoded.contains("Content-Length: " + body.length() + "\r\n")).isEqualTo(sent);
    assertThat(encoded).endsWith("\r\n\r\n" + body);
  }

  @Test
  void theBodyDecidesItsLength() {
    String encoded =
        encoded(
            request(
                "POST",
                "Größe",
                new Header("Content-Length", "1"),
                new Header("Transfer-Encoding", "chunked")));

    assertThat(encoded)
        .contains("Content-Length: 7\r\n")
        .doesNotContain("chunked")
        .endsWith("Größe");
    assertThat(encoded.split("Content-Length")).hasSize(2);
  }

  @Test
  void theVersionIsWritten() {
    HttpRequest old = new HttpRequest("GET", "/", "1.0", List.of(), "");

    assertThat(encoded(old)).startsWith("GET / HTTP/1.0\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /x", "GET\r\nX: y", "GE\u0000T", "GÉT", "a:b"})
  void aBadMethodIsAProblem(String method) {
    assertThat(paths(new HttpRequest(method, "/", "1.1", List.of(), "")))
        .containsExactly("request.method");
  }

  @Test
  void whatIsWrongWithAPathIsToldByItsPlace() {
    assertThat(new HttpRequest("GET", "/a b", "1.1", List.of(), "").problems())
        .extracting(Problem::message)
        .containsExactly("character 3 may not be in a path");
    assertThat(new HttpRequest("GET", "", "1.1", List.of(), "").problems())
        .extracting(Problem::message)
        .containsExactly("an empty path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/a b", "/ HTTP/1.1\r\nX: y", "/\n", "/\t", "/größe", "/\u007f", "/\u0000"})
  void aBadPathIsAProblem(String path) {
    assertThat(paths(new HttpRequest("GET", path, "1.1", List.of(), "")))
        .containsExactly("request.path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "*", "/a?b=%20c#d", "http://a.example/x"})
  void otherPathsAreSentAsTheyAre(String path) {
    assertThat(encoded(new HttpRequest("OPTIONS", path, "1.1", List.of(), "")))
        .startsWith("OPTIONS " + path + " HTTP/1.1\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2.0", "3", "HTTP/1.1", "1.1\r\n", "1.2"})
  void aBadVersionIsAProblem(String version) {
    assertThat(paths(new HttpRequest("GET", "/", version, List.of(), "")))
        .containsExactly("request.version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X Y", "X:", "X\r\nY", "Ä"})
  void aBadHeaderNameIsAProblem(String name) {
    assertThat(paths(request("GET", "", new Header("A", "b"), new Header(name, "x"))))
        .containsExactly("request.headers[1].name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX: y", "a\nb", "a\rb", "a\u0000b", "a\u007fb"})
  void aLineEndInAHeaderIsAProblem(String value) {
    assertThat(paths(request("GET", "", new Header("A", value))))
        .containsExactly("request.headers[0].value");
  }

  @Test
  void tabsAndOtherScriptsMayBeInAValue() {
    assertThat(encoded(request("GET", "", new Header("A", "b\tGröße"))))
        .contains("A: b\tGröße\r\n");
  }

  @Test
  void aSecondHostIsAProblem() {
    assertThat(request("GET", "", new Header("Host", "a"), new Header("host", "b")).problems())
        .containsExactly(new Problem("request.headers[1]", "second Host header", "give one"));
  }

  /** Whatever the settings are, what is sent has one head that ends where it should. */
  @Test
  void nothingThatIsAcceptedInjectsALine() {
    String nasty = "\r\n\u0000\u000b\u000c\u0085\u2028 aA:/\u007f\u00e4\ud83d";
    List<HttpRequest> accepted = new ArrayList<>();
    for (int i = 0; i < nasty.length(); i++) {
      for (int j = 0; j < nasty.length(); j++) {
        String text = "x" + nasty.charAt(i) + nasty.charAt(j) + "x";
        accepted.add(new HttpRequest(text, "/", "1.1", List.of(), ""));
        accepted.add(new HttpRequest("GET", text, "1.1", List.of(), ""));
        accepted.add(new HttpRequest("GET", "/", text, List.of(), ""));
        accepted.add(request("GET", "", new Header(text, "v")));
        accepted.add(request("GET", "", new Header("N", text)));
      }
    }
    accepted.removeIf(request -> !request.problems().isEmpty());

    assertThat(accepted).hasSizeGreaterThan(10);
    assertThat(accepted)
        .allSatisfy(
            request -> {
              String encoded = encoded(request);
              int length = request.method().equals("GET") ? 0 : 1;
              int lines = 4 + length + request.headers().size();
              assertThat(encoded.split("\r\n", -1)).hasSize(lines + 2);
              assertThat(encoded.replace("\r\n", "")).doesNotContain("\r", "\n");
            });
  }

  @Test
  void itsTextShowsNothingThatMayBeASecret() {
    HttpRequest request =
        new HttpRequest(
            "POST", "/s3cr3t", "1.1", List.of(new Header("Authorization", "s3cr3t")), "s3cr3t");

    assertThat(request).hasToString("POST HTTP/1.1 [Authorization]");
  }
}
