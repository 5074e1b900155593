package io.poolwatch.config;

import com.typesafe.config.ConfigUtil;
import java.util.List;

/** Words and values as problems and explanations show them. */
final class Text {
  private static final int LONGEST_QUOTE = 60;

  private Text() {}

  /** The text with every control character escaped, so that it stays on its line. */
  static String oneLine(CharSequence text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
            line.append(String.format("\\u%04x", (int) c));
          } else {
            line.append(c);
          }
        }
      }
    }
    return line.toString();
  }

  /** What a user wrote, in quotes and cut where it is long. */
  static String shortQuote(String text) {
    String cut = text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text;
    return '"' + cut + '"';
  }

  /** A string as HOCON reads it back. */
  static String quote(String text) {
    return ConfigUtil.quoteString(text);
  }

  /** The same, in quotes only where it may need them. */
  static String plainOrQuoted(String text) {
    return isPlain(text) ? text : quote(text);
  }

  /** A path with one more key, quoted if it must be. */
  static String child(String path, String key) {
    String last = isPlain(key) ? key : ConfigUtil.joinPath(key);
    return path.isEmpty() ? last : path + "." + last;
  }

  /** Whether a key, or a value, surely needs no quotes. */
  private static boolean isPlain(String key) {
    return !key.isEmpty() && key.chars().allMatch(Text::isPlain);
  }

  private static boolean isPlain(int c) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || c == '-');
  }

  /** The path of an element of a list, counted from 0. */
  static String element(String path, int index) {
    return path + "[" + index + "]";
  }

  /** {@code a, b, c}. */
  static String list(Iterable<String> words) {
    return String.join(", ", words);
  }

  /** {@code "[a, b]"} of texts that are in their shown form already. */
  static String brackets(List<String> shown) {
    return "[" + String.join(", ", shown) + "]";
  }
}
