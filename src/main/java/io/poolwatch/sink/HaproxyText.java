package io.poolwatch.sink;

import java.nio.charset.StandardCharsets;

/** Text as HAProxy puts it into its log lines. */
final class HaproxyText {
  private HaproxyText() {}

  /**
   * Text for a place between quotation marks: whatever is not printable ASCII, and the marks
   * themselves, in hex between angle brackets.
   *
   * <p>Source: HAProxy {@code src/chunk.c}, {@code chunk_asciiencode}.
   */
  static String quoted(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      int c = octet & 0xff;
      if (c < ' ' || c > '~' || c == '<' || c == '>' || c == '"') {
        encoded.append(String.format("<%02X>", c));
      } else {
        encoded.append((char) c);
      }
    }
    return encoded.toString();
  }
}
