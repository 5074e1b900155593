package io.poolwatch.event;

/**
 * Makes text that came from outside safe to show: it stays on its line, moves no cursor, sets no
 * colour and turns no reading direction.
 */
public final class PrintableText {
  private static final String HEX = "0123456789abcdef";

  private PrintableText() {}

  /**
   * The text with all that is not plainly visible as escapes: {@code \n}, {@code \r}, {@code \t},
   * and the UTF-16 code units of other controls, of format characters (the bidirectional controls
   * among them), of line separators and of unpaired surrogates as {@code \}{@code u001b}.
   */
  public static String escape(String text) {
    int safe = 0;
    while (safe < text.length() && isPlainAscii(text.charAt(safe))) {
      safe++;
    }
    if (safe == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, safe);
    for (int at = safe; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      int length = Character.charCount(codePoint);
      if (isVisible(codePoint)) {
        out.appendCodePoint(codePoint);
      } else {
        appendEscaped(out, text, at, length);
      }
      at += length;
    }
    return out.toString();
  }

  /** The text with U+FFFD in place of each unpaired surrogate, which no encoding can carry. */
  public static String wellFormed(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (Character.isSurrogate(text.charAt(at))) {
        return text.codePoints()
            .map(c -> Character.getType(c) == Character.SURROGATE ? 0xfffd : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }

  private static boolean isPlainAscii(char c) {
    return c >= ' ' && c < 0x7f;
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  private static void appendEscaped(StringBuilder out, String text, int at, int length) {
    switch (text.charAt(at)) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        for (int i = at; i < at + length; i++) {
          char c = text.charAt(i);
          out.append("\\u")
              .append(HEX.charAt(c >> 12))
              .append(HEX.charAt(c >> 8 & 0xf))
              .append(HEX.charAt(c >> 4 & 0xf))
              .append(HEX.charAt(c & 0xf));
        }
      }
    }
  }
}
