package io.poolwatch.testkit;

import io.poolwatch.testkit.Daemons.Daemon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real OpenLDAP with one entry that binds. */
public final class Slapd {
  private Slapd() {}

  /**
   * Starts it; skips the test if it is not installed. It logs each operation to its output.
   *
   * @param directory where it works and writes
   * @param scheme {@code ldap} or {@code ldaps}
   * @param name the entry, {@code cn=probe,dc=example}
   * @param password its password
   * @param settings further lines of slapd.conf
   */
  public static Daemon start(
      Path directory, String scheme, String name, String password, String... settings) {
    int port = FaultyServer.nobody().getPort();
    Path data = directory.resolve("ldap-data");
    try {
      Files.createDirectory(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String config =
        """
        include /etc/ldap/schema/core.schema
        pidfile %s/pid
        %s
        database ldif
        suffix %s
        directory %s
        rootdn %s
        rootpw %s
        """
            .formatted(
                directory,
                String.join("\n", settings),
                name.substring(name.indexOf(',') + 1),
                data,
                name,
                password);
    Path file = PemWriter.write(directory.resolve("slapd.conf"), config);
    return Daemon.started(
        directory,
        port,
        Daemons.need("slapd").toString(),
        "-d",
        "stats",
        "-h",
        scheme + "://127.0.0.1:" + port + "/",
        "-f",
        file.toString());
  }

  /** The settings with which it speaks TLS. */
  public static String tls(TlsFiles tls) {
    return "TLSCertificateFile "
        + tls.certificate()
        + "\nTLSCertificateKeyFile "
        + tls.key()
        + "\nTLSCACertificateFile "
        + tls.ca();
  }
}
