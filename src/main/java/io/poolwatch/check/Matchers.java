package io.poolwatch.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.poolwatch.model.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes matchers from what users write; what can't be made is told, and null returned. */
final class Matchers {
  private static final String RE2 = "RE2 syntax: no look-around, no back-references";

  private Matchers() {}

  /** Finds the UTF-8 form of a text. */
  static @Nullable Matcher string(String text, Consumer<Trouble> troubles) {
    if (text.isEmpty()) {
      troubles.accept(new Trouble("an empty string is in every reply", "write what to look for"));
      return null;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new BytesMatcher(bytes, "string " + Excerpt.of(bytes, bytes.length));
  }

  /** Finds bytes given as hex digits. */
  static @Nullable Matcher hex(String digits, Consumer<Trouble> troubles) {
    byte[] bytes = bytes(digits, troubles);
    return bytes == null ? null : new BytesMatcher(bytes, "hex '" + digits + "'");
  }

  /**
   * Finds a regular expression in the reply read as Latin-1. Characters beyond ASCII stand for
   * their UTF-8 bytes, so that a literal text is found as servers send it.
   */
  static @Nullable Matcher regex(String regex, Consumer<Trouble> troubles) {
    Pattern pattern = pattern(regex, 0, troubles);
    return pattern == null ? null : new RegexMatcher(pattern, false, "regex '" + regex + "'");
  }

  /** Finds a regular expression, in either case, in the reply's hex dump. */
  static @Nullable Matcher hexRegex(String regex, Consumer<Trouble> troubles) {
    Pattern pattern = pattern(regex, Pattern.CASE_INSENSITIVE, troubles);
    return pattern == null ? null : new RegexMatcher(pattern, true, "hex-regex '" + regex + "'");
  }

  /** A compiled expression over Latin-1 characters. */
  static @Nullable Pattern pattern(String regex, int flags, Consumer<Trouble> troubles) {
    try {
      return Pattern.compile(latin1(regex), flags);
    } catch (PatternSyntaxException e) {
      troubles.accept(new Trouble("bad regular expression: " + e.getDescription(), RE2));
      return null;
    }
  }

  /** The UTF-8 bytes of a text as one character each, the form in which replies are looked at. */
  static String latin1(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /**
   * Bytes given as hex digits, two each, blanks between them ignored. The digits may be a secret:
   * what is wrong with them is told without showing them.
   */
  static byte @Nullable [] bytes(String digits, Consumer<Trouble> troubles) {
    String bare = digits.replace(" ", "");
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) != ' ' && !HexFormat.isHexDigit(digits.charAt(i))) {
        return noHex("character " + (i + 1) + " is no hex digit", troubles);
      }
    }
    if (bare.isEmpty()) {
      return noHex("there is no hex digit", troubles);
    }
    if (bare.length() % 2 != 0) {
      return noHex("an odd number of hex digits: " + bare.length(), troubles);
    }
    return HexFormat.of().parseHex(bare);
  }

  private static byte @Nullable [] noHex(String message, Consumer<Trouble> troubles) {
    troubles.accept(new Trouble(message, "two digits a byte: 0d0a"));
    return null;
  }

  /** What is wrong with a value, whichever setting it belongs to. */
  record Trouble(String message, String hint) {

    Problem at(String path) {
      return new Problem(path, message, hint);
    }
  }
}
