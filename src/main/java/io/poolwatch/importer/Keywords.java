package io.poolwatch.importer;

import io.poolwatch.importer.Keyword.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of all keywords that the importer knows. */
final class Keywords {
  private static final Map<Place, Map<String, Keyword>> ALL = all();

  private Keywords() {}

  /** Makes a part of the table, row by row. */
  static final class Rows {
    private final Place place;
    private final List<Keyword> rows = new ArrayList<>();

    Rows(Place place) {
      this.place = place;
    }

    Rows same(String name, int values, String becomes) {
      return add(name, values, Fate.SAME, becomes);
    }

    Rows better(String name, int values, String becomes) {
      return add(name, values, Fate.BETTER, becomes);
    }

    Rows lost(String name, int values, String why) {
      return add(name, values, Fate.LOST, why);
    }

    /** Keywords of traffic alone, all with as many values. */
    Rows traffic(int values, String names) {
      for (String name : names.split(" ", -1)) {
        add(name, values, Fate.TRAFFIC, "");
      }
      return this;
    }

    private Rows add(String name, int values, Fate fate, String becomes) {
      rows.add(new Keyword(place, name, values, fate, becomes));
      return this;
    }

    List<Keyword> rows() {
      return List.copyOf(rows);
    }
  }

  private static Map<Place, Map<String, Keyword>> all() {
    Map<Place, Map<String, Keyword>> all = new EnumMap<>(Place.class);
    for (Place place : Place.values()) {
      all.put(place, new LinkedHashMap<>());
    }
    List<Keyword> rows = new ArrayList<>(ServerKeywords.rows());
    rows.addAll(SectionKeywords.rows());
    rows.addAll(RuleKeywords.rows());
    for (Keyword row : rows) {
      Keyword twin =
          all.computeIfAbsent(row.place(), place -> new LinkedHashMap<>()).put(row.name(), row);
      if (twin != null) {
        throw new IllegalStateException("two rows for " + row.name());
      }
    }
    return Collections.unmodifiableMap(all);
  }

  /** The keyword of that name at a place; null if there is none. */
  static @Nullable Keyword find(Place place, String name) {
    return in(place).get(name);
  }

  /** All keywords at a place by name, in the order of the table. */
  static Map<String, Keyword> in(Place place) {
    return ALL.getOrDefault(place, Map.of());
  }

  /** Notes the loss of a keyword if it is one that is lost; returns whether it is. */
  static boolean lost(Keyword keyword, int line, Losses losses) {
    if (keyword.fate() == Fate.LOST) {
      losses.add(line, keyword.name(), keyword.becomes());
    }
    return keyword.fate() == Fate.LOST;
  }
}
