package io.poolwatch.cli;

import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.Nginx;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Authority;
import io.poolwatch.testkit.TlsFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx, plain and over TLS, is stopped and started. */
final class NginxIT {
  private static final String CHECK = "check { type = http, request.path = /health }\n";
  private static final String[] PAGES = {
    "location /health { return 200 \"well\\n\"; }", "location / { return 404; }"
  };

  @TempDir private Path temp;

  @Test
  void anOutageIsToldOnceOverPlainHttp() {
    try (Daemon daemon = Nginx.start(temp, null, "", PAGES)) {
      Outage.isTold(temp, daemon, CHECK, "L4CON", "L7OK");
    }
  }

  @Test
  void anOutageIsToldOnceOverTls() {
    Authority authority = TestCertificates.ca("Test");
    TlsFiles tls =
        TlsFiles.write(
            temp, authority, authority.certificate().names("www.example.org").key("RSA").issue());
    String transport =
        "transport.tls { enabled = true, server-name = www.example.org, ca-file = ca.pem }\n";
    try (Daemon daemon = Nginx.start(temp, tls, "ssl", PAGES)) {
      Outage.isTold(temp, daemon, CHECK + transport, "L4CON", "L7OK");
    }
  }
}
