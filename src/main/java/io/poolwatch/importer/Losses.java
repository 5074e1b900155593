package io.poolwatch.importer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is lost; the same counts once, however many servers it concerns. */
final class Losses {
  private final String file;
  private final Set<Loss> losses = new LinkedHashSet<>();

  /**
   * @param file the file as it was named
   */
  Losses(String file) {
    this.file = file;
  }

  /** Notes a loss at a line. */
  void add(int line, String message) {
    losses.add(new Loss(file, line, Bytes.oneLine(message)));
  }

  /** Notes the loss of a keyword at a line. */
  void add(int line, String keyword, String message) {
    add(line, Bytes.shown(keyword) + ": " + message);
  }

  /** All of them, by line. */
  List<Loss> all() {
    List<Loss> sorted = new ArrayList<>(losses);
    sorted.sort(Comparator.comparingInt(Loss::line));
    return List.copyOf(sorted);
  }
}
