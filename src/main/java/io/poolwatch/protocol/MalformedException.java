package io.poolwatch.protocol;

/**
 * What a peer sent is not what the protocol allows; the message says how. It ends in the
 * conversation that reads it and never leaves it.
 */
final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String info;

  MalformedException(String info) {
    super(info);
    this.info = info;
  }

  /** What is wrong, for the info of a result. */
  String info() {
    return info;
  }

  /** Nothing that a peer sends is worth a stack trace. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
