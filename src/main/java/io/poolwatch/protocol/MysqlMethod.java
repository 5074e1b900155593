package io.poolwatch.protocol;

import io.poolwatch.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a MySQL server has a client prove a password, weakest first. Both send a hash of the password
 * and of a number of the server's.
 *
 * <p>Source: MySQL source documentation, "Native Authentication", "Caching_sha2_password
 * information"; MariaDB documentation, "Authentication Plugins".
 */
public enum MysqlMethod {
  /** With SHA-1; what the server keeps is enough to log in. */
  NATIVE("mysql_native_password", "SHA-1"),
  /** With SHA-256; the server may ask for the password itself if it has not seen it before. */
  CACHING_SHA2("caching_sha2_password", "SHA-256");

  private final String text;
  private final String algorithm;

  MysqlMethod(String text, String algorithm) {
    this.text = text;
    this.algorithm = algorithm;
  }

  /** The name that servers call it by. */
  public String text() {
    return text;
  }

  /** The method of that name; empty for one that is not supported. */
  static Optional<MysqlMethod> of(String text) {
    return Stream.of(values()).filter(method -> method.text.equals(text)).findFirst();
  }

  /**
   * The proof; empty for an empty password.
   *
   * @param nonce the server's number
   */
  byte[] proof(Secret password, byte[] nonce) {
    if (password.reveal().isEmpty()) {
      return new byte[0];
    }
    byte[] once = digest(password.reveal().getBytes(StandardCharsets.UTF_8));
    byte[] twice = digest(once);
    byte[] mask = this == NATIVE ? digest(nonce, twice) : digest(twice, nonce);
    for (int i = 0; i < mask.length; i++) {
      mask[i] ^= once[i];
    }
    return mask;
  }

  private byte[] digest(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
