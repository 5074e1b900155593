package io.poolwatch.event;

import io.poolwatch.model.AdminState;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern that says the fields of an event in words.
 *
 * <p>{@code {key}} stands for a field. A part in {@code <…>} is left out if a field that it needs
 * is absent; {@code <key?…>} needs {@code key} to be there and to say something (neither false, nor
 * zero, nor empty, nor READY), {@code <!key?…>} the opposite. Fields that were not spoken of are
 * appended as {@code key=value}, so that none is ever lost.
 */
final class Sentence {
  private static final Pattern PART = Pattern.compile("<(?:(!?)(\\w+)\\?)?([^>]*)>|[^<]+");
  private static final Pattern KEY = Pattern.compile("\\{(\\w+)}");

  private final List<Part> parts;

  Sentence(String pattern) {
    parts = PART.matcher(pattern).results().map(Part::of).toList();
  }

  /** The words for these fields. */
  String say(Map<String, Object> fields, Spoken spoken) {
    StringBuilder words = new StringBuilder();
    Set<String> done = new HashSet<>();
    for (Part part : parts) {
      if (!part.wanted(fields)) {
        done.addAll(part.keys());
      } else if (fields.keySet().containsAll(part.keys())) {
        done.addAll(part.keys());
        words.append(part.fill(fields, spoken));
      }
    }
    fields.forEach(
        (key, value) -> {
          if (!done.contains(key)) {
            words.append(words.isEmpty() ? "" : "  ");
            words.append(PrintableText.escape(key)).append('=').append(spoken.value(value));
          }
        });
    return words.toString().strip();
  }

  /** Whether a value says something that is worth a word. */
  private static boolean telling(@Nullable Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    } else if (value instanceof Number number) {
      return number.doubleValue() != 0;
    } else if (value instanceof Duration duration) {
      return !duration.isZero();
    } else if (value instanceof Collection<?> list) {
      return !list.isEmpty();
    } else if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    return value != null && value != AdminState.READY;
  }

  /**
   * A piece of the pattern.
   *
   * @param text its words
   * @param keys the fields that it speaks of
   * @param condition the field that decides whether it is wanted; null if it always is
   * @param negated whether the condition is turned round
   */
  private record Part(String text, Set<String> keys, @Nullable String condition, boolean negated) {

    static Part of(MatchResult found) {
      String condition = found.group(2);
      String text = found.group(3) == null ? found.group() : found.group(3);
      Set<String> keys = new HashSet<>();
      KEY.matcher(text).results().forEach(key -> keys.add(key.group(1)));
      if (condition != null) {
        keys.add(condition);
      }
      return new Part(text, Set.copyOf(keys), condition, "!".equals(found.group(1)));
    }

    boolean wanted(Map<String, Object> fields) {
      return condition == null || telling(fields.get(condition)) != negated;
    }

    String fill(Map<String, Object> fields, Spoken spoken) {
      return KEY.matcher(text)
          .replaceAll(
              key ->
                  Matcher.quoteReplacement(
                      spoken.value(Objects.requireNonNull(fields.get(key.group(1))))));
    }
  }
}
