package io.poolwatch.api;

import io.poolwatch.spec.ApiSpec;
import io.poolwatch.spec.ApiSpec.Role;
import io.poolwatch.spec.ApiSpec.Series;
import io.poolwatch.spec.ApiSpec.Token;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Settings of APIs for tests. */
final class ApiSpecs {
  /** The token of alice, who operates. */
  static final String OPERATE = "0123456789abcdef-operate";

  /** The token of bob, who reads. */
  static final String READ = "0123456789abcdef-read";

  private ApiSpecs() {}

  /** One with both tokens on some address. */
  static ApiSpec at(String host) {
    return at(host, token("alice", Role.OPERATE, OPERATE), token("bob", Role.READ, READ));
  }

  static ApiSpec at(String host, Token... tokens) {
    return new ApiSpec(
        new InetSocketAddress(host, 0),
        List.of("watch.example.org"),
        List.of(tokens),
        null,
        true,
        100,
        new Series(100, 10));
  }

  private static Token token(String name, Role role, String secret) {
    return new Token(name, role, sha256(secret));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
