package io.poolwatch.testkit;

import io.poolwatch.testkit.Daemons.Daemon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A real MariaDB with users {@code prober} (mysql_native_password), {@code secure} (the same, but
 * only over TLS) and {@code modern} (ed25519), whose password is {@link #PASSWORD}, {@code open}
 * without one, and {@code poolwatch} as the example in conf/ has it.
 */
public final class Mariadb implements AutoCloseable {
  public static final String PASSWORD = "s3crét-of-db";

  private static final String USERS =
      """
      INSTALL SONAME 'auth_ed25519';
      CREATE USER prober@'127.0.0.1' IDENTIFIED BY '%1$s';
      CREATE USER secure@'127.0.0.1' IDENTIFIED BY '%1$s' REQUIRE SSL;
      CREATE USER modern@'127.0.0.1' IDENTIFIED VIA ed25519 USING PASSWORD('%1$s');
      CREATE USER open@'127.0.0.1';
      CREATE USER poolwatch@'127.0.0.1' IDENTIFIED BY 'change-me';
      """
          .formatted(PASSWORD);

  private final Daemon daemon;

  private Mariadb(Daemon daemon) {
    this.daemon = daemon;
  }

  /**
   * Makes a data directory and starts it; skips the test if MariaDB is not installed.
   *
   * @param directory an empty directory of the test's
   * @param certificate PEM file with its certificates
   * @param key PEM file with its key
   * @param options further options of its command line
   */
  public static Mariadb start(Path directory, Path certificate, Path key, String... options) {
    Path server = Daemons.need("mariadbd");
    Path home = directory.resolve("mariadb");
    Path data = home.resolve("data");
    try {
      Files.createDirectory(home);
      Daemons.giveAway(home);
      Daemons.run(
          home,
          "",
          Daemons.need("mariadb-install-db").toString(),
          "--no-defaults",
          "--datadir=" + data,
          "--auth-root-authentication-method=normal",
          "--skip-test-db");
      Files.writeString(home.resolve("users.sql"), USERS);
      Files.copy(certificate, home.resolve("server.crt"));
      Path copy = Files.copy(key, home.resolve("server.key"));
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
      Daemons.giveAway(copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int port = FaultyServer.nobody().getPort();
    List<String> command =
        new ArrayList<>(
            List.of(
                server.toString(),
                "--no-defaults",
                "--datadir=" + data,
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + home.resolve("socket"),
                "--skip-name-resolve",
                "--character-set-server=utf8mb4",
                "--init-file=" + home.resolve("users.sql"),
                "--ssl-cert=" + home.resolve("server.crt"),
                "--ssl-key=" + home.resolve("server.key"),
                "--log-warnings=9"));
    command.addAll(List.of(options));
    String[] all = Daemons.unprivileged(command).toArray(String[]::new);
    return new Mariadb(Daemon.started(home, port, all));
  }

  /** Its port. */
  public int port() {
    return daemon.port();
  }

  /** All that it has logged. */
  public String log() {
    return daemon.output();
  }

  /** Stops it and waits until it is gone. */
  public void stop() {
    daemon.stop();
  }

  @Override
  public void close() {
    daemon.close();
  }
}
