package io.poolwatch.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what is wrong and what is doubtful while a configuration is read, so that all of it can
 * be told at once. The same problem counts once, however many servers inherit it.
 */
final class Problems {
  private final Set<ConfigProblem> errors = new LinkedHashSet<>();
  private final Set<ConfigProblem> warnings = new LinkedHashSet<>();

  void error(Place place, String path, String message, String hint) {
    errors.add(new ConfigProblem(place.source(), place.line(), path, message, hint));
  }

  void warning(Place place, String path, String message, String hint) {
    warnings.add(new ConfigProblem(place.source(), place.line(), path, message, hint));
  }

  /** How many errors there are by now: whoever compares two counts knows whether one came up. */
  int errorCount() {
    return errors.size();
  }

  /** How many errors and warnings there are by now. */
  int count() {
    return errors.size() + warnings.size();
  }

  /** The errors by file, in the given order of files, and line. */
  List<ConfigProblem> errors(List<String> files) {
    return sorted(errors, files);
  }

  /** The warnings by file, in the given order of files, and line. */
  List<ConfigProblem> warnings(List<String> files) {
    return sorted(warnings, files);
  }

  private static List<ConfigProblem> sorted(Set<ConfigProblem> problems, List<String> files) {
    List<ConfigProblem> list = new ArrayList<>(problems);
    list.sort(
        Comparator.comparingInt((ConfigProblem problem) -> rank(problem, files))
            .thenComparing(ConfigProblem::file)
            .thenComparingInt(ConfigProblem::line)
            .thenComparing(ConfigProblem::path)
            .thenComparing(ConfigProblem::message));
    return List.copyOf(list);
  }

  private static int rank(ConfigProblem problem, List<String> files) {
    int index = files.indexOf(problem.file());
    return index < 0 ? files.size() : index;
  }
}
