package io.poolwatch.net;

import io.poolwatch.model.Failure;
import java.security.cert.CertificateException;

/** Says that a peer's certificate is not accepted and why; travels as cause of a TLS error. */
final class CertificateRefusal extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  CertificateRefusal(Failure failure, CertificateException cause) {
    super(failure.detail(), cause);
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
