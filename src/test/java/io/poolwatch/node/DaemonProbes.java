package io.poolwatch.node;

import io.poolwatch.model.CheckResult;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.testkit.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Probes real daemons on 127.0.0.1, one after the other, and has the files with which they speak
 * TLS as {@link Certificates#NAME}; for all tests of a class.
 */
final class DaemonProbes implements AfterAllCallback {
  /** TLS from the first byte, verified. */
  static final String TLS =
      "tls { enabled = true, server-name = " + Certificates.NAME + ", ca-file = ${ca} }";

  /** The same settings for TLS that starts inside the connection. */
  static final String STARTTLS = "tls { server-name = " + Certificates.NAME + ", ca-file = ${ca} }";

  private static final AtomicInteger POOLS = new AtomicInteger();

  private final Path directory;
  private final TlsFiles tls;
  private final ProbeFixture probes;
  private final String settings;

  DaemonProbes() {
    try {
      directory = Files.createTempDirectory("probes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tls = Certificates.forDaemons(directory);
    settings = Certificates.settings(directory);
    probes = new ProbeFixture(directory, NameLookup.SYSTEM);
  }

  /** The files of a good server. */
  TlsFiles tls() {
    return tls;
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
  public void afterAll(ExtensionContext context) throws IOException {
    probes.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
