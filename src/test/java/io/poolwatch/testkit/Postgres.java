package io.poolwatch.testkit;

import io.poolwatch.testkit.Daemons.Daemon;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A real PostgreSQL with a user for each way to prove who one is: {@code scram}, {@code hashed}
 * (md5), {@code plain} (cleartext), {@code trusted} (no proof) and {@code secure} (SCRAM, but only
 * over TLS). The password of all is {@link #PASSWORD}. There is also {@code poolwatch} as the
 * example in conf/ has it.
 */
public final class Postgres implements AutoCloseable {
  public static final String PASSWORD = "s3crét-of-pg";

  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
  private static final String ROLES =
      """
      SET password_encryption = 'scram-sha-256';
      CREATE ROLE scram LOGIN PASSWORD '%1$s';
      CREATE ROLE secure LOGIN PASSWORD '%1$s';
      CREATE ROLE plain LOGIN PASSWORD '%1$s';
      CREATE ROLE trusted LOGIN;
      CREATE ROLE poolwatch LOGIN PASSWORD 'change-me';
      SET password_encryption = 'md5';
      CREATE ROLE hashed LOGIN PASSWORD '%1$s';
      """
          .formatted(PASSWORD);
  private static final String ACCESS =
      """
      hostssl all secure 127.0.0.1/32 scram-sha-256
      host all scram,poolwatch 127.0.0.1/32 scram-sha-256
      host all hashed 127.0.0.1/32 md5
      host all plain 127.0.0.1/32 password
      host all trusted 127.0.0.1/32 trust
      """;

  private final Daemon daemon;

  private Postgres(Daemon daemon) {
    this.daemon = daemon;
  }

  /**
   * Makes a cluster of databases and starts it; skips the test if PostgreSQL is not installed.
   *
   * @param directory an empty directory of the test's
   * @param certificate PEM file with its certificates
   * @param key PEM file with its key
   * @param standby whether it never becomes a primary
   * @param options further settings, {@code name=value}
   */
  public static Postgres start(
      Path directory, Path certificate, Path key, boolean standby, String... options) {
    Path server = Daemons.needLatest(VERSIONS, "postgres");
    Path home = directory.resolve("postgres");
    Path data = home.resolve("data");
    try {
      Files.createDirectory(home);
      Daemons.giveAway(home);
      Daemons.run(
          home,
          "",
          server.resolveSibling("initdb").toString(),
          "--pgdata=" + data,
          "--username=admin",
          "--encoding=UTF8",
          "--locale=C.UTF-8",
          "--no-sync");
      Daemons.run(home, ROLES, server.toString(), "--single", "-D", data.toString(), "postgres");
      Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
      Files.copy(certificate, data.resolve("server.crt"));
      Path copy = Files.copy(key, data.resolve("server.key"));
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
      Daemons.giveAway(copy);
      if (standby) {
        Files.createFile(data.resolve("standby.signal"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Postgres(launch(home, server, data, options));
  }

  private static Daemon launch(Path home, Path server, Path data, String... options) {
    int port = FaultyServer.nobody().getPort();
    List<String> command = new ArrayList<>(List.of(server.toString(), "-D", data.toString()));
    List<String> settings =
        new ArrayList<>(
            List.of(
                "port=" + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=off",
                "ssl=on",
                "log_connections=on",
                "log_disconnections=on"));
    settings.addAll(List.of(options));
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    return Daemon.started(home, port, Daemons.unprivileged(command).toArray(String[]::new));
  }

  /** Its port. */
  public int port() {
    return daemon.port();
  }

  /** All that it has logged. */
  public String log() {
    return daemon.output();
  }

  /** Waits until it has logged a text. */
  public Postgres awaitLog(String text) {
    Waiting.until(() -> log().contains(text), "'" + text + "' in PostgreSQL's log");
    return this;
  }

  /** Asks it to end once all sessions have ended. */
  public void shutDown() {
    daemon.terminate();
    awaitLog("received smart shutdown request");
  }

  /** A session that stands until it is closed. */
  public Socket session() {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
      socket.setSoTimeout((int) FaultyServer.LIFE.toMillis());
      String startup = "\0\0\0(\0\u0003\0\0user\0trusted\0database\0postgres\0\0";
      socket.getOutputStream().write(startup.getBytes(StandardCharsets.ISO_8859_1));
      awaitReady(new DataInputStream(socket.getInputStream()));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitReady(DataInputStream in) throws IOException {
    for (int type = in.read(); type != 'Z'; type = in.read()) {
      if (type < 0 || type == 'E') {
        throw new AssertionError("no session");
      }
      in.skipNBytes(in.readInt() - 4L);
    }
  }

  @Override
  public void close() {
    daemon.close();
  }
}
