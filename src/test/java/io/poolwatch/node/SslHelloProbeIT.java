package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Nginx;
import io.poolwatch.testkit.Step;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The check of type ssl-hello against a real nginx. The hello is answered before anybody logs in or
 * a service could say that it is not ready, and the check takes every version: of the states of a
 * server it sees that there is one and that it speaks TLS.
 */
final class SslHelloProbeIT {
  private static final String CHECK = "type = ssl-hello";

  @RegisterExtension static final DaemonProbes probes = new DaemonProbes();

  @TempDir private Path temp;

  @Test
  void aServerOfTodayAnswersWithAnAlert() {
    try (Daemon daemon = Nginx.start(temp, probes.tls(), "ssl")) {
      assertThat(probes.verdict(daemon.port(), CHECK)).isEqualTo("L6OK");
      daemon.stop();
      assertThat(probes.verdict(daemon.port(), CHECK)).startsWith("L4CON");
    }
  }

  @Test
  void aPlainPortAnswersWithSomethingElse() {
    try (Daemon daemon = Nginx.start(temp, null, "")) {
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
