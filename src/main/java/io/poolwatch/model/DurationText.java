package io.poolwatch.model;

import java.time.Duration;
import java.util.Locale;

/** How durations are told to people, in two or three digits; exact ones are for programs. */
public final class DurationText {
  private static final double NANOS_PER_MILLI = 1e6;

  private DurationText() {}

  /** {@code 0.4 ms}, {@code 12 ms}, {@code 250 ms}, {@code 1.25 s}, {@code 90 s}. */
  public static String of(Duration duration) {
    return ofNanos(duration.toNanos());
  }

  /** The same for nanoseconds. */
  public static String ofNanos(long nanos) {
    double millis = nanos / NANOS_PER_MILLI;
    if (millis < 9.95) {
      return trimmed("%.1f", millis) + " ms";
    }
    if (millis < 999.5) {
      return Math.round(millis) + " ms";
    }
    double seconds = millis / 1_000;
    return trimmed(seconds < 9.995 ? "%.2f" : "%.1f", seconds) + " s";
  }

  private static String trimmed(String format, double value) {
    String text = String.format(Locale.ROOT, format, value);
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }
}
