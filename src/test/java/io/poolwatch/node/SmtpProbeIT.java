package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Daemons;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of type smtp against a real Exim. */
final class SmtpProbeIT {
  private static final String CHECK = "type = smtp";
  private static final String STARTTLS = CHECK + ", smtp.starttls = true";

  @TempDir private static Path files;
  private static DaemonProbes probes;
  @TempDir private Path temp;

  @BeforeAll
  static void start() throws IOException {
    probes = new DaemonProbes(files);
    openToAll(files);
  }

  @AfterAll
  static void stop() {
    probes.close();
  }

  @BeforeEach
  void prepare() throws IOException {
    openToAll(temp);
  }

  /** Exim works as a user of its own. */
  private static void openToAll(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  /** An Exim that refuses everybody once there is a file {@code busy}. */
  private Daemon exim(String... settings) {
    int port = FaultyServer.nobody().getPort();
    String general =
        """
        keep_environment =
        primary_hostname = mail.example
        spool_directory = %1$s/spool
        log_file_path = %1$s/log-%%s
        pid_file_path = %1$s/pid
        log_selector = +smtp_connection
        daemon_smtp_ports = %2$d
        local_interfaces = <; 127.0.0.1
        host_lookup =
        rfc1413_query_timeout = 0s
        smtp_banner = two\\nlines
        acl_smtp_connect = check
        %3$s
        begin acl
        check:
          accept condition = ${if exists{%1$s/busy}{no}{yes}}
          deny message = no service today
        """
            .formatted(temp, port, String.join("\n", settings));
    Path config = PemWriter.write(temp.resolve("exim.conf"), general);
    String program = Daemons.need("exim4").toString();
    return Daemon.started(temp, port, program, "-C", config.toString(), "-bdf");
  }

  private static String verdict(Daemon daemon, String... check) {
    return probes.verdict(daemon.port(), check);
  }

  private String log() {
    try {
      return Files.readString(temp.resolve("log-main"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void itIsUpUntilItRefusesOrIsStopped() throws IOException {
    try (Daemon daemon = exim("tls_advertise_hosts =")) {
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
    try (Daemon daemon = exim("tls_advertise_hosts =")) {
      assertThat(verdict(daemon, CHECK)).isEqualTo("L7OK 250");
      Waiting.until(() -> log().contains("closed by QUIT"), "the goodbye");
    }
  }

  @Test
  void tlsStartsInsideTheConnection() {
    String files =
        "tls_certificate = " + probes.certificate() + "\ntls_privatekey = " + probes.key();
    try (Daemon daemon = exim("tls_advertise_hosts = *", files)) {
      assertThat(verdict(daemon, STARTTLS, DaemonProbes.STARTTLS)).isEqualTo("L7OK 250");
      assertThat(verdict(daemon, STARTTLS)).startsWith("L6RSP").contains("unknown CA");
    }
  }

  @Test
  void aServerThatDoesNotOfferTlsIsNotSpokenToInClear() {
    try (Daemon daemon = exim("tls_advertise_hosts =")) {
      assertThat(verdict(daemon, STARTTLS, DaemonProbes.STARTTLS))
          .isEqualTo("L7RSP the server does not offer STARTTLS");
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
