package io.poolwatch.event;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Level;

/** The colours of text lines: ANSI ones, or none. */
enum Palette {
  PLAIN,
  ANSI;

  private static final String RESET = "\u001b[0m";
  private static final String FAINT = "\u001b[2m";
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";

  /** In the colour of a level; info has none. */
  String level(Level level, String text) {
    return switch (level) {
      case DEBUG -> in(FAINT, text);
      case INFO -> text;
      case WARN -> in(YELLOW, text);
      case ERROR -> in(RED, text);
    };
  }

  /** Something that stands back. */
  String faint(String text) {
    return in(FAINT, text);
  }

  /** The status of a result, in the colour of its outcome. */
  String status(CheckResult result) {
    String word = result.status().name();
    return switch (result.outcome()) {
      case PASSED -> in(GREEN, word);
      case NEUTRAL -> word;
      case CONDITIONAL, INCONCLUSIVE -> in(YELLOW, word);
      case FAILED -> in(RED, word);
    };
  }

  /** A word of state, in the colour that it has everywhere. */
  String state(String word) {
    return switch (word) {
      case "UP" -> in(GREEN, word);
      case "DOWN" -> in(RED, word);
      case "STOPPING", "DRAIN", "MAINT" -> in(YELLOW, word);
      default -> word;
    };
  }

  private String in(String colour, String text) {
    return this == PLAIN ? text : colour + text + RESET;
  }
}
