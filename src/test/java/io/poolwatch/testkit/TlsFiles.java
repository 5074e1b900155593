package io.poolwatch.testkit;

import io.poolwatch.testkit.TestCertificates.Authority;
import io.poolwatch.testkit.TestCertificates.Identity;
import java.nio.file.Path;
import java.util.List;

/**
 * The PEM files with which a daemon speaks TLS.
 *
 * @param ca the certificate of the authority that clients must trust
 * @param certificate the daemon's certificates
 * @param key its key
 */
public record TlsFiles(Path ca, Path certificate, Path key) {

  /** Writes files into a directory: {@code ca.pem}, {@code server.pem} and {@code server.key}. */
  public static TlsFiles write(Path directory, Authority authority, Identity identity) {
    return new TlsFiles(
        PemWriter.certificates(directory.resolve("ca.pem"), List.of(authority.certificateOfCa())),
        PemWriter.certificates(directory.resolve("server.pem"), identity.chain()),
        PemWriter.key(directory.resolve("server.key"), identity.key()));
  }
}
