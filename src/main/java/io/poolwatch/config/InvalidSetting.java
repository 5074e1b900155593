package io.poolwatch.config;

/** A value that a setting can't have; turned into a {@link ConfigProblem} where it is read. */
final class InvalidSetting extends Exception {
  private static final long serialVersionUID = 1L;

  private final String message;
  private final String hint;

  /**
   * @param message what is wrong with the value
   * @param hint what to do about it; empty for none
   */
  InvalidSetting(String message, String hint) {
    super(message, null, false, false);
    this.message = message;
    this.hint = hint;
  }

  String message() {
    return message;
  }

  String hint() {
    return hint;
  }
}
