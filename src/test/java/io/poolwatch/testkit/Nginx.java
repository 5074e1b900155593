package io.poolwatch.testkit;

import io.poolwatch.testkit.Daemons.Daemon;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A real nginx with one server. */
public final class Nginx {
  private Nginx() {}

  /**
   * Starts it; skips the test if it is not installed.
   *
   * @param directory where it works and writes
   * @param tls with which files it speaks TLS; null for none
   * @param listen what follows the port in {@code listen}: {@code ssl http2}
   * @param locations what stands in {@code server}
   */
  public static Daemon start(
      Path directory, @Nullable TlsFiles tls, String listen, String... locations) {
    int port = FaultyServer.nobody().getPort();
    String certificate =
        tls == null
            ? ""
            : "ssl_certificate %s; ssl_certificate_key %s;".formatted(tls.certificate(), tls.key());
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
            %s
            %s
          }
        }
        """
            .formatted(port, listen, certificate, String.join("\n    ", locations));
    Path config = PemWriter.write(directory.resolve("nginx.conf"), text);
    return Daemon.started(
        directory,
        port,
        Daemons.need("nginx").toString(),
        "-p",
        directory.toString(),
        "-e",
        "stderr",
        "-c",
        config.toString());
  }
}
