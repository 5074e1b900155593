package io.poolwatch.node;

import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Nginx;
import io.poolwatch.testkit.PemWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks of type http over HTTP/2 against a real nginx. It takes no new connection while it shuts
 * down; a service that is shutting down or not yet ready says so by its status.
 */
final class Http2ProbeIT {
  private static final String HEALTH =
      "type = http, request { version = 2, path = /health, headers { Host = web.example } }";

  @RegisterExtension static final DaemonProbes probes = new DaemonProbes();

  @TempDir private Path temp;

  private Daemon nginx(String listen) throws IOException {
    // Its workers may be another user's.
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx--x--x"));
    Path users = PemWriter.write(temp.resolve("users"), "prober:{PLAIN}right\n");
    return Nginx.start(
        temp,
        probes.tls(),
        listen,
        "location /health { add_header X-Asked \"$request\"; return 200 \"well\\n\"; }",
        "location /leaving { return 404; }",
        "location /secret { auth_basic all; auth_basic_user_file " + users + "; }",
        "location / { return 503; }");
  }

  private static String asking(String path) {
    return HEALTH.replace("/health", path);
  }

  @Test
  void itIsSpokenByPriorKnowledgeWithoutTls() throws IOException {
    try (Daemon daemon = nginx("http2")) {
      String body = ", expect = [ { string = well } ]";
      String head =
          ", expect = [ { header { name = X-Asked, value = \"GET /health HTTP/2.0\" } } ]";

      assertThat(probes.verdict(daemon.port(), HEALTH)).isEqualTo("L7OK 200");
      assertThat(probes.verdict(daemon.port(), HEALTH + body)).isEqualTo("L7OK 200");
      assertThat(probes.verdict(daemon.port(), HEALTH + head)).isEqualTo("L7OK 200");
      assertThat(probes.verdict(daemon.port(), asking("/"))).startsWith("L7STS 503 ");
      String softly = ", conditional.status = 404";
      assertThat(probes.verdict(daemon.port(), asking("/leaving") + softly)).isEqualTo("L7OKC 404");
      daemon.stop();
      assertThat(probes.verdict(daemon.port(), HEALTH)).startsWith("L4CON");
    }
  }

  @Test
  void aWrongPasswordIsItsAnswer() throws IOException {
    // prober:right and prober:wrong
    String right = "Authorization = \"Basic cHJvYmVyOnJpZ2h0\"";
    String wrong = "Authorization = \"Basic cHJvYmVyOndyb25n\"";
    try (Daemon daemon = nginx("http2")) {
      String secret = asking("/secret").replace("web.example }", "web.example, %s }");
      assertThat(probes.verdict(daemon.port(), secret.formatted(wrong))).startsWith("L7STS 401 ");
      assertThat(probes.verdict(daemon.port(), secret.formatted(right)))
          .as("let in, to where no file is")
          .startsWith("L7STS 404 ");
    }
  }

  @Test
  void itIsChosenByAlpnOverTls() throws IOException {
    try (Daemon daemon = nginx("ssl http2")) {
      CheckResult result = probes.probe(daemon.port(), HEALTH, DaemonProbes.TLS);

      assertThat(result.status()).as("%s", result).isEqualTo(CheckStatus.L7OK);
      assertThat(result.tls()).isNotNull();
      assertThat(result.tls().alpn()).isEqualTo("h2");
      assertThat(daemon.output()).doesNotContain("[error]", "[alert]", "reset by peer");
    }
  }

  @Test
  void aServerThatWantsTlsIsTold() throws IOException {
    try (Daemon daemon = nginx("ssl http2")) {
      assertThat(probes.verdict(daemon.port(), HEALTH)).startsWith("L7RSP ");
    }
  }

  @Test
  void aRequestMayHaveABody() throws IOException {
    try (Daemon daemon = nginx("http2")) {
      String post =
          "type = http, request { version = 2, method = POST, path = /health, body = \""
              + "x".repeat(20_000)
              + "\" }";
      assertThat(probes.verdict(daemon.port(), post)).isEqualTo("L7OK 200");
    }
  }

  @Test
  void aServerThatDoesNotSpeakItIsTold() throws IOException {
    try (Daemon daemon = nginx("ssl")) {
      assertThat(probes.verdict(daemon.port(), HEALTH, DaemonProbes.TLS))
          .startsWith("L6RSP peer sent TLS alert no_application_protocol");
    }
    try (FaultyServer server =
        FaultyServer.playing(
            readUntil("SM\r\n\r\n"), send("HTTP/1.1 400 Bad\r\n\r\n"), readToEnd())) {
      assertThat(probes.verdict(server.port(), HEALTH))
          .startsWith("L7RSP not an HTTP/2 reply: got 'HTTP/1.1 400 Bad")
          .endsWith("(HTTP/1.x: does the server speak HTTP/2 here?)");
    }
  }
}
