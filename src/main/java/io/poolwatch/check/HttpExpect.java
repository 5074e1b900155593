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
 * @param terms what is told of it, and when it is final
 */
public record HttpExpect(
    @Nullable String status,
    @Nullable String statusRegex,
    @Nullable HeaderLine header,
    @Nullable String string,
    @Nullable String regex,
    boolean not,
    Terms terms) {

  /** An expect that tells its own status. */
  public HttpExpect(
      @Nullable String status,
      @Nullable String statusRegex,
      @Nullable HeaderLine header,
      @Nullable String string,
      @Nullable String regex,
      boolean not) {
    this(status, statusRegex, header, string, regex, not, Terms.NONE);
  }

  /** The one that holds if no other is on the status. */
  public static final HttpExpect DEFAULT = ofStatus("200-399");

  /** An expect of status codes. */
  public static HttpExpect ofStatus(String codes) {
    return new HttpExpect(codes, null, null, null, null, false);
  }

  /** Whether every reply fulfils it. */
  boolean any() {
    return status != null && StatusSet.isAny(status);
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

  /**
   * What is told of an expect, and when it is final, as of an expect of a script.
   *
   * @param minRecv bytes of the body from which the answer is final; -1 to wait for its end
   * @param okStatus a status of HAProxy's {@code ok-status}, told by the last expect; null for L7OK
   * @param errorStatus a status of HAProxy's {@code error-status}; null for L7STS on the head and
   *     L7RSP on the body
   * @param timeoutStatus a status of HAProxy's {@code tout-status}; null for L7TOUT
   * @param onSuccess info when it is met as the last expect; null for none
   * @param onError info when it is not met; null for a description
   * @param comment shown when it is not met; null for none
   */
  public record Terms(
      int minRecv,
      @Nullable String okStatus,
      @Nullable String errorStatus,
      @Nullable String timeoutStatus,
      @Nullable String onSuccess,
      @Nullable String onError,
      @Nullable String comment) {
    /** Those of an expect that says none. */
    public static final Terms NONE = new Terms(-1, null, null, null, null, null, null);
  }
}
