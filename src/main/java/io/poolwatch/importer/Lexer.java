package io.poolwatch.importer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a line into words: blanks, {@code #}, quotes, backslashes, and environment variables inside
 * double quotes.
 *
 * <p>Source: HAProxy, configuration manual, "Quoting and escaping", "Environment variables".
 */
final class Lexer {
  /** Escapes that stand for another character, each followed by it. */
  private static final String CONTROLS = "n\nr\rt\t";

  /** Characters that a backslash only protects. */
  private static final String PROTECTED = "\\ \t#'\"$";

  private final String line;
  private final Environment environment;
  private final Consumer<String> troubles;
  private final List<String> words = new ArrayList<>();
  private @Nullable StringBuilder word;
  private int at;
  private boolean weak;
  private boolean strong;

  private Lexer(String line, Environment environment, Consumer<String> troubles) {
    this.line = line;
    this.environment = environment;
    this.troubles = troubles;
  }

  /**
   * The words of a line, in which a character stands for a byte; none for an empty line or a
   * comment, or if quotes are not closed, which is a trouble.
   */
  static List<String> words(String line, Environment environment, Consumer<String> troubles) {
    return new Lexer(line, environment, troubles).cut();
  }

  private List<String> cut() {
    while (at < line.length() && !comment()) {
      char c = line.charAt(at);
      if (c == '"' && !strong) {
        weak = !weak;
        current();
        at++;
      } else if (c == '\'' && !weak) {
        strong = !strong;
        current();
        at++;
      } else if (c == '\\' && !strong) {
        escape();
      } else if (c == '$' && weak) {
        variable();
      } else if (blank(c) && !weak && !strong) {
        end();
        at++;
      } else {
        current().append(c);
        at++;
      }
    }
    end();
    if (weak || strong) {
      troubles.accept("a quote is not closed: the line is passed over");
      return List.of();
    }
    return List.copyOf(words);
  }

  private boolean comment() {
    return line.charAt(at) == '#' && !weak && !strong;
  }

  private static boolean blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  private StringBuilder current() {
    if (word == null) {
      word = new StringBuilder();
    }
    return word;
  }

  private void end() {
    if (word != null) {
      words.add(word.toString());
      word = null;
    }
  }

  /** Other combinations are left as they are, so that expressions need no second backslash. */
  private void escape() {
    char next = at + 1 < line.length() ? line.charAt(at + 1) : '\0';
    int control = CONTROLS.indexOf(next);
    if (control >= 0 && control % 2 == 0) {
      current().append(CONTROLS.charAt(control + 1));
      at += 2;
    } else if (next != '\0' && PROTECTED.indexOf(next) >= 0) {
      current().append(next);
      at += 2;
    } else if (next == 'x') {
      hex();
    } else {
      current().append('\\');
      at++;
    }
  }

  private void hex() {
    int high = digit(at + 2);
    int low = digit(at + 3);
    if (high < 0 || low < 0) {
      troubles.accept("\\x is not followed by two hex digits");
      current().append('\\');
      at++;
    } else {
      current().append((char) (high * 16 + low));
      at += 4;
    }
  }

  private int digit(int index) {
    return index < line.length() ? Character.digit(line.charAt(index), 16) : -1;
  }

  /** {@code $NAME}, {@code ${NAME}}, {@code ${NAME-default}}, {@code ${NAME[*]}}. */
  private void variable() {
    boolean braces = line.startsWith("${", at);
    int start = at + (braces ? 2 : 1);
    int end = start;
    if (end < line.length() && line.charAt(end) == '.') {
      end++;
    }
    while (end < line.length() && inName(line.charAt(end))) {
      end++;
    }
    String name = line.substring(start, end);
    if (name.isEmpty()) {
      troubles.accept("$ is not followed by the name of a variable: \\$ stands for itself");
      current().append('$');
      at++;
    } else if (braces) {
      braced(name, end);
    } else {
      expand(name, null, false);
      at = end;
    }
  }

  private static boolean inName(char c) {
    return c == '_' || (c < 0x80 && Character.isLetterOrDigit(c));
  }

  private void braced(String name, int afterName) {
    int close = line.indexOf('}', afterName);
    if (close < 0) {
      troubles.accept("${" + name + " is not closed by }");
      at = afterName;
      return;
    }
    at = close + 1;
    String rest = line.substring(afterName, close);
    if (rest.equals("[*]")) {
      expand(name, null, true);
    } else if (rest.isEmpty() || rest.startsWith("-")) {
      expand(name, rest.isEmpty() ? null : rest.substring(1), false);
    } else if (rest.startsWith(":-")) {
      String value = environment.get(name);
      current().append(value == null || value.isEmpty() ? rest.substring(2) : value);
    } else {
      troubles.accept("${" + name + rest + "} can't be read");
    }
  }

  private void expand(String name, @Nullable String otherwise, boolean list) {
    String value = environment.get(name);
    if (value == null && otherwise == null) {
      troubles.accept("the environment variable " + name + " is not set: it is read as empty");
    }
    String text = value != null ? value : otherwise != null ? otherwise : "";
    if (!list) {
      current().append(text);
      return;
    }
    String[] parts = text.strip().split("[ \t]+", -1);
    for (int i = 0; i < parts.length; i++) {
      current().append(parts[i]);
      if (i + 1 < parts.length) {
        end();
      }
    }
  }
}
