package io.poolwatch.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was meant by its distance from the one that was written. */
public final class Suggestions {
  private static final int SHORT_WORD = 4;

  private Suggestions() {}

  /** The nearest of the words, if it is near enough to have been meant. */
  public static Optional<String> nearest(String written, Collection<String> words) {
    int limit = written.length() <= SHORT_WORD ? 1 : 2;
    return words.stream()
        .filter(word -> distance(fold(written), fold(word)) <= limit)
        .min(
            Comparator.<String>comparingInt(word -> distance(fold(written), fold(word)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code did you mean x?}, or the words there are to choose from. */
  public static String hint(String written, Collection<String> words) {
    return nearest(written, words)
        .map(word -> "did you mean " + word + "?")
        .orElseGet(() -> "known: " + Text.list(words));
  }

  private static String fold(String word) {
    return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours that lead from one word to the
   * other (optimal string alignment).
   */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1 && j > 1 && swapped(a, i, b, j)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }

  private static boolean swapped(String a, int i, String b, int j) {
    return a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
