package io.poolwatch.net;

import io.poolwatch.model.TlsFileCheck.Problem;
import org.jspecify.annotations.Nullable;

/** Says why TLS can't be set up on this machine. */
final class TlsSetupException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Problem problem;

  TlsSetupException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.problem = null;
  }

  TlsSetupException(String message, Problem problem, @Nullable Throwable cause) {
    super(message, cause);
    this.problem = problem;
  }

  /** What is wrong with which file; null if no file is to blame. */
  @Nullable Problem problem() {
    return problem;
  }
}
