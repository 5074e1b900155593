package io.poolwatch.spec;

import io.poolwatch.model.Level;

/**
 * How events are told.
 *
 * @param format of the lines
 * @param level the least level that is told
 */
public record EventLogSpec(Format format, Level level) {

  /** The form of a line. */
  public enum Format {
    TEXT,
    JSON
  }
}
