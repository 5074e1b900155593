package io.poolwatch.protocol;

/**
 * How a PostgreSQL server has a client prove who it is, weakest first.
 *
 * <p>Source: PostgreSQL manual, chapter "Frontend/Backend Protocol", Authentication messages.
 */
public enum PgsqlMethod {
  /** Nothing is proven (the server's {@code trust}), or by other means than a password. */
  NONE("none"),
  /** The password itself. */
  CLEARTEXT("cleartext"),
  /** A hash of the password and of a number of the server's. */
  MD5("md5"),
  /** Both ends prove that they know the password, and neither tells it (RFC 5802, RFC 7677). */
  SCRAM_SHA_256("scram-sha-256");

  private final String text;

  PgsqlMethod(String text) {
    this.text = text;
  }

  /** Its name in configurations and messages. */
  public String text() {
    return text;
  }
}
