package io.poolwatch.importer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Words of a configuration, in which a character stands for a byte, as texts and as digits. */
final class Bytes {
  private static final int SHOWN = 60;

  private Bytes() {}

  /** A text in UTF-8 as a word: a character for each byte. */
  static String word(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** The text that the bytes are in UTF-8; empty if they are none. */
  static Optional<String> text(String word) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(word.getBytes(StandardCharsets.ISO_8859_1));
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException notText) {
      // Binary data: it has no text, and whoever asks writes it in hex digits.
      return Optional.empty();
    }
  }

  /** The bytes as hex digits. */
  static String hex(String word) {
    return HexFormat.of().formatHex(word.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The text as people see it: what is no text as it is, and short. */
  static String shown(String word) {
    String text = text(word).orElse(word);
    return oneLine(text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text);
  }

  /** The text with every control character escaped, so that it stays on its line. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
        line.append(String.format("\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }
}
