package io.poolwatch.config;

import com.typesafe.config.ConfigOrigin;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a value was written.
 *
 * @param source the file as it was named, or {@link #OVERRIDE}, {@link #REFERENCE}, {@link
 *     #DEFAULT} or {@link #ENVIRONMENT} and the variable's name
 * @param line the line in a file, from 1; 0 where there is none
 */
record Place(String source, int line) {
  static final String OVERRIDE = "--set";
  static final String REFERENCE = "reference.conf";
  static final String DEFAULT = "default";
  static final String ENVIRONMENT = "environment variable ";

  /** What the library is told that our reference.conf is called; no file of a user is. */
  static final String BUILT_IN = "<reference.conf>";

  private static final String MERGE = "merge of ";
  private static final String LINE = ": ";
  private static final int LARGEST = 1_000_000_000;

  /**
   * Reads the library's description of an origin. An object that was put together from several
   * files is placed where the first of its parts stands.
   */
  static Place of(ConfigOrigin origin) {
    String description = origin.description();
    if (!description.startsWith(MERGE)) {
      return ofPart(description);
    }
    List<Place> parts =
        Stream.of(description.substring(MERGE.length()).split(",")).map(Place::ofPart).toList();
    return parts.stream().filter(Place::inFile).findFirst().orElse(parts.get(0));
  }

  private static Place ofPart(String description) {
    if (description.startsWith(BUILT_IN)) {
      return new Place(REFERENCE, 0);
    }
    if (description.startsWith(OVERRIDE)) {
      return new Place(OVERRIDE, 0);
    }
    int colon = description.lastIndexOf(LINE);
    int line = colon < 0 ? 0 : number(description, colon + LINE.length());
    return line > 0 ? new Place(description.substring(0, colon), line) : new Place(description, 0);
  }

  /** The number at an index, of one line or the first of several: {@code 3}, {@code 3-5}. */
  private static int number(String text, int from) {
    int number = 0;
    for (int i = from; i < text.length(); i++) {
      int digit = Character.digit(text.charAt(i), 10);
      if (digit < 0) {
        return text.charAt(i) == '-' ? number : 0;
      }
      number = Math.min(number, LARGEST / 10) * 10 + digit;
    }
    return number;
  }

  /** Whether this is a line that a user can open in an editor. */
  boolean inFile() {
    return line > 0;
  }

  boolean fromEnvironment() {
    return source.startsWith(ENVIRONMENT);
  }

  @Override
  public String toString() {
    return line > 0 ? source + ":" + line : source;
  }
}
