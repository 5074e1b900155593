package io.poolwatch.net;

import io.poolwatch.model.Failure;
import java.io.IOException;

/** A failure that this package has classified itself, on its way to the attempt it ends. */
final class TransportException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  TransportException(Failure.Kind kind, String detail) {
    super(detail);
    this.failure = new Failure(kind, detail);
  }

  Failure failure() {
    return failure;
  }
}
