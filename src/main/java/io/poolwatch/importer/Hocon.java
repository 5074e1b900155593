package io.poolwatch.importer;

import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Values as HOCON writes them. */
final class Hocon {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
  private static final Pattern RESERVED = Pattern.compile("(true|false|null|include)\\b.*");

  private Hocon() {}

  /** A text, in quotes. */
  static String quoted(String text) {
    return ConfigUtil.quoteString(text);
  }

  /** A text, in quotes only where it needs them. */
  static String text(String text) {
    return plain(text) ? text : quoted(text);
  }

  /** A name as a key. */
  static String key(String name) {
    return plain(name) ? name : quoted(name);
  }

  private static boolean plain(String text) {
    return PLAIN.matcher(text).matches() && !RESERVED.matcher(text).matches();
  }

  /** {@code { a = 1, b = 2 }} of values that are written already. */
  static String object(Map<String, String> fields) {
    if (fields.isEmpty()) {
      return "{}";
    }
    StringJoiner object = new StringJoiner(", ", "{ ", " }");
    fields.forEach(
        (name, value) ->
            object.add(value.startsWith("{") ? name + " " + value : name + " = " + value));
    return object.toString();
  }

  /** {@code [ a, b ]} of values that are written already. */
  static String list(List<String> elements) {
    return elements.isEmpty() ? "[]" : "[ " + String.join(", ", elements) + " ]";
  }
}
