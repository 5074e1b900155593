package io.poolwatch.api;

/**
 * Cuts out of texts what they quote of a server's reply, as in {@code got 'NO' (2 bytes)}: texts
 * are for all who may look, replies for operators alone. Cuts rather too much than too little, as a
 * reply may have quotes in it. Pure.
 */
final class Quotes {
  private static final String[] BEFORE = {"got '", "it sent '"};
  private static final String CUT = "'...'";

  private Quotes() {}

  /** A text without them. */
  static String cut(String text) {
    return cut(text, false);
  }

  /** The same for each string in a JSON text. */
  static String cutJson(String json) {
    return cut(json, true);
  }

  private static String cut(String text, boolean json) {
    int open = next(text, 0);
    if (open < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    while (open >= 0) {
      int end = json ? endOfString(text, open) : text.length();
      out.append(text, from, open).append(CUT);
      from = afterQuote(text, open, end);
      open = next(text, from);
    }
    return out.append(text, from, text.length()).toString();
  }

  /** Where the next quote begins; negative if there is none. */
  private static int next(String text, int from) {
    int next = -1;
    for (String before : BEFORE) {
      int at = text.indexOf(before, from);
      int open = at + before.length() - 1;
      next = at >= 0 && (next < 0 || open < next) ? open : next;
    }
    return next;
  }

  /** A last quote that is escaped belongs to a reply whose own was cut off with what followed. */
  private static int afterQuote(String text, int open, int end) {
    int close = text.lastIndexOf('\'', end - 1);
    return close > open && text.charAt(close - 1) != '\\' ? close + 1 : end;
  }

  private static int endOfString(String json, int from) {
    int at = from;
    while (at < json.length() && json.charAt(at) != '"') {
      at += json.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at, json.length());
  }
}
