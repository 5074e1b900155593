package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Authority;
import io.poolwatch.testkit.TestCertificates.Identity;
import io.poolwatch.testkit.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API's server does with requests, good and bad, over real sockets. */
final class HttpServerIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String CLOSE = "Connection: close\r\n";

  @TempDir private Path temp;
  private ApiFixture fixture;

  @BeforeEach
  void open() {
    fixture = new ApiFixture(temp, ApiFixture.tokens());
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(fixture.address.resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
  }

  @Test
  void whileTheServiceStartsNoServerIsSaidNotToBeThere() throws IOException, InterruptedException {
    String server = "/api/v1/pools/web/servers/web1";
    fixture.service.begun = false;
    assertThat(get(server).statusCode()).isEqualTo(503);
    assertThat(get("/api/v1/pools/web").statusCode()).isEqualTo(503);

    fixture.service.begun = true;
    assertThat(get(server).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/alive", "/ready", "/metrics", "/api/v1/pools", "/nothing"})
  void everyAnswerTellsBrowsersToDoAsLittleAsPossible(String path)
      throws IOException, InterruptedException {
    var headers = get(path).headers();

    assertThat(headers.firstValue("content-security-policy").orElse(""))
        .startsWith("default-src 'none'; script-src 'self'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
    assertThat(headers.firstValue("referrer-policy")).contains("no-referrer");
    assertThat(headers.firstValue("cache-control")).contains("no-store");
    assertThat(headers.firstValue("strict-transport-security")).as("in clear").isEmpty();
    assertThat(headers.map().keySet())
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"))
        .doesNotContain("server");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /ready HTTP/1.1 | Host: evil.example | 421",
        "GET /api/v1/pools HTTP/1.1 | Host: evil.example:9280 | 421",
        "GET / HTTP/1.1 | Host: localhost | 200",
        "GET / HTTP/1.1 | Host: [::1]:1 | 200",
        "GET /web/../index.html HTTP/1.1 | Host: localhost | 200",
        "GET /../../etc/passwd HTTP/1.1 | Host: localhost | 404",
        "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1 | Host: localhost | 404",
        "GET /..%2f..%2fetc%2fpasswd HTTP/1.1 | Host: localhost | 404",
        "GET /api/v1/pools/none HTTP/1.1 | Host: localhost | 404",
        "GET /api/v1/pools?token=abc HTTP/1.1 | Host: localhost | 400",
        "GET /api/v1/pools?detail&detail HTTP/1.1 | Host: localhost | 400",
        "GET /api/v1/events?limit=0 HTTP/1.1 | Host: localhost | 400",
        "DELETE /api/v1/pools HTTP/1.1 | Host: localhost | 405",
        "OPTIONS /api/v1/pools HTTP/1.1 | Host: localhost | 405",
        "PUT /api/v1/pools/a/servers/b/admin-state HTTP/1.1 | Host: localhost | 401",
        "POST /api/v1/pools/a/servers/b/probe HTTP/1.1 | Host: localhost | 401",
        "GET / HTTP/1.1 | X-No: host | 400",
        "GET /a b HTTP/1.1 | Host: localhost | 505",
        "GET /%zz HTTP/1.1 | Host: localhost | 400",
        "NONSENSE | Host: localhost | 501",
        "FANCY / HTTP/1.1 | Host: localhost | 501"
      })
  void errorsAreProblemDetails(String line, String header, int status) {
    String answer = fixture.raw(line + "\r\n" + header + "\r\n" + CLOSE + "\r\n");

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    if (status != 200) {
      assertThat(answer)
          .contains("Content-Type: application/problem+json")
          .contains("\"status\":" + status)
          .contains("X-Content-Type-Options: nosniff")
          .doesNotContain("evil", "passwd\"", "abc");
    }
  }

  @Test
  void aTooLongAddressOrHeaderIsRefused() {
    String longPath =
        "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: localhost\r\n" + CLOSE + "\r\n";
    String longHeader =
        "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + "x".repeat(5_000) + "\r\n" + CLOSE + "\r\n";

    assertThat(fixture.raw(longPath)).startsWith("HTTP/1.1 414 ").contains("\"status\":414");
    assertThat(fixture.raw(longHeader)).startsWith("HTTP/1.1 431 ").contains("\"status\":431");
  }

  @Test
  void aBodyOverTheLimitIsRefused() {
    String announced =
        "PUT /api/v1/pools/a/servers/b/admin-state HTTP/1.1\r\nHost: localhost\r\n"
            + CLOSE
            + "Authorization: Bearer "
            + ApiSpecs.OPERATE
            + "\r\nContent-Type: application/json\r\nContent-Length: 70000\r\n\r\n";

    assertThat(fixture.raw(announced + "x".repeat(70_000)))
        .startsWith("HTTP/1.1 413 ")
        .contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Transfer-Encoding: chunked\r\n"})
  void requestsAreAnsweredOnTheApisOwnThreads(String header) {
    String body = header.isEmpty() ? "" : "1\r\nx\r\n0\r\n\r\n";

    String answer =
        fixture.raw("GET /ready HTTP/1.1\r\nHost: localhost\r\n" + CLOSE + header + "\r\n" + body);

    assertThat(answer).startsWith("HTTP/1.1 200 ");
    assertThat(fixture.service.thread).startsWith("poolwatch-api-pekko.actor.default-dispatcher-");
  }

  @ParameterizedTest
  @CsvSource({"localhost, 401", "evil.example, 421"})
  void whoMayNotAskIsToldSoBeforeHeSendsABody(String host, int status) {
    String answer =
        fixture.raw(
            "PUT /api/v1/pools/a/servers/b/admin-state HTTP/1.1\r\nHost: "
                + host
                + "\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n{");

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\"status\":" + status);
  }

  @ParameterizedTest
  @CsvSource({"128, true", "129, false"})
  void aNameThatIsNotTooLongDrawsAHint(int length, boolean hint)
      throws IOException, InterruptedException {
    String body = get("/api/v1/pools/" + "x".repeat(length)).body();

    assertThat(body).contains("there is no pool of this name");
    assertThat(body.contains("did you mean web?")).isEqualTo(hint);
  }

  @Test
  void headIsAnsweredAsGetWithoutItsBody() {
    String answer =
        fixture.raw("HEAD /api/v1/pools HTTP/1.1\r\nHost: localhost\r\n" + CLOSE + "\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("ETag: ").endsWith("\r\n\r\n");
  }

  @Test
  void aSnapshotIsNotSentAgainWhileItHolds() throws IOException, InterruptedException {
    HttpResponse<String> first = get("/api/v1/pools");
    String etag = first.headers().firstValue("etag").orElseThrow();

    HttpResponse<String> again = get("/api/v1/pools", "If-None-Match", etag);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(get("/api/v1/pools", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/pools", "/api/v1/nodes", "/", "/app.js", "/uPlot.min.css"})
  void whatHoldsStillIsToldWithTheHeadersOfWhatItStandsFor(String path)
      throws IOException, InterruptedException {
    var full = get(path).headers();
    String etag = full.firstValue("etag").orElseThrow();

    for (String sent : new String[] {etag, "\"x\", " + etag, etag.substring(2), "*"}) {
      HttpResponse<String> held = get(path, "If-None-Match", sent, "Accept-Encoding", "gzip");
      assertThat(held.statusCode()).as(sent).isEqualTo(304);
      for (String name : new String[] {"etag", "vary", "cache-control"}) {
        assertThat(held.headers().allValues(name)).as(name).isEqualTo(full.allValues(name));
      }
    }
    assertThat(etag).as("one for both forms of its body").startsWith("W/");
    assertThat(full.firstValue("vary")).contains("Accept-Encoding");
  }

  @Test
  void metricsSayThatTheirFormDependsOnWhoAsks() throws IOException, InterruptedException {
    assertThat(get("/metrics").headers().firstValue("vary")).contains("Accept-Encoding");
  }

  @Test
  void readinessNeedsNoTokenAndSaysWhyNot() throws IOException, InterruptedException {
    assertThat(get("/ready").body()).isEqualTo("{\"ready\":true}");

    fixture.service.unready = Optional.of("this node is no member of its fleet");

    HttpResponse<String> not = get("/ready");
    assertThat(not.statusCode()).isEqualTo(503);
    assertThat(not.body()).contains("no member of its fleet");
    assertThat(get("/alive").body()).isEqualTo("{\"alive\":true}");
  }

  @Test
  void whatIsNoAddressOfThisMachineOrIsTakenIsToldByName() throws IOException {
    try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      String port = "port = " + taken.getLocalPort();

      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> new ApiFixture(temp, port).close()))
          .hasRootCauseInstanceOf(java.net.BindException.class)
          .hasMessageContaining("api can't listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void overTlsTheCertificateIsThatOfTheFiles()
      throws IOException, InterruptedException, GeneralSecurityException {
    Authority authority = TestCertificates.ca("api CA");
    Identity identity = authority.certificate().addresses("127.0.0.1").issue();
    TlsFiles files = TlsFiles.write(temp, authority, identity);
    String settings =
        "tls { cert-file = \"%s\", key-file = \"%s\" }".formatted(files.certificate(), files.key());
    try (ApiFixture secure = new ApiFixture(temp, settings)) {
      HttpClient client = HttpClient.newBuilder().sslContext(trusting(authority)).build();
      URI address = secure.address.resolve("/ready");
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(address).timeout(LIMIT).build(), BodyHandlers.ofString());

      assertThat(address.getScheme()).isEqualTo("https");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("strict-transport-security"))
          .contains("max-age=31536000");
      assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(answer.sslSession().orElseThrow().getPeerCertificates()[0])
          .isEqualTo(identity.leaf());
      assertThat(PemWriter.text(identity.chain())).isNotEmpty();
    }
  }

  private static SSLContext trusting(Authority authority)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("ca", authority.certificateOfCa());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
