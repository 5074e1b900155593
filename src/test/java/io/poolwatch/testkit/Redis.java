package io.poolwatch.testkit;

import io.poolwatch.testkit.Daemons.Daemon;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real Redis that keeps nothing. */
public final class Redis {
  private Redis() {}

  /**
   * Starts it; skips the test if it is not installed.
   *
   * @param directory where it works
   * @param options as on its command line
   */
  public static Daemon start(Path directory, String... options) {
    int port = FaultyServer.nobody().getPort();
    return launch(directory, port, List.of("--port", Integer.toString(port)), options);
  }

  /** Starts it with TLS alone. */
  public static Daemon startTls(Path directory, TlsFiles tls, String... options) {
    int port = FaultyServer.nobody().getPort();
    List<String> listen =
        List.of(
            "--tls-port",
            Integer.toString(port),
            "--port",
            "0",
            "--tls-cert-file",
            tls.certificate().toString(),
            "--tls-key-file",
            tls.key().toString(),
            "--tls-ca-cert-file",
            tls.ca().toString(),
            "--tls-auth-clients",
            "no");
    return launch(directory, port, listen, options);
  }

  private static Daemon launch(Path directory, int port, List<String> listen, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Daemons.need("redis-server").toString());
    command.addAll(List.of("--bind", "127.0.0.1", "--save", ""));
    command.addAll(listen);
    command.addAll(List.of(options));
    return Daemon.started(directory, port, command.toArray(String[]::new));
  }
}
