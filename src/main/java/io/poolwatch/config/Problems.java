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
  private int raisedErrors;
  private int raisedWarnings;

  void error(Place place, String path, String message, String hint) {
    raisedErrors++;
    errors.add(new ConfigProblem(place.source(), place.line(), path, message, hint));
  }

  void warning(Place place, String path, String message, String hint) {
    raisedWarnings++;
    warnings.add(new ConfigProblem(place.source(), place.line(), path, message, hint));
  }

  /** How often an error was raised by now: who compares two counts knows if one came up. */
  int raisedErrors() {
    return raisedErrors;
  }

  /** How often a warning was raised by now. */
  int raisedWarnings() {
    return raisedWarnings;
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
