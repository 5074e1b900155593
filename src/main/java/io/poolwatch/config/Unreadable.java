package io.poolwatch.config;

/** A configuration that can't be read to its end: reading stops at this problem. */
final class Unreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ConfigProblem problem;

  Unreadable(ConfigProblem problem) {
    super(problem.toString(), null, false, false);
    this.problem = problem;
  }

  ConfigProblem problem() {
    return problem;
  }
}
