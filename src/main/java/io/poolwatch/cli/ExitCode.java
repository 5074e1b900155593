package io.poolwatch.cli;

/** The exit codes of all commands; picocli's own agree with them. */
final class ExitCode {
  /** Done; all that was probed passed. */
  static final int OK = 0;

  /** Something went wrong; of what was probed, something failed. */
  static final int TROUBLE = 1;

  /** Wrong usage, or a configuration that can't be used. */
  static final int USAGE = 2;

  /** Done, but not all could be carried over. */
  static final int LOSSES = 3;

  /** Nothing failed, but not everything could be judged. */
  static final int INCONCLUSIVE = 4;

  /** No running service has answered. */
  static final int NO_SERVICE = 4;

  private ExitCode() {}
}
