package io.poolwatch.testkit;

import io.poolwatch.testkit.Daemons.Daemon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A real Exim that refuses everybody once there is a file {@code busy} in its directory. */
public final class Exim {
  /** The setting with which it offers no STARTTLS. */
  public static final String PLAIN = "tls_advertise_hosts =";

  private Exim() {}

  /**
   * Starts it; skips the test if it is not installed.
   *
   * @param directory where it works and writes; everybody may, as it works as a user of its own
   * @param settings further lines of its configuration
   */
  public static Daemon start(Path directory, String... settings) {
    return start(directory, FaultyServer.nobody().getPort(), settings);
  }

  /** Starts it with TLS from the first byte. */
  public static Daemon startTls(Path directory, TlsFiles tls) {
    int port = FaultyServer.nobody().getPort();
    return start(directory, port, tls(tls), "tls_on_connect_ports = " + port);
  }

  private static Daemon start(Path directory, int port, String... settings) {
    openToAll(directory);
    String text =
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
            .formatted(directory, port, String.join("\n", settings));
    Path config = PemWriter.write(directory.resolve("exim.conf"), text);
    String program = Daemons.need("exim4").toString();
    return Daemon.started(directory, port, program, "-C", config.toString(), "-bdf");
  }

  /** The settings with which it offers STARTTLS. */
  public static String tls(TlsFiles tls) {
    openToAll(tls.key().resolveSibling(""));
    return "tls_advertise_hosts = *\ntls_certificate = "
        + tls.certificate()
        + "\ntls_privatekey = "
        + tls.key();
  }

  /** The last settings, with which it lets one user log in. */
  public static String login(String user, String password) {
    return """
    begin authenticators
    plain:
      driver = plaintext
      public_name = PLAIN
      server_prompts = :
      server_condition = ${if and{{eq{$auth2}{%1$s}}{eq{$auth3}{%2$s}}}}
    login:
      driver = plaintext
      public_name = LOGIN
      server_prompts = User Name : Password
      server_condition = ${if and{{eq{$auth1}{%1$s}}{eq{$auth2}{%2$s}}}}
    """
        .formatted(user, password);
  }

  /** All that it has logged about connections. */
  public static String log(Path directory) {
    try {
      return Files.readString(directory.resolve("log-main"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void openToAll(Path directory) {
    try {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
