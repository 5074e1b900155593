package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Daemons;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of type ldap against a real OpenLDAP. */
final class LdapProbeIT {
  private static final String CHECK = "type = ldap";
  private static final String NAME = "cn=probe,dc=example";
  private static final String ALLOWED = "allow-plaintext-password = true";
  private static final String STARTTLS = "ldap.starttls = true, " + DaemonProbes.STARTTLS;

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

  private Daemon slapd(String scheme, String... settings) throws IOException {
    int port = FaultyServer.nobody().getPort();
    Files.createDirectory(temp.resolve("db"));
    String config =
        """
        include /etc/ldap/schema/core.schema
        pidfile %1$s/pid
        %2$s
        database ldif
        suffix dc=example
        directory %1$s/db
        rootdn %3$s
        rootpw right
        """
            .formatted(temp, String.join("\n", settings), NAME);
    Path file = PemWriter.write(temp.resolve("slapd.conf"), config);
    String url = scheme + "://127.0.0.1:" + port + "/";
    return Daemon.started(
        temp,
        port,
        Daemons.need("slapd").toString(),
        "-d",
        "stats",
        "-h",
        url,
        "-f",
        file.toString());
  }

  private static String tls() {
    return "TLSCertificateFile "
        + probes.certificate()
        + "\nTLSCertificateKeyFile "
        + probes.key()
        + "\nTLSCACertificateFile "
        + probes.ca();
  }

  private static String named(String password) {
    return "ldap { bind-dn = \"" + NAME + "\", password = " + password + " }";
  }

  private static String verdict(Daemon daemon, String... check) {
    return probes.verdict(daemon.port(), check);
  }

  private String log() {
    try {
      return Files.readString(temp.resolve("output"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void itIsUpUntilItIsStopped() throws IOException {
    try (Daemon daemon = slapd("ldap")) {
      assertThat(verdict(daemon, CHECK)).isEqualTo("L7OK 0");
      Waiting.until(() -> log().contains("UNBIND"), "the goodbye");
      daemon.stop();
      assertThat(verdict(daemon, CHECK)).startsWith("L4CON");
    }
  }

  @Test
  void aPasswordMustBeTheRightOne() throws IOException {
    try (Daemon daemon = slapd("ldap")) {
      assertThat(verdict(daemon, CHECK, ALLOWED, named("right"))).isEqualTo("L7OK 0");
      assertThat(verdict(daemon, CHECK, ALLOWED, named("wrong")))
          .isEqualTo("L7STS 49 invalidCredentials (49)");
    }
  }

  @Test
  void aServerThatWantsANameSaysSo() throws IOException {
    try (Daemon daemon = slapd("ldap", "disallow bind_anon")) {
      assertThat(verdict(daemon, CHECK))
          .isEqualTo("L7STS 48 inappropriateAuthentication (48): anonymous bind disallowed");
    }
  }

  @Test
  void tlsStartsInsideTheConnection() throws IOException {
    try (Daemon daemon = slapd("ldap", tls(), "security simple_bind=64")) {
      assertThat(verdict(daemon, CHECK, STARTTLS, named("right"))).isEqualTo("L7OK 0");
      assertThat(verdict(daemon, CHECK, "ldap.starttls = true")).contains("L6RSP", "unknown CA");
      assertThat(verdict(daemon, CHECK, ALLOWED, named("right")))
          .startsWith("L7STS 13 confidentialityRequired (13): ");
    }
  }

  @Test
  void aServerWithoutStartTlsGetsNoPassword() throws IOException {
    try (Daemon daemon = slapd("ldap")) {
      assertThat(verdict(daemon, CHECK, STARTTLS, named("right")))
          .isEqualTo("L7RSP the server does not offer StartTLS: protocolError (2)");
    }
  }

  @Test
  void tlsMayComeFirst() throws IOException {
    try (Daemon daemon = slapd("ldaps", tls())) {
      assertThat(verdict(daemon, CHECK, DaemonProbes.TLS, named("right"))).isEqualTo("L7OK 0");
    }
  }
}
