package io.poolwatch.check;

import java.util.List;
import java.util.Optional;

/**
 * What compiling a check's settings gave.
 *
 * @param script what a probe does; empty if anything is wrong
 * @param problems all that is wrong, in the order of the settings; empty if there is a script
 */
public record Compiled(Optional<CheckScript> script, List<Problem> problems) {

  public Compiled {
    problems = List.copyOf(problems);
    if (script.isPresent() != problems.isEmpty()) {
      throw new IllegalArgumentException("either a script or problems");
    }
  }

  /** It can be done. */
  public static Compiled of(CheckScript script) {
    return new Compiled(Optional.of(script), List.of());
  }

  /** It can't, for these reasons, at least one. */
  public static Compiled failed(List<Problem> problems) {
    return new Compiled(Optional.empty(), problems);
  }
}
