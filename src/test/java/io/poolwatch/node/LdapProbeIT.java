package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.Relay;
import io.poolwatch.testkit.Slapd;
import io.poolwatch.testkit.Waiting;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The check of type ldap against a real OpenLDAP. It takes no new connection while it shuts down,
 * and listens only when its databases are open; what a directory says that is not ready all the
 * same ({@code unwillingToPerform}, {@code busy}, {@code unavailable}) is one answer with another
 * number.
 */
final class LdapProbeIT {
  private static final String CHECK = "type = ldap";
  private static final String NAME = "cn=probe,dc=example";
  private static final String ALLOWED = "allow-plaintext-password = true";
  private static final String STARTTLS = "ldap.starttls = true, " + DaemonProbes.STARTTLS;

  /** An extended response: success; and the same with protocolError. */
  private static final String STARTED = "x\u0007\n\u0001\0";

  private static final String NOT_OFFERED = "x\u0007\n\u0001\u0002";

  @RegisterExtension static final DaemonProbes probes = new DaemonProbes();

  @TempDir private Path temp;

  private Daemon slapd(String scheme, String... settings) {
    return Slapd.start(temp, scheme, NAME, "right", settings);
  }

  private static String tls() {
    return Slapd.tls(probes.tls());
  }

  private static String named(String password) {
    return "ldap { bind-dn = \"" + NAME + "\", password = " + password + " }";
  }

  private static String verdict(Daemon daemon, String... check) {
    return probes.verdict(daemon.port(), check);
  }

  @Test
  void itIsUpUntilItIsStopped() {
    try (Daemon daemon = slapd("ldap")) {
      assertThat(verdict(daemon, CHECK)).isEqualTo("L7OK 0");
      Waiting.until(() -> daemon.output().contains("UNBIND"), "the goodbye");
      daemon.stop();
      assertThat(verdict(daemon, CHECK)).startsWith("L4CON");
    }
  }

  @Test
  void aPasswordMustBeTheRightOne() {
    try (Daemon daemon = slapd("ldap")) {
      assertThat(verdict(daemon, CHECK, ALLOWED, named("right"))).isEqualTo("L7OK 0");
      assertThat(verdict(daemon, CHECK, ALLOWED, named("wrong")))
          .isEqualTo("L7STS 49 invalidCredentials (49)");
    }
  }

  @Test
  void aServerThatWantsANameSaysSo() {
    try (Daemon daemon = slapd("ldap", "disallow bind_anon")) {
      assertThat(verdict(daemon, CHECK))
          .isEqualTo("L7STS 48 inappropriateAuthentication (48): anonymous bind disallowed");
    }
  }

  @Test
  void aServerThatIsNotReadyToServeSaysSo() {
    try (Daemon daemon = slapd("ldap", "restrict bind")) {
      assertThat(verdict(daemon, CHECK)).startsWith("L7STS 53 unwillingToPerform (53): ");
    }
  }

  @Test
  void tlsStartsInsideTheConnection() {
    try (Daemon daemon = slapd("ldap", tls(), "security simple_bind=64")) {
      assertThat(verdict(daemon, CHECK, STARTTLS, named("right"))).isEqualTo("L7OK 0");
      assertThat(verdict(daemon, CHECK, "ldap.starttls = true")).contains("L6RSP", "unknown CA");
      assertThat(verdict(daemon, CHECK, ALLOWED, named("right")))
          .startsWith("L7STS 13 confidentialityRequired (13): ");
    }
  }

  @Test
  void aServerWithoutStartTlsGetsNoPassword() {
    try (Daemon daemon = slapd("ldap")) {
      assertThat(verdict(daemon, CHECK, STARTTLS, named("right")))
          .isEqualTo("L7RSP the server does not offer StartTLS: protocolError (2)");
    }
  }

  @Test
  void aPeerThatTakesStartTlsAwayGetsNoPassword() {
    try (Daemon daemon = slapd("ldap", tls());
        Relay strip = Relay.altering(daemon.port(), said -> said.replace(STARTED, NOT_OFFERED))) {
      assertThat(probes.verdict(strip.port(), CHECK, STARTTLS, named("right")))
          .isEqualTo("L7RSP the server does not offer StartTLS: protocolError (2)");
      assertThat(strip.said()).doesNotContain("right");
    }
  }

  @Test
  void tlsMayComeFirst() {
    try (Daemon daemon = slapd("ldaps", tls())) {
      assertThat(verdict(daemon, CHECK, DaemonProbes.TLS, named("right"))).isEqualTo("L7OK 0");
      assertThat(verdict(daemon, CHECK)).matches("(?s)(L7RSP|SOCKERR) .*");
    }
  }
}
