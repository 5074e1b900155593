package io.poolwatch.check;

import io.poolwatch.model.HostPort;
import java.time.Duration;

/**
 * Where in a probe something happened, in words: which destination, and which step if the user
 * wrote the steps.
 *
 * @param script the script
 * @param index of the step under way
 * @param destination of the connection under way
 */
record Place(CheckScript script, int index, HostPort destination) {

  /** The step under way. */
  Step current() {
    return script.steps().get(index);
  }

  /** {@code at step 2 (expect string 'OK') comment: 'greeting'}; empty for a protocol's check. */
  String step() {
    return at(script.numberOf(index) == 0 ? "" : " (" + current().describe() + ")");
  }

  /** The same without what the step does, for messages that have said it. */
  String shortStep() {
    return at("");
  }

  private String at(String doing) {
    if (!script.explicit()) {
      return "";
    }
    int number = script.numberOf(index);
    String where = number == 0 ? " at the initial connection step" : " at step " + number;
    String comment = current().comment();
    return where + doing + (comment == null ? "" : " comment: '" + comment + "'");
  }

  /** {@code 2 s}, {@code 250 ms}, {@code 0.3 ms}: three digits at most where that is exact. */
  static String words(Duration duration) {
    return words(duration.toNanos());
  }

  /** The same for nanoseconds. */
  static String words(long nanos) {
    long micros = Math.max(0, nanos) / 1_000;
    if (micros >= 1_000_000) {
      return decimal(micros / 1_000) + " s";
    }
    if (micros >= 10_000) {
      return micros / 1_000 + " ms";
    }
    return decimal(micros) + " ms";
  }

  /** A number of thousandths as a decimal fraction of at most three digits. */
  private static String decimal(long thousandths) {
    String fraction = String.format("%03d", thousandths % 1_000);
    int end = 3;
    while (end > 0 && fraction.charAt(end - 1) == '0') {
      end--;
    }
    String whole = Long.toString(thousandths / 1_000);
    return end == 0 ? whole : whole + "." + fraction.substring(0, end);
  }
}
