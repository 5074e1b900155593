package io.poolwatch.net;

import io.poolwatch.model.ClusterTls;
import io.poolwatch.model.Failure;
import io.poolwatch.model.TlsFileCheck;
import io.poolwatch.model.TlsSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks into the PEM files of TLS settings by reading them as an attempt would: bundles and chains
 * of certificates, and private keys (RSA, EC, Ed25519) in PKCS#8, encrypted or not, PKCS#1 or SEC1.
 *
 * <p>Certificates past their dates are warnings. Files that are not there are none of its business:
 * whoever asks has told that already. Thread-safe.
 */
public final class PemFileCheck implements TlsFileCheck {
  private final InstantSource clock;

  /** Looks into files, with the dates of certificates judged by the system's clock. */
  public PemFileCheck() {
    this(InstantSource.system());
  }

  PemFileCheck(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<Problem> problems(TlsSpec spec) {
    List<Problem> problems = new ArrayList<>();
    Path caFile = spec.caFile();
    if (caFile != null && readable(caFile)) {
      collect(problems, Setting.CA_FILE, () -> new PemFile(caFile, Setting.CA_FILE).certificates());
    }
    Path certFile = spec.certFile();
    if (certFile != null && readable(certFile) && readable(spec.keyFile())) {
      collect(problems, Setting.CERT_FILE, () -> OwnIdentity.read(spec).chain());
    }
    return problems;
  }

  @Override
  public List<Problem> problems(ClusterTls tls) {
    List<Problem> problems = new ArrayList<>(problems(ClusterMaterial.files(tls)));
    if (problems.isEmpty() && readable(tls.caFile()) && readable(tls.certFile())) {
      collect(problems, Setting.CERT_FILE, () -> ClusterMaterial.accepted(tls, clock.instant()));
    }
    return problems;
  }

  private static boolean readable(@Nullable Path file) {
    return file == null || Files.isReadable(file);
  }

  private interface Reading {
    List<X509Certificate> read() throws TlsSetupException;
  }

  private void collect(List<Problem> problems, Setting setting, Reading reading) {
    try {
      boolean leaf = setting == Setting.CERT_FILE;
      for (X509Certificate certificate : reading.read()) {
        Failure dates = Failures.dates(certificate, leaf, clock.instant());
        if (dates != null) {
          problems.add(new Problem(setting, dates.detail(), "", true));
        }
        leaf = false;
      }
    } catch (TlsSetupException unusable) {
      Problem problem = unusable.problem();
      if (problem != null) {
        problems.add(problem);
      }
    }
  }
}
