package io.poolwatch.importer;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Regular expressions of PCRE, as HAProxy has them, as RE2, as Poolwatch has them. */
final class Expressions {
  private Expressions() {}

  /** Whether RE2 can read it. */
  static boolean readable(String regex) {
    try {
      Pattern.compile(regex);
      return true;
    } catch (PatternSyntaxException e) {
      // Look-around, back-references and the like: whoever asks tells it.
      return false;
    }
  }

  /**
   * An expression that finds the same. In PCRE {@code $} also stands before a line end that ends
   * the text, in RE2 only at the very end.
   */
  static String translated(String regex) {
    StringBuilder text = new StringBuilder();
    boolean inClass = false;
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\' && i + 1 < regex.length()) {
        text.append(c).append(regex.charAt(++i));
      } else if (c == '$' && !inClass) {
        text.append("\\n?$");
      } else {
        inClass = c == '[' || (inClass && c != ']');
        text.append(c);
      }
    }
    return text.toString();
  }

  /** An expression that finds a text, whatever it holds. */
  static String literal(String text) {
    return Pattern.quote(text);
  }
}
