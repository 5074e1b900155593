package io.poolwatch.node;

import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Mariadb;
import io.poolwatch.testkit.Mysql8;
import io.poolwatch.testkit.Relay;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks of type mysql against a real MariaDB, and a peer that speaks as MySQL 8 does. MariaDB
 * listens only when it is ready, and takes no new connection while it shuts down.
 */
final class MysqlProbeIT {
  private static final String PASSWORD = "password = \"" + Mariadb.PASSWORD + "\"";
  private static final String NATIVE = "auth-min = mysql_native_password, " + PASSWORD;

  /**
   * MySQL's default limit of connections is 151, MariaDB's as well; one more is an administrator's.
   */
  private static final int MORE_THAN_ALL = 153;

  @TempDir private static Path directory;
  @RegisterExtension static final DaemonProbes probes = new DaemonProbes();

  private static Mariadb mariadb;

  @BeforeAll
  static void start() {
    mariadb = Mariadb.start(directory, probes.tls().certificate(), probes.tls().key());
  }

  @AfterAll
  static void stop() {
    if (mariadb != null) {
      mariadb.close();
    }
  }

  /** The verdict with these settings of the block {@code mysql}. */
  private static String verdict(int port, String block) {
    return probes.verdict(port, DaemonProbes.STARTTLS, "type = mysql, mysql { " + block + " }");
  }

  private static String verdict(String block) {
    return verdict(mariadb.port(), block);
  }

  @Test
  void itsGreetingTellsItsVersion() {
    assertThat(verdict("")).startsWith("L7OK ").contains("MariaDB");
    assertThat(verdict("starttls = true")).startsWith("L7OK ").contains("MariaDB");
  }

  @Test
  void aLoginSucceeds() {
    assertThat(verdict("user = prober, " + NATIVE)).startsWith("L7OK ");
    assertThat(verdict("user = prober, starttls = true, " + NATIVE)).startsWith("L7OK ");
    assertThat(verdict("user = secure, starttls = true, " + NATIVE)).startsWith("L7OK ");
    assertThat(verdict("user = open")).startsWith("L7OK ");
  }

  @Test
  void aWrongPasswordIsTheServersAnswer() {
    assertThat(verdict("user = prober, password = wrong, auth-min = mysql_native_password"))
        .isEqualTo("L7STS 1045 Access denied for user 'prober'@'127.0.0.1' (using password: YES)");
    assertThat(verdict("user = prober"))
        .isEqualTo("L7STS 1045 Access denied for user 'prober'@'127.0.0.1' (using password: NO)");
  }

  @Test
  void aServerThatWantsTlsSaysSo() {
    assertThat(verdict("user = secure, " + NATIVE))
        .startsWith("L7STS 1045 Access denied for user 'secure'@'127.0.0.1'");
  }

  @Test
  void aWeakerMethodThanWantedIsNotUsed() {
    assertThat(verdict("user = prober, " + PASSWORD))
        .startsWith("L7RSP the server asks for mysql_native_password, weaker than auth-min");
  }

  @Test
  void aMethodThatIsNotSupportedIsNamed() {
    assertThat(verdict("user = modern, " + NATIVE))
        .isEqualTo("L7RSP the server asks for 'client_ed25519', which is not supported");
  }

  @Test
  void aLoginLeavesNoWordInItsLog() {
    int before = mariadb.log().length();
    assertThat(verdict("user = prober, " + NATIVE)).startsWith("L7OK ");
    assertThat(verdict("user = prober, password = wrong, auth-min = mysql_native_password"))
        .startsWith("L7STS");

    String said = mariadb.log().substring(before);
    assertThat(said).doesNotContain("Aborted connection");
  }

  @Test
  void aServerThatIsFullOrGoneSaysSo(@TempDir Path temp) throws Exception {
    String strict = "--require-secure-transport=ON";
    Mariadb crowded = Mariadb.start(temp, probes.tls().certificate(), probes.tls().key(), strict);
    List<Socket> crowd = new ArrayList<>();
    try {
      assertThat(verdict(crowded.port(), "user = prober, " + NATIVE))
          .startsWith("L7STS 1045 Access denied for user 'prober'@'127.0.0.1'");
      assertThat(verdict(crowded.port(), "user = prober, starttls = true, " + NATIVE))
          .startsWith("L7OK ");
      for (int i = 0; i < MORE_THAN_ALL; i++) {
        Socket guest = new Socket(InetAddress.getLoopbackAddress(), crowded.port());
        crowd.add(guest);
        assertThat(guest.getInputStream().read()).as("greeted or refused").isPositive();
      }
      assertThat(verdict(crowded.port(), "")).isEqualTo("L7STS 1040 Too many connections");
    } finally {
      for (Socket guest : crowd) {
        guest.close();
      }
      crowded.close();
    }
    assertThat(verdict(crowded.port(), "")).startsWith("L4CON");
  }

  @Test
  void aPeerThatTakesTlsAwayIsNotToldWhoWeAre() {
    try (Relay strip = Relay.altering(mariadb.port(), MysqlProbeIT::withoutTls)) {
      assertThat(verdict(strip.port(), "user = prober, starttls = true, " + NATIVE))
          .startsWith("L7RSP the server does not offer TLS");
      assertThat(strip.said()).isEmpty();
    }
  }

  /** A greeting without the capability CLIENT_SSL, which is bit 11. */
  private static String withoutTls(String greeting) {
    int capabilities = greeting.indexOf('\0', 5) + 1 + 4 + 8 + 1;
    StringBuilder changed = new StringBuilder(greeting);
    int high = changed.charAt(capabilities + 1);
    changed.setCharAt(capabilities + 1, (char) (high & ~0x08));
    return changed.toString();
  }

  @Test
  void thePasswordItselfIsToldOverVerifiedTls() {
    try (FaultyServer server = Mysql8.start(Certificates.SERVER, "planted")) {
      String login = "user = u, password = planted, starttls = true";
      assertThat(verdict(server.port(), login)).isEqualTo("L7OK 8.0.36");
      assertThat(server.peer(0).ends()).isNotEmpty();
      assertThat(server.peer(0).text()).endsWith("planted\0\u0001\0\0\0\u0001");
    }
  }

  @Test
  void thePasswordItselfIsNotToldInClear() {
    try (FaultyServer server =
        FaultyServer.playing(
            send(Mysql8.GREETING),
            readUntil("caching_sha2_password\0"),
            send("\u0002\0\0\u0002\u0001\u0004"),
            readToEnd())) {
      assertThat(verdict(server.port(), "user = u, password = planted"))
          .startsWith("L7RSP the password would leave in clear");
      assertThat(server.peer(0).ends()).hasSize(1);
      assertThat(server.peer(0).text()).doesNotContain("planted");
    }
  }
}
