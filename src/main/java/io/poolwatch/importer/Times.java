package io.poolwatch.importer;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times as HAProxy writes them, milliseconds where there is no unit, and as Poolwatch does.
 *
 * <p>Source: HAProxy, configuration manual, "Time format".
 */
final class Times {
  private static final Pattern TIME = Pattern.compile("(\\d{1,12})(us|ms|s|m|h|d)?");
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private Times() {}

  /** Reads a time; null if it is none, or zero. */
  static @Nullable Duration read(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      return null;
    }
    long number = Long.parseLong(time.group(1));
    String unit = time.group(2) == null ? "ms" : time.group(2);
    if (number == 0) {
      return null;
    }
    long most = LONGEST.toMillis() * 1000;
    Duration read =
        switch (unit) {
          case "us" -> Duration.ofMillis((number + 999) / 1000);
          case "s" -> Duration.ofSeconds(Math.min(number, most));
          case "m" -> Duration.ofMinutes(Math.min(number, most));
          case "h" -> Duration.ofHours(Math.min(number, most));
          case "d" -> Duration.ofDays(Math.min(number, most));
          default -> Duration.ofMillis(number);
        };
    return read;
  }

  /** The nearest time that Poolwatch takes. */
  static Duration bounded(Duration time) {
    if (time.compareTo(LONGEST) > 0) {
      return LONGEST;
    }
    return time.compareTo(SHORTEST) < 0 ? SHORTEST : time;
  }

  /** {@code 1500ms}, {@code 2s}, {@code 1m}. */
  static String shown(Duration time) {
    long millis = time.toMillis();
    if (millis % 3_600_000 == 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
