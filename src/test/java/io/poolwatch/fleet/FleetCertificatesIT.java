package io.poolwatch.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.load.RunningPoolwatch;
import io.poolwatch.testkit.NodeFiles;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Authority;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may join a fleet, by the packaged program from its configuration on. */
class FleetCertificatesIT {
  private static final String SUBJECT = NodeFiles.SUBJECT;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Authority CA = TestCertificates.ca("fleet CA");

  @TempDir private Path temp;
  private final List<RunningPoolwatch> started = new ArrayList<>();
  private int seed;

  @AfterEach
  void stop() {
    started.forEach(RunningPoolwatch::close);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What trusts the fleet's CA and an issuer, and shows a certificate of that issuer's. */
  private String tls(String name, Authority issuer, String subject) {
    NodeFiles files =
        NodeFiles.of(temp.resolve("tls-" + name), CA, issuer.certificate().names(subject).issue());
    files.trust(CA, issuer);
    return "cluster.tls { ca-file = \"%s\", cert-file = \"%s\", key-file = \"%s\", subject-name = %s }"
        .formatted(files.ca(), files.node(), files.node(), subject);
  }

  private RunningPoolwatch start(String name, int port, String security) throws IOException {
    Path home = Files.createDirectory(temp.resolve(name));
    String config =
        """
        poolwatch {
          event-log.format = json
          node { name = %s, host = "127.0.0.1", port = %d, seed-nodes = ["127.0.0.1:%d"] }
          %s
          pools.web { servers.a = "127.0.0.1:9", check.inter = 60s }
        }
        """
            .formatted(name, port, seed, security);
    RunningPoolwatch running =
        RunningPoolwatch.start(
            PemWriter.write(home.resolve("poolwatch.conf"), config),
            home.resolve("errors"),
            "-Xmx128m");
    started.add(running);
    running.await("node-started", 1, PATIENCE);
    return running;
  }

  private static boolean joined(RunningPoolwatch seer, String name) {
    return seer.events("node-joined").stream()
        .flatMap(told -> names(told.json()).stream())
        .anyMatch(name::equals);
  }

  private static List<String> names(JsonNode event) {
    List<String> names = new ArrayList<>();
    event.path("nodes").forEach(node -> names.add(node.asText()));
    return names;
  }

  @Test
  void onlyWhoHasACertificateOfTheFleetJoins() throws IOException {
    seed = freePort();
    RunningPoolwatch first = start("first", seed, tls("first", CA, SUBJECT));
    first.await("fleet-joined", 1, PATIENCE);
    RunningPoolwatch stranger =
        start("stranger", freePort(), tls("stranger", TestCertificates.ca("another"), SUBJECT));
    RunningPoolwatch other = start("other", freePort(), tls("other", CA, "printers.example.org"));
    RunningPoolwatch plain = start("plain", freePort(), "cluster.plaintext = loopback-only");

    // Who comes last and may join is through before those who came earlier could be said to wait.
    start("good", freePort(), tls("good", CA, SUBJECT));
    Waiting.until(PATIENCE, () -> joined(first, "good"), () -> "the good one to join");

    assertThat(first.events("node-joined"))
        .flatExtracting(told -> names(told.json()))
        .containsExactly("good");
    assertThat(List.of(stranger, other, plain))
        .allSatisfy(intruder -> assertThat(intruder.events("fleet-joined")).isEmpty());
  }
}
