package io.poolwatch.testkit;

import io.poolwatch.testkit.Daemons.Daemon;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real websocketd that says back what it hears. */
public final class Websocketd {
  private Websocketd() {}

  /**
   * Starts it; skips the test if it is not installed.
   *
   * @param directory where it works
   * @param options as on its command line
   */
  public static Daemon start(Path directory, String... options) {
    int port = FaultyServer.nobody().getPort();
    List<String> command = new ArrayList<>();
    command.add(Daemons.need("websocketd").toString());
    command.addAll(List.of("--address=127.0.0.1", "--port=" + port));
    command.addAll(List.of(options));
    command.add("cat");
    return Daemon.started(directory, port, command.toArray(String[]::new));
  }

  /** The options with which it speaks TLS alone. */
  public static String[] tls(TlsFiles tls) {
    return new String[] {"--ssl", "--sslcert=" + tls.certificate(), "--sslkey=" + tls.key()};
  }
}
