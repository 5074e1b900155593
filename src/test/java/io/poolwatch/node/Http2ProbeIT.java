package io.poolwatch.node;

import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.testkit.Daemons;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of type http over HTTP/2 against a real nginx. */
final class Http2ProbeIT {
  private static final String HEALTH =
      "type = http, request { version = 2, path = /health, headers { Host = web.example } }";

  @TempDir private static Path files;
  private static DaemonProbes probes;
  @TempDir private Path temp;

  @BeforeAll
  static void start() {
    probes = new DaemonProbes(files);
  }

  @AfterAll
  static void stop() {
    probes.close();
  }

  private Daemon nginx(String listen) {
    String program = Daemons.need("nginx").toString();
    int port = FaultyServer.nobody().getPort();
    String text =
        """
        daemon off;
        pid nginx.pid;
        error_log stderr info;
        worker_processes 1;
        events { }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen 127.0.0.1:%d %s;
            ssl_certificate %s;
            ssl_certificate_key %s;
            location /health { add_header X-Asked "$request"; return 200 "well\\n"; }
            location /leaving { return 404; }
            location / { return 503; }
          }
        }
        """
            .formatted(port, listen, probes.certificate(), probes.key());
    String config = PemWriter.write(temp.resolve("nginx.conf"), text).toString();
    return Daemon.started(temp, port, program, "-p", temp.toString(), "-e", "stderr", "-c", config);
  }

  @Test
  void itIsSpokenByPriorKnowledgeWithoutTls() {
    try (Daemon daemon = nginx("http2")) {
      String body = ", expect = [ { string = well } ]";
      String head =
          ", expect = [ { header { name = X-Asked, value = \"GET /health HTTP/2.0\" } } ]";

      assertThat(probes.verdict(daemon.port(), HEALTH)).isEqualTo("L7OK 200");
      assertThat(probes.verdict(daemon.port(), HEALTH + body)).isEqualTo("L7OK 200");
      assertThat(probes.verdict(daemon.port(), HEALTH + head)).isEqualTo("L7OK 200");
      assertThat(probes.verdict(daemon.port(), HEALTH.replace("/health", "/")))
          .startsWith("L7STS 503 ");
      String softly = ", conditional.status = 404";
      assertThat(probes.verdict(daemon.port(), HEALTH.replace("/health", "/leaving") + softly))
          .startsWith("L7OKC 404 ");
      daemon.stop();
      assertThat(probes.verdict(daemon.port(), HEALTH)).startsWith("L4CON");
    }
  }

  @Test
  void itIsChosenByAlpnOverTls() {
    try (Daemon daemon = nginx("ssl http2")) {
      CheckResult result = probes.probe(daemon.port(), HEALTH, DaemonProbes.TLS);

      assertThat(result.status()).as("%s", result).isEqualTo(CheckStatus.L7OK);
      assertThat(result.tls()).isNotNull();
      assertThat(result.tls().alpn()).isEqualTo("h2");
      assertThat(daemon.output()).doesNotContain("[error]", "[alert]", "reset by peer");
    }
  }

  @Test
  void aRequestMayHaveABody() {
    try (Daemon daemon = nginx("http2")) {
      String post =
          "type = http, request { version = 2, method = POST, path = /health, body = \""
              + "x".repeat(20_000)
              + "\" }";
      assertThat(probes.verdict(daemon.port(), post)).isEqualTo("L7OK 200");
    }
  }

  @Test
  void aServerThatDoesNotSpeakItIsTold() {
    try (Daemon daemon = nginx("ssl")) {
      assertThat(probes.verdict(daemon.port(), HEALTH, DaemonProbes.TLS))
          .startsWith("L6RSP peer sent TLS alert no_application_protocol");
    }
    try (FaultyServer server =
        FaultyServer.playing(readUntil("SM\r\n\r\n"), send("HTTP/1.1 400 Bad\r\n\r\n"))) {
      assertThat(probes.verdict(server.port(), HEALTH))
          .startsWith("L7RSP not an HTTP/2 reply: got 'HTTP/1.1 400 Bad")
          .endsWith("(HTTP/1.x: does the server speak HTTP/2 here?)");
    }
  }
}
