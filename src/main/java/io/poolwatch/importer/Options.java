package io.poolwatch.importer;

import io.poolwatch.importer.Keyword.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a rule, by the table.
 *
 * @param line the rule's line
 * @param values the value of each option, by its name
 * @param repeated the values of {@code hdr}, pair by pair
 * @param match the words of what is matched, if the rule matches anything
 */
record Options(
    int line, Map<String, String> values, List<List<String>> repeated, List<String> match) {

  /**
   * Reads the words of a rule behind its own.
   *
   * @param place where they stand
   */
  static Options read(Place place, Statement rule, Losses losses) {
    Reading reading = new Reading(place, rule, losses);
    while (reading.at < reading.words.size()) {
      reading.next();
    }
    return new Options(rule.line(), reading.values, reading.repeated, reading.match);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** The value of an option; null if it is not there. */
  @Nullable String get(String name) {
    return values.get(name);
  }

  private static final class Reading {
    private final Place place;
    private final int line;
    private final Losses losses;
    private final List<String> words;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<List<String>> repeated = new ArrayList<>();
    private List<String> match = List.of();
    private int at;

    Reading(Place place, Statement rule, Losses losses) {
      this.place = place;
      this.line = rule.line();
      this.losses = losses;
      this.words = new ArrayList<>(rule.from(1));
    }

    private void next() {
      String name = words.get(at);
      if (place == Place.EXPECT && name.startsWith("!")) {
        negate(name);
        return;
      }
      Keyword keyword = Keywords.find(place, name);
      if (keyword == null && place == Place.EXPECT && match.isEmpty()) {
        int end = Math.min(words.size(), at + matchLength());
        match = List.copyOf(words.subList(at, end));
        at = end;
        return;
      }
      at++;
      if (keyword == null) {
        losses.add(line, name, "no option that is known here");
        return;
      }
      List<String> own = words.subList(at, Math.min(words.size(), at + keyword.values()));
      at += keyword.values();
      if (keyword.values() == 2) {
        repeated.add(List.copyOf(own));
      } else if (!Keywords.lost(keyword, line, losses)) {
        values.put(name, own.isEmpty() ? "" : own.get(0));
      }
    }

    /** Several marks toggle; one may be written together with what it negates. */
    private void negate(String name) {
      if (values.remove("!") == null) {
        values.put("!", "");
      }
      if (name.length() > 1) {
        words.set(at, name.substring(1));
      } else {
        at++;
      }
    }

    /** {@code hdr} and {@code fhdr} take a name and a value, each with a way to match it. */
    private int matchLength() {
      if (!words.get(at).equals("hdr") && !words.get(at).equals("fhdr")) {
        return 2;
      }
      int end = pattern(at + 1);
      boolean value = end < words.size() && words.get(end).startsWith("value");
      return (value ? pattern(end) : end) - at;
    }

    /** The place behind {@code name [-m METHOD] PATTERN}. */
    private int pattern(int from) {
      boolean method = from + 1 < words.size() && words.get(from + 1).equals("-m");
      return from + (method ? 4 : 2);
    }
  }
}
