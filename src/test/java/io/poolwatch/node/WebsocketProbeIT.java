package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Daemons;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of type websocket against a real websocketd. */
final class WebsocketProbeIT {
  private static final String CHECK = "type = websocket";

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

  private Daemon websocketd(String... options) {
    int port = FaultyServer.nobody().getPort();
    List<String> command = new ArrayList<>();
    command.add(Daemons.need("websocketd").toString());
    command.addAll(List.of("--address=127.0.0.1", "--port=" + port));
    command.addAll(List.of(options));
    command.add("cat");
    return Daemon.started(temp, port, command.toArray(String[]::new));
  }

  @Test
  void itIsUpUntilItIsStopped() {
    try (Daemon daemon = websocketd()) {
      assertThat(probes.verdict(daemon.port(), CHECK)).isEqualTo("L7OK 101");
      daemon.stop();
      assertThat(probes.verdict(daemon.port(), CHECK)).startsWith("L4CON");
    }
  }

  @Test
  void anOriginThatItDoesNotLikeIsItsAnswer() {
    try (Daemon daemon = websocketd("--origin=example.org")) {
      String origin = "websocket.origin = \"https://";
      assertThat(probes.verdict(daemon.port(), CHECK, origin + "example.org\""))
          .isEqualTo("L7OK 101");
      assertThat(probes.verdict(daemon.port(), CHECK, origin + "evil.example\""))
          .startsWith("L7STS 403 ");
    }
  }

  @Test
  void overTlsItIsTheSame() {
    try (Daemon daemon =
        websocketd("--ssl", "--sslcert=" + probes.certificate(), "--sslkey=" + probes.key())) {
      assertThat(probes.verdict(daemon.port(), CHECK, DaemonProbes.TLS)).isEqualTo("L7OK 101");
    }
  }
}
