package io.poolwatch.node;

import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Postgres;
import io.poolwatch.testkit.Relay;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Checks of type pgsql against a real PostgreSQL. */
final class PgsqlProbeIT {
  private static final String CLEARTEXT = "R\0\0\0\b\0\0\0\u0003";
  private static final String READY = "ready to accept";
  private static final String PASSWORD = "password = \"" + Postgres.PASSWORD + "\"";

  @TempDir private static Path directory;
  @RegisterExtension static final DaemonProbes probes = new DaemonProbes();

  private static Postgres postgres;

  @BeforeAll
  static void start() {
    postgres = postgres(directory, false).awaitLog(READY);
  }

  @AfterAll
  static void stop() {
    if (postgres != null) {
      postgres.close();
    }
  }

  private static Postgres postgres(Path directory, boolean standby, String... options) {
    return Postgres.start(
        directory, probes.tls().certificate(), probes.tls().key(), standby, options);
  }

  /** The verdict with these settings of the block {@code pgsql}. */
  private static String verdict(int port, String block, String... others) {
    String type = "type = pgsql, pgsql { " + block + " }";
    String all = String.join(", ", others) + (others.length == 0 ? "" : ", ") + type;
    return probes.verdict(port, DaemonProbes.STARTTLS, all);
  }

  private static String verdict(String block, String... others) {
    return verdict(postgres.port(), block, others);
  }

  @Test
  void aSessionBegins() {
    assertThat(verdict("user = scram")).isEqualTo("L7OK");
    assertThat(verdict("user = trusted")).isEqualTo("L7OK");
    assertThat(verdict("user = secure, starttls = true")).isEqualTo("L7OK");
  }

  @Test
  void aLoginSucceedsInEveryWay() {
    assertThat(verdict("user = scram, " + PASSWORD + ", database = postgres")).isEqualTo("L7OK");
    assertThat(verdict("user = hashed, database = postgres, auth-min = md5, " + PASSWORD))
        .isEqualTo("L7OK");
    assertThat(
            verdict(
                postgres.port(),
                "user = plain, database = postgres, auth-min = cleartext, " + PASSWORD,
                "allow-plaintext-password = true"))
        .isEqualTo("L7OK");
    assertThat(
            verdict(
                "user = plain, database = postgres, auth-min = cleartext, starttls = true, "
                    + PASSWORD))
        .isEqualTo("L7OK");
    assertThat(verdict("user = secure, database = postgres, starttls = true, " + PASSWORD))
        .isEqualTo("L7OK");
  }

  @Test
  void aWrongPasswordIsTheServersAnswer() {
    assertThat(verdict("user = scram, password = wrong, database = postgres"))
        .startsWith("L7STS FATAL 28P01: password authentication failed for user \"scram\"");
  }

  @Test
  void anUnknownDatabaseIsTheServersAnswer() {
    assertThat(verdict("user = scram, database = nosuchdb, " + PASSWORD))
        .startsWith("L7STS FATAL 3D000: database \"nosuchdb\" does not exist");
  }

  @Test
  void aServerThatWantsTlsSaysSo() {
    assertThat(verdict("user = secure, database = postgres, " + PASSWORD))
        .startsWith(
            "L7STS FATAL 28000: no pg_hba.conf entry for host \"127.0.0.1\", user \"secure\","
                + " database \"postgres\", no encryption");
  }

  @Test
  void aServerThatAsksForLessThanWantedGetsNothing() {
    assertThat(verdict("user = hashed, database = postgres, " + PASSWORD))
        .isEqualTo(
            "L7RSP the server asks for md5, weaker than auth-min = scram-sha-256: nothing was"
                + " sent");
  }

  @Test
  void aQueryTellsWhetherItIsThePrimary() {
    String query = "query = \"SELECT pg_is_in_recovery()\", expect = ";
    String login = "user = scram, database = postgres, " + PASSWORD + ", ";

    assertThat(verdict(login + query + "f")).isEqualTo("L7OK");
    assertThat(verdict(login + query + "t")).startsWith("L7STS the query gave 'f', expected 't'");
    assertThat(verdict(login + "query = \"SELECT * FROM nosuch\""))
        .startsWith("L7STS ERROR 42P01: relation \"nosuch\" does not exist");
  }

