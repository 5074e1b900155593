package io.poolwatch.cluster;

import io.poolwatch.model.ServerId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;

/** Short digests by which nodes see that they know the same. */
final class Digests {
  private static final int BYTES = 8;

  private Digests() {}

  /** The first 64 bits of the SHA-256 over all entries, in their order, in hex. */
  static String of(Map<ServerId, String> entries) {
    return of(entries, Function.identity());
  }

  /** The same of what each value stands for. */
  static <T> String of(Map<ServerId, T> entries, Function<T, String> text) {
    MessageDigest sha = sha256();
    entries.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .forEach(
            entry -> {
              String line = entry.getKey() + "\n" + text.apply(entry.getValue()) + "\n";
              sha.update(line.getBytes(StandardCharsets.UTF_8));
            });
    return HexFormat.of().formatHex(sha.digest(), 0, BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
