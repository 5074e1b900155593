package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.Websocketd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The check of type websocket against a real websocketd. It has no login, and it says nothing while
 * it shuts down: it answers until it is gone. A peer that offers less than was asked for is one
 * that answers another request, or stays with HTTP.
 */
final class WebsocketProbeIT {
  private static final String CHECK = "type = websocket";
  private static final String UPGRADE =
      """
      GET / HTTP/1.1
      Host: a
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

      """
          .replace("\n", "\r\n");

  @RegisterExtension static final DaemonProbes probes = new DaemonProbes();

  @TempDir private Path temp;

  @Test
  void itIsUpUntilItIsStopped() {
    try (Daemon daemon = Websocketd.start(temp)) {
      assertThat(probes.verdict(daemon.port(), CHECK)).isEqualTo("L7OK 101");
      daemon.stop();
      assertThat(probes.verdict(daemon.port(), CHECK)).startsWith("L4CON");
    }
  }

  @Test
  void anOriginThatItDoesNotLikeIsItsAnswer() {
    try (Daemon daemon = Websocketd.start(temp, "--origin=example.org")) {
      String origin = "websocket.origin = \"https://";
      assertThat(probes.verdict(daemon.port(), CHECK, origin + "example.org\""))
          .isEqualTo("L7OK 101");
      assertThat(probes.verdict(daemon.port(), CHECK, origin + "evil.example\""))
          .startsWith("L7STS 403 ");
    }
  }

  @Test
  void aServerThatHasNoRoomSaysSo() throws IOException {
    try (Daemon daemon = Websocketd.start(temp, "--maxforks=1");
        Socket guest = new Socket(InetAddress.getLoopbackAddress(), daemon.port())) {
      guest.getOutputStream().write(UPGRADE.getBytes(StandardCharsets.US_ASCII));
      assertThat(guest.getInputStream().read()).as("the only place is taken").isEqualTo('H');
      assertThat(probes.verdict(daemon.port(), CHECK)).startsWith("L7STS 429 ");
    }
  }

  @Test
  void overTlsItIsTheSame() {
    try (Daemon daemon = Websocketd.start(temp, Websocketd.tls(probes.tls()))) {
      assertThat(probes.verdict(daemon.port(), CHECK, DaemonProbes.TLS)).isEqualTo("L7OK 101");
      assertThat(probes.verdict(daemon.port(), CHECK)).startsWith("L7STS 400 ");
    }
  }

  @Test
  void aPeerThatStaysWithHttpIsNotUp() {
    try (FaultyServer server =
        FaultyServer.playing(
            Step.readUntil("\r\n\r\n"),
            Step.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
            Step.readToEnd())) {
      assertThat(probes.verdict(server.port(), CHECK)).startsWith("L7STS 200 ");
    }
  }
}
