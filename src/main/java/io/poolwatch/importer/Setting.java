package io.poolwatch.importer;

import java.util.List;

/**
 * A setting of Poolwatch that was made of a line of HAProxy.
 *
 * @param path its path below the server or the pool, for instance {@code check.timeout.connect}
 * @param value its value as HOCON; of a list, the first of several lines
 * @param elements the elements, if it is a list that is written one a line; else empty
 * @param line the line that it comes from; 0 if it comes from none
 */
record Setting(String path, String value, List<Element> elements, int line) {

  /**
   * An element of a list.
   *
   * @param value its value as HOCON
   * @param line the line that it comes from; 0 if it comes from none
   */
  record Element(String value, int line) {}

  Setting {
    elements = List.copyOf(elements);
  }

  static Setting of(String path, String value, int line) {
    return new Setting(path, value, List.of(), line);
  }

  static Setting list(String path, List<Element> elements, int line) {
    return new Setting(path, "", elements, line);
  }

  /** Whether it says the same, wherever it comes from. */
  boolean says(Setting other) {
    return content().equals(other.content());
  }

  /** What it says, to compare it. */
  Object content() {
    return elements.isEmpty() ? value : elements.stream().map(Element::value).toList();
  }
}
