package io.poolwatch.check;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One expectation of an HTTP reply, as configured: exactly one of the kinds is set.
 *
 * @param status status codes, {@code 200-399,404}, or {@code any}
 * @param statusRegex RE2 expression found in the three digits of the status
 * @param header a header line
 * @param string text found in the body
 * @param regex RE2 expression found in the body
 * @param not whether it must not be so
 */
public record HttpExpect(
    @Nullable String status,
    @Nullable String statusRegex,
    @Nullable HeaderLine header,
    @Nullable String string,
    @Nullable String regex,
    boolean not) {

  /** The one that holds if no other is on the status. */
  public static final HttpExpect DEFAULT = ofStatus("200-399");

  /** An expect of status codes. */
  public static HttpExpect ofStatus(String codes) {
    return new HttpExpect(codes, null, null, null, null, false);
  }

  boolean onStatus() {
    return status != null || statusRegex != null;
  }

  /** How many kinds are set. */
  long kinds() {
    return Stream.of(status, statusRegex, header, string, regex).filter(Objects::nonNull).count();
  }

  /**
   * A header line that is looked for; names compare without regard to case.
   *
   * @param name its name
   * @param value its value, the whole line; null if it need only be there
   * @param match how the value is compared, with regard to case
   */
  public record HeaderLine(String name, @Nullable String value, HeaderMatch match) {}

  /** How a header's value is compared. */
  public enum HeaderMatch {
    EXACT,
    PREFIX,
    SUFFIX,
    CONTAINS,
    /** An RE2 expression found anywhere in the value. */
    REGEX
  }
}
