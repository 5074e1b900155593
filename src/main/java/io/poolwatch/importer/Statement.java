package io.poolwatch.importer;

import java.util.List;

/**
 * A line of a HAProxy configuration, cut into words.
 *
 * @param line its number, from 1
 * @param words a character stands for a byte of the file
 */
record Statement(int line, List<String> words) {

  Statement {
    words = List.copyOf(words);
  }

  /** The first word; empty if there is none. */
  String keyword() {
    return word(0);
  }

  /** A word by its place; empty if there is none. */
  String word(int index) {
    return index < words.size() ? words.get(index) : "";
  }

  /** The words from a place on. */
  List<String> from(int index) {
    return words.subList(Math.min(index, words.size()), words.size());
  }

  /** The same without its first word. */
  Statement rest() {
    return new Statement(line, from(1));
  }
}
