package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Daemons;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Step;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of type ssl-hello against a real nginx. */
final class SslHelloProbeIT {
  private static final String CHECK = "type = ssl-hello";

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

  private Daemon nginx(String ssl) {
    int port = FaultyServer.nobody().getPort();
    String config =
        """
        daemon off;
        pid %1$s/pid;
        error_log %1$s/error.log;
        events { }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server {
            listen 127.0.0.1:%2$d %3$s;
            ssl_certificate %4$s;
            ssl_certificate_key %5$s;
          }
        }
        """
            .formatted(temp, port, ssl, probes.certificate(), probes.key());
    Path file = PemWriter.write(temp.resolve("nginx.conf"), config);
    String program = Daemons.need("nginx").toString();
    return Daemon.started(temp, port, program, "-p", temp.toString(), "-c", file.toString());
  }

  @Test
  void aServerOfTodayAnswersWithAnAlert() {
    try (Daemon daemon = nginx("ssl")) {
      assertThat(probes.verdict(daemon.port(), CHECK)).isEqualTo("L6OK");
      daemon.stop();
      assertThat(probes.verdict(daemon.port(), CHECK)).startsWith("L4CON");
    }
  }

  @Test
  void aPlainPortAnswersWithSomethingElse() {
    try (Daemon daemon = nginx("")) {
      assertThat(probes.verdict(daemon.port(), CHECK))
          .startsWith("L6RSP reply did not match handshake or alert of SSL: got '");
    }
  }

  @Test
  void silenceIsLayerSix() {
    try (FaultyServer server = FaultyServer.playing(Step.readToEnd())) {
      assertThat(probes.verdict(server.port(), CHECK, "timeout.check = 300ms"))
          .startsWith("L6TOUT");
    }
  }
}
