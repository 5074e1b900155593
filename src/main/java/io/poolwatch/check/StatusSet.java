package io.poolwatch.check;

import io.poolwatch.check.Matchers.Trouble;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A set of HTTP status codes as users write it: {@code 200-399,404}, or {@code any}. */
final class StatusSet {
  private static final int FIRST = 100;
  private static final int LAST = 999;
  private static final Pattern RANGE = Pattern.compile("(\\d{3})(?:\\s*-\\s*(\\d{3}))?");

  private final BitSet codes;
  private final String text;

  private StatusSet(BitSet codes, String text) {
    this.codes = codes;
    this.text = text;
  }

  /** Reads a set; null, and the trouble told, if it can't be read. */
  static @Nullable StatusSet parse(String text, Consumer<Trouble> troubles) {
    BitSet codes = new BitSet(LAST + 1);
    if (isAny(text)) {
      codes.set(FIRST, LAST + 1);
      return new StatusSet(codes, text);
    }
    for (String part : text.split(",", -1)) {
      Matcher range = RANGE.matcher(part.strip());
      int from = range.matches() ? Integer.parseInt(range.group(1)) : 0;
      int to = from > 0 && range.group(2) != null ? Integer.parseInt(range.group(2)) : from;
      if (from < FIRST || to < from) {
        troubles.accept(
            new Trouble("bad status: '" + text + "'", "for example 200-399,404 or any"));
        return null;
      }
      codes.set(from, to + 1);
    }
    return new StatusSet(codes, text);
  }

  /** Whether a text stands for every status. */
  static boolean isAny(String text) {
    return text.strip().equals("any");
  }

  boolean contains(int code) {
    return codes.get(code);
  }

  @Override
  public String toString() {
    return text;
  }
}
