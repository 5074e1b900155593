package io.poolwatch.testkit;

/**
 * A peer that logs users in as MySQL 8 does: over TLS, with caching_sha2_password, asking for the
 * password itself as a server does of a user that it has not seen since its start.
 */
public final class Mysql8 {
  /** Its greeting, version 8.0.36. */
  public static final String GREETING =
      "J\0\0\0\n8.0.36\0\u0001\0\0\0abcdefgh\0\u00ff\u00ff\u00ff\u0002\0\u00ff\u00c7\u0015"
          + "\0\0\0\0\0\0\0\0\0\0ijklmnopqrst\0caching_sha2_password\0";

  private static final int SSL_REQUEST = 36;
  private static final String FULL_AUTHENTICATION = "\u0002\0\0\u0003\u0001\u0004";
  private static final String OK = "\u0007\0\0\u0005\0\0\0\u0002\0\0\0";

  private Mysql8() {}

  /** Starts it; it waits for a password without looking at the user. */
  public static FaultyServer start(TlsServer tls, String password) {
    return FaultyServer.playing(
        Step.send(GREETING),
        Step.read(SSL_REQUEST),
        Step.startTls(tls),
        Step.readUntil("caching_sha2_password\0"),
        Step.send(FULL_AUTHENTICATION),
        Step.readUntil(password + "\0"),
        Step.send(OK),
        Step.readToEnd());
  }
}
