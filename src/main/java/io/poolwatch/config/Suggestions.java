package io.poolwatch.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was meant by its distance from the one that was written. */
public final class Suggestions {
  private static final int SHORT_WORD = 4;

  private Suggestions() {}

  /** The nearest of the words, if it is near enough to have been meant. */
  public static Optional<String> nearest(String written, Collection<String> words) {
    String folded = fold(written);
    String nearest = null;
    int least = written.length() <= SHORT_WORD ? 1 : 2;
    for (String word : words) {
      int distance = distance(folded, fold(word), least);
      boolean first = nearest == null || word.compareTo(nearest) < 0;
      if (distance < least || (distance == least && first)) {
        nearest = word;
        least = distance;
      }
    }
    return Optional.ofNullable(nearest);
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
   *
   * @param most what more than that is need not be known: then it is any number above
   */
  static int distance(String a, String b, int most) {
    if (Math.abs(a.length() - b.length()) > most) {
      return most + 1;
    }
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    int leastOfLast = 0;
    for (int i = 1; i <= a.length(); i++) {
      int least = fill(row, last, beforeLast, a, i, b);
      if (least > most && leastOfLast >= most) {
        return most + 1;
      }
      leastOfLast = least;
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }

  /** The row of one character; returns the least of it. */
  private static int fill(int[] row, int[] last, int[] beforeLast, String a, int i, String b) {
    row[0] = i;
    int least = i;
    for (int j = 1; j <= b.length(); j++) {
      int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
      row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
      if (i > 1 && j > 1 && swapped(a, i, b, j)) {
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
      }
      least = Math.min(least, row[j]);
    }
    return least;
  }

  private static boolean swapped(String a, int i, String b, int j) {
    return a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
