package io.poolwatch.protocol;

import io.poolwatch.check.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts that a protocol ends with a zero byte, and which therefore can hold none. */
final class ZeroEnded {
  private ZeroEnded() {}

  /**
   * Adds a problem if a text can't be carried.
   *
   * @param path where it is set
   * @param value the text; null if it is not set
   */
  static void check(String path, @Nullable String value, List<Problem> problems) {
    if (value != null && value.indexOf('\0') >= 0) {
      problems.add(new Problem(path, "holds a zero byte", "which the protocol can't carry"));
    }
  }
}
