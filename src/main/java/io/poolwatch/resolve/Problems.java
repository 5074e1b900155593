package io.poolwatch.resolve;

import io.poolwatch.model.DurationText;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Why a look-up gave no address, in words. */
final class Problems {
  private Problems() {}

  /**
   * The words of the operating system where it has any.
   *
   * @param name what was looked up; not told again
   * @param problem what the look-up threw; null if its answer was empty
   */
  static String words(String name, @Nullable Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    if (cause != null && !(cause instanceof UnknownHostException)) {
      return cause.toString();
    }
    String said = cause == null ? null : cause.getMessage();
    String prefix = name + ": ";
    return said != null && said.startsWith(prefix)
        ? said.substring(prefix.length())
        : "it has no address";
  }

  /** A look-up has not come back in time. */
  static String overdue(Duration limit) {
    return "no answer within " + DurationText.of(limit);
  }
}
