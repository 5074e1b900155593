package io.poolwatch.node;

import static io.poolwatch.testkit.Step.read;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.startTls;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Mariadb;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of type mysql against a real MariaDB, and a peer that speaks as MySQL 8 does. */
final class MysqlProbeIT {
  private static final String PASSWORD = "password = \"" + Mariadb.PASSWORD + "\"";
  private static final String NATIVE = "auth-min = mysql_native_password, " + PASSWORD;

  /**
   * MySQL's default limit of connections is 151, MariaDB's as well; one more is an administrator's.
   */
  private static final int MORE_THAN_ALL = 153;

  private static final String GREETING =
      "J\0\0\0\n8.0.36\0\u0001\0\0\0abcdefgh\0\u00ff\u00ff\u00ff\u0002\0\u00ff\u00c7\u0015"
          + "\0\0\0\0\0\0\0\0\0\0ijklmnopqrst\0caching_sha2_password\0";

  @TempDir private static Path directory;
  private static DaemonProbes probes;
  private static Mariadb mariadb;

  @BeforeAll
  static void start() {
    probes = new DaemonProbes(directory);
    mariadb = Mariadb.start(directory, probes.certificate(), probes.key());
  }

  @AfterAll
  static void stop() {
    if (mariadb != null) {
      mariadb.close();
    }
    probes.close();
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
        .isEqualTo("L7RSP the server asks for client_ed25519, which is not supported");
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
    Mariadb crowded = Mariadb.start(temp, probes.certificate(), probes.key());
    List<Socket> crowd = new ArrayList<>();
    try {
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
  void thePasswordItselfIsToldOverVerifiedTls() {
    try (FaultyServer server =
        FaultyServer.playing(
            send(GREETING),
            read(36),
            startTls(Certificates.SERVER),
            readUntil("caching_sha2_password\0"),
            send("\u0002\0\0\u0003\u0001\u0004"),
            readUntil("planted\0"),
            send("\u0007\0\0\u0005\0\0\0\u0002\0\0\0"),
            readToEnd())) {
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
            send(GREETING),
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
