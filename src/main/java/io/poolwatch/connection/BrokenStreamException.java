package io.poolwatch.connection;

/** A stream broke by a bug of ours, not by anything that a peer or the network did. */
final class BrokenStreamException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokenStreamException(Throwable cause) {
    super("stream broke: " + cause, cause);
  }
}
