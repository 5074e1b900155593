package io.poolwatch.cli;

import java.util.Map;

/** Whether standard output is looked at by a person. */
final class Terminal {
  /** Set by the launcher, which can ask the system: {@code true} or {@code false}. */
  static final String PROPERTY = "poolwatch.terminal";

  private Terminal() {}

  /** Whether colours are wanted on standard output. */
  static boolean colours() {
    return colours(System.getProperty(PROPERTY, "false"), System.getenv());
  }

  /** A terminal that can show them, and nobody who declined: {@code NO_COLOR}, no-color.org. */
  static boolean colours(String terminal, Map<String, String> environment) {
    return terminal.equals("true")
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }
}
