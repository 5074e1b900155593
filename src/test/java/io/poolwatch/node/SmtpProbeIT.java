package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.Exim;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Relay;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The check of type smtp against a real Exim. Exim takes no new connection while it shuts down;
 * other servers say 421, as a peer does here.
 */
final class SmtpProbeIT {
  private static final String CHECK = "type = smtp";
  private static final String STARTTLS = CHECK + ", smtp.starttls = true";

  private static final String ALLOWED = "allow-plaintext-password = true";

  private static final int MANY = 10_000;

  @RegisterExtension static final DaemonProbes probes = new DaemonProbes();

  @TempDir private Path temp;

  private static String verdict(Daemon daemon, String... check) {
    return probes.verdict(daemon.port(), check);
  }

  @Test
  void itIsUpUntilItRefusesOrIsStopped() throws IOException {
    try (Daemon daemon = Exim.start(temp, Exim.PLAIN)) {
      assertThat(verdict(daemon, CHECK)).isEqualTo("L7OK 250");
      assertThat(verdict(daemon, CHECK, "smtp.hello = \"EHLO probe.example\""))
          .isEqualTo("L7OK 250");
      Files.createFile(temp.resolve("busy"));
      assertThat(verdict(daemon, CHECK)).isEqualTo("L7STS 550 the greeting: 550 no service today");
      daemon.stop();
      assertThat(verdict(daemon, CHECK)).startsWith("L4CON");
    }
  }

  @Test
  void itIsLeftWithAQuit() {
    try (Daemon daemon = Exim.start(temp, Exim.PLAIN)) {
      assertThat(verdict(daemon, CHECK)).isEqualTo("L7OK 250");
      Waiting.until(() -> Exim.log(temp).contains("closed by QUIT"), "the goodbye");
    }
  }

  @Test
  void aServerThatHasNoRoomSaysSo() throws IOException {
    try (Daemon daemon = Exim.start(temp, Exim.PLAIN, "smtp_accept_max = 1");
        Socket guest = theOnlyGuest(daemon.port())) {
      assertThat(guest.isConnected()).isTrue();
      assertThat(verdict(daemon, CHECK))
          .startsWith("L7STS 421 the greeting: 421 Too many concurrent SMTP");
    }
  }

  /** Whoever came before may not have left yet. */
  private static Socket theOnlyGuest(int port) throws IOException {
    Socket guest = new Socket(InetAddress.getLoopbackAddress(), port);
    int tries = 0;
    while (guest.getInputStream().read() != '2') {
      guest.close();
      assertThat(tries++).isLessThan(MANY);
      guest = new Socket(InetAddress.getLoopbackAddress(), port);
    }
    return guest;
  }

  @Test
  void tlsStartsInsideTheConnection() {
    try (Daemon daemon = Exim.start(temp, Exim.tls(probes.tls()))) {
      assertThat(verdict(daemon, STARTTLS, DaemonProbes.STARTTLS)).isEqualTo("L7OK 250");
      assertThat(verdict(daemon, STARTTLS)).startsWith("L6RSP").contains("unknown CA");
    }
  }

  private static String login(String password) {
    return CHECK + ", smtp { user = watcher, password = " + password + " }";
  }

  @Test
  void aUserLogsIn() {
    try (Daemon daemon = Exim.start(temp, Exim.PLAIN, Exim.login("watcher", "s3cret"))) {
      assertThat(verdict(daemon, login("s3cret"), ALLOWED)).isEqualTo("L7OK 235");
      assertThat(verdict(daemon, login("guess"), ALLOWED))
          .isEqualTo("L7STS 535 the reply to AUTH: 535 Incorrect authentication data");
      Waiting.until(() -> Exim.log(temp).contains("closed by QUIT"), "the goodbye");
    }
  }

  @Test
  void aUserLogsInWhereNameAndPasswordAreAskedForOneByOne() {
    String alone =
        Exim.login("watcher", "s3cret").replaceFirst("public_name = PLAIN", "public_name = ODD");
    try (Daemon daemon = Exim.start(temp, Exim.PLAIN, alone)) {
      assertThat(verdict(daemon, login("s3cret"), ALLOWED)).isEqualTo("L7OK 235");
      assertThat(verdict(daemon, login("guess"), ALLOWED)).startsWith("L7STS 535 ");
    }
  }

  @Test
  void aUserLogsInOnceTlsHasStarted() {
    String onlyThen = "auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}";
    String logins = Exim.login("watcher", "s3cret");
    try (Daemon daemon = Exim.start(temp, Exim.tls(probes.tls()), onlyThen, logins)) {
      String starttls = "smtp.starttls = true";
      assertThat(verdict(daemon, login("s3cret"), starttls, DaemonProbes.STARTTLS))
          .isEqualTo("L7OK 235");
      assertThat(verdict(daemon, login("guess"), starttls, DaemonProbes.STARTTLS))
          .startsWith("L7STS 535 ");
      assertThat(verdict(daemon, login("s3cret"), ALLOWED))
          .isEqualTo("L7RSP the server offers no AUTH PLAIN or LOGIN: the password was not sent");
    }
  }

  @Test
  void tlsMayComeFirst() {
    try (Daemon daemon = Exim.startTls(temp, probes.tls())) {
      assertThat(verdict(daemon, CHECK, DaemonProbes.TLS)).isEqualTo("L7OK 250");
      assertThat(verdict(daemon, CHECK, "timeout.check = 500ms"))
          .as("it waits for a handshake, the check for a greeting")
          .startsWith("L7TOUT ");
    }
  }

  @Test
  void aServerThatDoesNotOfferTlsIsNotSpokenToInClear() {
    try (Daemon daemon = Exim.start(temp, Exim.PLAIN)) {
      assertThat(verdict(daemon, STARTTLS, DaemonProbes.STARTTLS))
          .isEqualTo("L7RSP the server does not offer STARTTLS");
    }
  }

  @Test
  void aPeerThatTakesStartTlsAwayHearsNoMore() {
    try (Daemon daemon = Exim.start(temp, Exim.tls(probes.tls()));
        Relay strip = Relay.altering(daemon.port(), said -> said.replace("250-STARTTLS\r\n", ""))) {
      assertThat(probes.verdict(strip.port(), STARTTLS, DaemonProbes.STARTTLS))
          .isEqualTo("L7RSP the server does not offer STARTTLS");
      assertThat(strip.said()).isEqualTo("EHLO localhost\r\n");
    }
  }

  @Test
  void aServerThatIsShuttingDownSaysSo() {
    try (FaultyServer server =
        FaultyServer.playing(
            Step.send("421 mail.example service closing\r\n"), Step.fin(), Step.readToEnd())) {
      assertThat(probes.verdict(server.port(), CHECK))
          .isEqualTo("L7STS 421 the greeting: 421 mail.example service closing");
    }
  }
}
