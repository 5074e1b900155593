package io.poolwatch.cli;

import io.poolwatch.testkit.Daemons;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.TestCertificates;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx, plain and over TLS, is stopped and started. */
final class NginxIT {
  @TempDir private Path temp;

  @Test
  void anOutageIsToldOnceOverPlainHttp() {
    Path nginx = Daemons.need("nginx");
    try (Daemon daemon = start(nginx, "listen 127.0.0.1:%d;")) {
      Outage.isTold(temp, daemon, "check { type = http, request.path = /health }", "L4CON", "L7OK");
    }
  }

  @Test
  void anOutageIsToldOnceOverTls() {
    Path nginx = Daemons.need("nginx");
    TestCertificates.Authority authority = TestCertificates.ca("Test");
    TestCertificates.Identity identity =
        authority.certificate().names("www.example.org").key("RSA").issue();
    PemWriter.certificates(temp.resolve("ca.pem"), List.of(authority.certificateOfCa()));
    PemWriter.certificates(temp.resolve("chain.pem"), identity.chain());
    PemWriter.key(temp.resolve("key.pem"), identity.key());
    String tls =
        """
        listen 127.0.0.1:%d ssl;
        ssl_certificate chain.pem;
        ssl_certificate_key key.pem;
        """;
    try (Daemon daemon = start(nginx, tls)) {
      Outage.isTold(
          temp,
          daemon,
          """
          check { type = http, request.path = /health }
          transport.tls { enabled = true, server-name = www.example.org, ca-file = ca.pem }
          """,
          "L4CON",
          "L7OK");
    }
  }

  private Daemon start(Path nginx, String listen) {
    int port = FaultyServer.nobody().getPort();
    Path config =
        PemWriter.write(
            temp.resolve("nginx.conf"),
            """
            daemon off;
            pid nginx.pid;
            error_log stderr;
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
                %s
                location /health { return 200 "well\\n"; }
                location / { return 404; }
              }
            }
            """
                .formatted(listen.formatted(port)));
    return Daemon.started(
        temp,
        port,
        nginx.toString(),
        "-p",
        temp.toString(),
        "-e",
        "stderr",
        "-c",
        config.toString());
  }
}