  @Test
  void itsLogStaysClean(@TempDir Path temp) {
    // One of its own: what other tests do to theirs may be logged late.
    try (Postgres own = postgres(temp, false).awaitLog(READY)) {
      String login = "user = scram, database = postgres, " + PASSWORD;
      assertThat(verdict(own.port(), "user = scram")).isEqualTo("L7OK");
      assertThat(verdict(own.port(), login)).isEqualTo("L7OK");
      own.awaitLog("disconnection: session time");
      assertThat(own.log()).doesNotContain("reset by peer", "unexpected EOF");
    }
  }

  @Test
  void aStandbyIsNoPrimary(@TempDir Path temp) {
    String query = "query = \"SELECT pg_is_in_recovery()\", expect = f";
    try (Postgres standby = postgres(temp, true).awaitLog(READY)) {
      assertThat(verdict(standby.port(), "user = trusted, database = postgres, " + query))
          .isEqualTo("L7STS the query gave 't', expected 'f'");
    }
  }

  @Test
  void aServerThatIsNotReadySaysSo(@TempDir Path temp) {
    try (Postgres cold = postgres(temp, true, "hot_standby=off")) {
      cold.awaitLog("entering standby mode");
      assertThat(verdict(cold.port(), "user = trusted"))
          .startsWith("L7STS FATAL 57P03: the database system is ");
    }
  }

  @Test
  void aServerThatShutsDownSaysSo(@TempDir Path temp) throws IOException {
    Postgres leaving = postgres(temp, false).awaitLog(READY);
    try (Socket session = leaving.session()) {
      leaving.shutDown();
      assertThat(verdict(leaving.port(), "user = trusted"))
          .isEqualTo("L7STS FATAL 57P03: the database system is shutting down");
      assertThat(session.isConnected()).isTrue();
    } finally {
      leaving.close();
    }
    assertThat(verdict(leaving.port(), "user = trusted")).startsWith("L4CON");
  }

  @Test
  void aServerThatIsFullOrHasNoTlsSaysSo(@TempDir Path temp) throws IOException {
    String[] small = {
      "ssl=off", "max_connections=3", "superuser_reserved_connections=2", "max_wal_senders=0"
    };
    try (Postgres full = postgres(temp, false, small).awaitLog(READY)) {
      assertThat(verdict(full.port(), "user = scram, starttls = true, " + PASSWORD))
          .startsWith("L7RSP the server does not offer TLS");
      try (Socket session = full.session()) {
        assertThat(verdict(full.port(), "user = scram, database = postgres, " + PASSWORD))
            .startsWith("L7STS FATAL 53300: ");
        assertThat(session.isConnected()).isTrue();
      }
    }
  }

  @Test
  void aPeerThatTakesTlsAwayGetsNothing() {
    try (Relay strip = Relay.altering(postgres.port(), said -> said.equals("S") ? "N" : said)) {
      assertThat(verdict(strip.port(), "user = scram, starttls = true, " + PASSWORD))
          .startsWith("L7RSP the server does not offer TLS");
      assertThat(strip.said()).as("SSLRequest alone").hasSize(8);
    }
  }

  @Test
  void aPeerThatOffersNoTlsGetsNothing() {
    try (FaultyServer server =
        FaultyServer.playing(readUntil("/"), send("N" + CLEARTEXT), readToEnd())) {
      String login = "user = u, starttls = true, auth-min = cleartext, password = planted";
      assertThat(verdict(server.port(), login)).startsWith("L7RSP the server does not offer TLS");
      assertThat(server.peer(0).ends()).hasSize(1);
      assertThat(server.peer(0).text()).as("SSLRequest alone").hasSize(8);
    }
  }

  @Test
  void aPeerThatAsksForThePasswordDoesNotGetIt() {
    try (FaultyServer server =
        FaultyServer.playing(readUntil("poolwatch\0\0"), send(CLEARTEXT), readToEnd())) {
      assertThat(verdict(server.port(), "user = u, password = planted"))
          .startsWith("L7RSP the server asks for cleartext, weaker than");
      assertThat(server.peer(0).ends()).hasSize(1);
      assertThat(server.peer(0).text()).doesNotContain("planted");
    }
  }
}
