package io.poolwatch.net;

import org.apache.pekko.util.ByteString;

/** Bytes of a peer as text for operators: quoted, short, and without control characters. */
final class Quoted {
  private static final int MAX_BYTES = 24;

  private Quoted() {}

  /** The first bytes in quotes, with an ellipsis if there are more. */
  static String start(ByteString bytes) {
    StringBuilder text = new StringBuilder("\"");
    int shown = Math.min(bytes.size(), MAX_BYTES);
    for (int i = 0; i < shown; i++) {
      append(text, Byte.toUnsignedInt(bytes.apply(i)));
    }
    return text.append(bytes.size() > shown ? "…\"" : "\"").toString();
  }

  private static void append(StringBuilder text, int value) {
    switch (value) {
      case '\r' -> text.append("\\r");
      case '\n' -> text.append("\\n");
      case '\t' -> text.append("\\t");
      case '"', '\\' -> text.append('\\').append((char) value);
      default -> {
        if (value >= ' ' && value <= '~') {
          text.append((char) value);
        } else {
          text.append(String.format("\\x%02x", value));
        }
      }
    }
  }
}
