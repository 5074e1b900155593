package io.poolwatch.node;

import io.poolwatch.model.CheckResult;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.TestCertificates.Identity;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Probes real daemons on 127.0.0.1, one after the other, and has the files with which they speak
 * TLS as {@link Certificates#NAME}.
 */
final class DaemonProbes implements AutoCloseable {
  /** TLS from the first byte, verified. */
  static final String TLS =
      "tls { enabled = true, server-name = " + Certificates.NAME + ", ca-file = ${ca} }";

  /** The same settings for TLS that starts inside the connection. */
  static final String STARTTLS = "tls { server-name = " + Certificates.NAME + ", ca-file = ${ca} }";

  private static final AtomicInteger POOLS = new AtomicInteger();

  private final Path directory;
  private final ProbeFixture probes;
  private final String settings;
  private final Identity identity = Certificates.forDaemons();

  /**
   * @param directory for configurations and certificates
   */
  DaemonProbes(Path directory) {
    this.directory = directory;
    this.probes = new ProbeFixture(directory, NameLookup.SYSTEM);
    this.settings = Certificates.settings(directory);
  }

  /** The file with the certificate of the authority that probes trust. */
  Path ca() {
    return directory.resolve("ca.pem");
  }

  /** The file with a good server's certificates. */
  Path certificate() {
    return PemWriter.certificates(directory.resolve("server.pem"), identity.chain());
  }

  /** The file with its key. */
  Path key() {
    return PemWriter.key(directory.resolve("server.key"), identity.key());
  }

  /** What a check of these settings says: status, code where there is one, and info. */
  String verdict(int port, String... check) {
    CheckResult result = probe(port, check);
    String code = result.code() == CheckResult.NO_CODE ? "" : " " + result.code();
    return result.status() + code + (result.info().isEmpty() ? "" : " " + result.info());
  }

  /** Probes once with a check of these settings. */
  CheckResult probe(int port, String... check) {
    Row row = Row.that("").check(String.join(", ", check));
    ServiceSpec spec =
        probes.load(settings + row.config("d" + POOLS.incrementAndGet(), port, port));
    probes.use(spec);
    return probes.probe(spec.servers().findFirst().orElseThrow());
  }

  /** All that was told of the last probe, at debug. */
  String story() {
    return String.join("\n", probes.story());
  }

  @Override
  public void close() {
    probes.close();
  }
}
