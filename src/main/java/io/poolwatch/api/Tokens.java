package io.poolwatch.api;

import io.poolwatch.spec.ApiSpec.Token;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Knows bearer tokens by their SHA-256. Comparing takes the same time whatever was sent: all hashes
 * are looked at, each to its end.
 */
final class Tokens {
  @SuppressWarnings("ArrayRecordComponent") // Never compared but by its content.
  private record Known(Token token, byte[] hash) {}

  private final List<Known> known;

  Tokens(List<Token> tokens) {
    this.known =
        tokens.stream()
            .map(token -> new Known(token, HexFormat.of().parseHex(token.sha256())))
            .toList();
  }

  /** Whether there is none. */
  boolean none() {
    return known.isEmpty();
  }

  /** Each of them. */
  List<Token> all() {
    return known.stream().map(Known::token).toList();
  }

  /** Whose token it is; null if it is nobody's. */
  @Nullable Token owner(String secret) {
    byte[] hash = sha256(secret);
    Token found = null;
    for (Known each : known) {
      if (MessageDigest.isEqual(each.hash(), hash)) {
        found = each.token();
      }
    }
    return found;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException noJdk) {
      throw new IllegalStateException("every JDK has SHA-256", noJdk);
    }
  }
}
