package io.poolwatch.importer;

/**
 * Something of a HAProxy configuration that is not carried over as it is.
 *
 * @param file the file as it was named
 * @param line the line in it, from 1; 0 if the whole file is meant
 * @param message what is lost, and what to do about it; on one line
 */
public record Loss(String file, int line, String message) {

  /** {@code file:line: message}. */
  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + ": " + message;
  }
}
