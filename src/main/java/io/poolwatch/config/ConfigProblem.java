package io.poolwatch.config;

/**
 * Something in a configuration that is wrong, or that is doubtful.
 *
 * <p>{@link #toString()} is the one form in which users see it: {@code file:line: path: what is
 * wrong (hint)}, on one line whatever the configuration holds.
 *
 * @param file the file as it was named on the command line or by an include, or where else the
 *     value came from: {@code --set}
 * @param line the line in that file, from 1; 0 if it can't be told
 * @param path the setting's path, quoted as HOCON wants it; empty if the whole file is meant
 * @param message what is wrong; never holds a secret
 * @param hint what to do about it; empty for none
 */
public record ConfigProblem(String file, int line, String path, String message, String hint) {

  /** The form that users see. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line);
    }
    text.append(": ");
    if (!path.isEmpty()) {
      text.append(path).append(": ");
    }
    text.append(message);
    if (!hint.isEmpty()) {
      text.append(" (").append(hint).append(')');
    }
    return Text.oneLine(text);
  }
}
