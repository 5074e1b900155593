package io.poolwatch.protocol;

import io.poolwatch.model.Excerpt;
import io.poolwatch.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Shows what a server said in a message. A server may repeat what it was sent, so the secrets of
 * the conversation are taken out.
 *
 * @param secrets what must not be shown
 */
record ServerText(List<Secret> secrets) {
  /** For conversations without secrets. */
  static final ServerText PLAIN = new ServerText(List.of());

  /** Shows what was said by a server that was told these. */
  static ServerText without(Secret secret) {
    return new ServerText(List.of(secret));
  }

  /** A text that the server meant to be read, given as its bytes in Latin-1. */
  String read(String latin1) {
    return utf8(masked(latin1)).strip();
  }

  /** The beginning of what made no sense, in quotes, with escapes. */
  String quote(String latin1) {
    return Excerpt.of(masked(latin1));
  }

  /** A text that will be taken apart where this matches, without the secrets that would be too. */
  String whole(String latin1, Pattern separators) {
    List<Secret> torn =
        secrets.stream().filter(secret -> separators.matcher(secret.reveal()).find()).toList();
    return new ServerText(torn).masked(latin1);
  }

  private String masked(String latin1) {
    String masked = latin1;
    for (Secret secret : secrets) {
      if (!secret.reveal().isEmpty()) {
        byte[] sent = secret.reveal().getBytes(StandardCharsets.UTF_8);
        masked = masked.replace(new String(sent, StandardCharsets.ISO_8859_1), secret.toString());
      }
    }
    return masked;
  }

  private static String utf8(String latin1) {
    return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
