package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Daemons;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of type dns against a real dnsmasq. */
final class DnsProbeIT {
  private static final String CHECK = "type = dns";

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

  private Daemon dnsmasq() {
    int port = FaultyServer.nobody().getPort();
    return Daemon.started(
        temp,
        port,
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
        "--no-hosts",
        "--local=/example/",
        "--host-record=www.example,10.0.0.1");
  }

  @Test
  void itIsUpUntilItIsStopped() {
    try (Daemon daemon = dnsmasq()) {
      int port = daemon.port();
      assertThat(probes.verdict(port, CHECK, "dns.name = www.example")).isEqualTo("L7OK 0");
      assertThat(probes.verdict(port, CHECK, "dns { name = www.example, type = AAAA }"))
          .isEqualTo("L7OK 0");
      daemon.stop();
      assertThat(probes.verdict(port, CHECK, "dns.name = www.example")).startsWith("L4CON");
    }
  }

  @Test
  void itsCodeIsToldByNameAndNumber() {
    try (Daemon daemon = dnsmasq()) {
      int port = daemon.port();
      assertThat(probes.verdict(port, CHECK, "dns.name = nobody.example"))
          .isEqualTo("L7STS 3 NXDOMAIN (3), expected NOERROR");
      assertThat(probes.verdict(port, CHECK, "dns { name = nobody.example, rcode = NXDOMAIN }"))
          .isEqualTo("L7OK 3");
      assertThat(probes.verdict(port, CHECK, "dns.name = www.example.org"))
          .isEqualTo("L7STS 5 REFUSED (5), expected NOERROR");
    }
  }
}
