package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.Dnsmasq;
import io.poolwatch.testkit.Relay;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The check of type dns against a real dnsmasq. There is nothing to log in to and nothing to
 * downgrade. A name server says nothing while it shuts down: it answers until it is gone; one that
 * is not ready answers SERVFAIL or REFUSED.
 */
final class DnsProbeIT {
  private static final String CHECK = "type = dns";

  @RegisterExtension static final DaemonProbes probes = new DaemonProbes();

  @TempDir private Path temp;

  private Daemon dnsmasq() {
    return Dnsmasq.start(temp, "--local=/example/", "--host-record=www.example,10.0.0.1");
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
          .as("it knows nobody whom it could ask")
          .isEqualTo("L7STS 5 REFUSED (5), expected NOERROR");
    }
  }

  @Test
  void overTlsItIsTheSame() {
    String name = "dns.name = www.example";
    try (Daemon daemon = dnsmasq();
        Relay secure = Relay.speaking(Certificates.SERVER, daemon.port())) {
      assertThat(probes.verdict(secure.port(), CHECK, name, DaemonProbes.TLS)).isEqualTo("L7OK 0");
      assertThat(probes.verdict(secure.port(), CHECK, name)).startsWith("L7RSP ");
      String hasty = "timeout.connect = 500ms";
      assertThat(probes.verdict(daemon.port(), CHECK, name, hasty, DaemonProbes.TLS))
          .matches("(?s)L6(RSP|TOUT) .*");
    }
  }
}
