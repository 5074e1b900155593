package io.poolwatch.importer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables of a check that are known while the configuration is read, and the texts that can
 * be formed with them. What depends on a fetch at run time is not known.
 *
 * <p>Source: HAProxy, configuration manual, {@code tcp-check set-var}, "Custom log format".
 */
final class Variables {
  private static final Pattern SET = Pattern.compile("(un)?set-var(-fmt)?\\(([^,)]*)([^)]*)\\)");
  private static final Pattern CONSTANT = Pattern.compile("(int|str|bool|ipv4|ipv6)\\((.*)\\)");
  private static final Pattern VARIABLE = Pattern.compile("var\\(([^,)]*)(?:,([^)]*))?\\)");
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Map<String, String> known = new HashMap<>();

  /**
   * Does what a {@code set-var(…)}, {@code set-var-fmt(…)} or {@code unset-var(…)} says.
   *
   * @param rule the rule, without {@code tcp-check} or {@code http-check}
   * @return whether its value is known; true for what is no such rule
   */
  boolean apply(Statement rule) {
    Matcher set = SET.matcher(rule.keyword());
    if (!set.matches()) {
      return true;
    }
    String name = set.group(3).strip();
    known.remove(name);
    if (set.group(1) != null) {
      return true;
    }
    Optional<String> value =
        set.group(2) != null ? format(rule.word(1)) : constant(String.join(" ", rule.from(1)));
    boolean conditional = !set.group(4).isEmpty();
    if (value.isPresent() && !conditional) {
      known.put(name, value.get());
    }
    return value.isPresent() && !conditional;
  }

  /** The value of an expression; empty if it is known at run time only. */
  Optional<String> constant(String expression) {
    String text = expression.strip();
    if (NUMBER.matcher(text).matches()) {
      return Optional.of(text);
    }
    Matcher variable = VARIABLE.matcher(text);
    if (variable.matches()) {
      String value = known.get(variable.group(1).strip());
      return Optional.ofNullable(value == null ? variable.group(2) : value);
    }
    Matcher constant = CONSTANT.matcher(text);
    return constant.matches() && constant.group(2).indexOf(')') < 0
        ? Optional.of(unquoted(constant.group(2)))
        : Optional.empty();
  }

  private static String unquoted(String argument) {
    boolean quoted =
        argument.length() >= 2
            && (argument.charAt(0) == '"' || argument.charAt(0) == '\'')
            && argument.charAt(argument.length() - 1) == argument.charAt(0);
    return quoted ? argument.substring(1, argument.length() - 1) : argument;
  }

  /** The text that a log format forms; empty if it is known at run time only. */
  Optional<String> format(String format) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      if (c != '%') {
        text.append(c);
        at++;
      } else if (format.startsWith("%%", at)) {
        text.append('%');
        at += 2;
      } else {
        int close = format.startsWith("%[", at) ? format.indexOf(']', at) : -1;
        Optional<String> value =
            close < 0 ? Optional.empty() : constant(format.substring(at + 2, close));
        if (value.isEmpty()) {
          return Optional.empty();
        }
        text.append(value.get());
        at = close + 1;
      }
    }
    return Optional.of(text.toString());
  }
}
