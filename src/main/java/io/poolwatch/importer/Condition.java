package io.poolwatch.importer;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The condition of {@code .if} and {@code .elif}: predicates, {@code !}, {@code &&}, {@code ||} and
 * parentheses.
 *
 * <p>The version that is asked for is {@value #VERSION}, the newest that the importer knows. What
 * depends on how a HAProxy was built is unknown. Source: HAProxy, configuration manual,
 * "Conditional blocks".
 */
final class Condition {
  /** As which version of HAProxy the importer reads. */
  static final String VERSION = "3.5";

  private static final int DEEPEST = 50;
  private static final Pattern PREDICATE = Pattern.compile("([a-z_]+)(?:\\(([^()]*)\\))?");
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final String text;
  private final Environment environment;
  private int at;
  private int depth;

  private Condition(String text, Environment environment) {
    this.text = text;
    this.environment = environment;
  }

  /** Whether it holds; unknown too if it can't be read. An empty one does not hold. */
  static Truth of(String text, Environment environment) {
    if (text.isBlank()) {
      return Truth.FALSE;
    }
    Condition condition = new Condition(text, environment);
    Truth truth = condition.either();
    condition.skipBlanks();
    return condition.at == text.length() ? truth : Truth.UNKNOWN;
  }

  private Truth either() {
    Truth truth = all();
    while (eat("||")) {
      truth = truth.or(all());
    }
    return truth;
  }

  private Truth all() {
    Truth truth = term();
    while (eat("&&")) {
      truth = truth.and(term());
    }
    return truth;
  }

  private Truth term() {
    if (++depth > DEEPEST) {
      at = -1;
      return Truth.UNKNOWN;
    }
    Truth truth = one();
    depth--;
    return truth;
  }

  private Truth one() {
    if (eat("!")) {
      return term().not();
    }
    if (eat("(")) {
      Truth truth = either();
      return eat(")") ? truth : Truth.UNKNOWN;
    }
    if (at < 0) {
      return Truth.UNKNOWN;
    }
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (number.lookingAt()) {
      at = number.end();
      return Truth.of(!number.group().matches("0+"));
    }
    Matcher predicate = PREDICATE.matcher(text).region(at, text.length());
    if (!predicate.lookingAt()) {
      return Truth.UNKNOWN;
    }
    at = predicate.end();
    String arguments = predicate.group(2) == null ? "" : predicate.group(2);
    return predicate(predicate.group(1), List.of(arguments.split(",", -1)));
  }

  private Truth predicate(String name, List<String> arguments) {
    String first = arguments.get(0).strip();
    String second = arguments.size() > 1 ? arguments.get(1).strip() : "";
    return switch (name) {
      case "defined" -> Truth.of(environment.get(first) != null);
      case "streq" -> Truth.of(first.equals(second));
      case "strneq" -> Truth.of(!first.equals(second));
      case "strstr" -> Truth.of(first.contains(second));
      case "version_atleast" -> atLeast(first);
      case "version_before" -> atLeast(first).not();
      default -> Truth.UNKNOWN;
    };
  }

  /** Parts behind the numbers, such as {@code -dev3}, are left alone. */
  private static Truth atLeast(String wanted) {
    String[] ours = VERSION.split("\\.", -1);
    String[] theirs = wanted.replaceFirst("-.*", "").split("\\.", -1);
    for (int i = 0; i < theirs.length; i++) {
      if (!theirs[i].matches("\\d{1,6}")) {
        return Truth.UNKNOWN;
      }
      int our = i < ours.length ? Integer.parseInt(ours[i]) : 0;
      int their = Integer.parseInt(theirs[i]);
      if (our != their) {
        return Truth.of(our > their);
      }
    }
    return Truth.TRUE;
  }

  private boolean eat(String token) {
    skipBlanks();
    if (at < 0 || !text.startsWith(token, at)) {
      return false;
    }
    at += token.length();
    skipBlanks();
    return true;
  }

  private void skipBlanks() {
    while (at >= 0 && at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }
}
