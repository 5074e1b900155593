package io.poolwatch.cluster;

import io.poolwatch.event.PrintableText;

/** Texts as they go from node to node: well-formed, for UTF-8 has no unpaired surrogates. */
final class WireText {
  private static final String CUT = "…";

  /** Bytes of {@link #CUT} in UTF-8. */
  private static final int CUT_BYTES = 3;

  private WireText() {}

  /**
   * A text that takes so many bytes of UTF-8 at most, cut between two characters.
   *
   * @param most bytes, at least as many as the sign takes that shows the cut
   */
  static String cut(String text, int most) {
    String whole = PrintableText.wellFormed(text);
    int bytes = 0;
    int fits = 0;
    for (int at = 0; at < whole.length(); ) {
      int codePoint = whole.codePointAt(at);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      at += Character.charCount(codePoint);
      if (bytes <= most - CUT_BYTES) {
        fits = at;
      }
    }
    return bytes <= most ? whole : whole.substring(0, fits) + CUT;
  }
}
