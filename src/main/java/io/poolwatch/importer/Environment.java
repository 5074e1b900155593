package io.poolwatch.importer;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables that a configuration may refer to: those of the process, as the configuration's own
 * {@code setenv} and its like have changed them by now.
 *
 * <p>Source: HAProxy, configuration manual, "Environment variables", {@code setenv}.
 */
final class Environment {
  private final Map<String, String> variables;

  Environment(Map<String, String> variables) {
    this.variables = new HashMap<>();
    variables.forEach((name, value) -> this.variables.put(name, Bytes.word(value)));
  }

  /** The value of a variable; null if it is not set. */
  @Nullable String get(String name) {
    return variables.get(name);
  }

  /** Sets a pseudo-variable: {@code .FILE}, {@code .LINE}, {@code .SECTION}. */
  void place(String name, String value) {
    variables.put(name, value);
  }

  /**
   * Does what a statement of section {@code global} says; false if it says nothing of variables.
   */
  boolean apply(Statement statement) {
    String name = statement.word(1);
    String value = statement.word(2);
    switch (statement.keyword()) {
      case "setenv" -> variables.put(name, value);
      case "presetenv" -> variables.putIfAbsent(name, value);
      case "unsetenv" -> statement.from(1).forEach(variables::remove);
      case "resetenv" ->
          variables
              .keySet()
              .removeIf(known -> !statement.from(1).contains(known) && !pseudo(known));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean pseudo(String name) {
    return name.startsWith(".");
  }
}
