package io.poolwatch.testkit;

import io.poolwatch.testkit.Daemons.Daemon;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real dnsmasq that asks nobody else. */
public final class Dnsmasq {
  private Dnsmasq() {}

  /**
   * Starts it; skips the test if it is not installed.
   *
   * @param directory where it works
   * @param options what it knows: {@code --host-record=www.example,10.0.0.1}
   */
  public static Daemon start(Path directory, String... options) {
    int port = FaultyServer.nobody().getPort();
    List<String> command =
        new ArrayList<>(
            List.of(
                Daemons.need("dnsmasq").toString(),
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--pid-file",
                "--user=",
                "--group=",
                "--port=" + port,
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--no-resolv",
                "--no-hosts"));
    command.addAll(List.of(options));
    return Daemon.started(directory, port, command.toArray(String[]::new));
  }
}
