package io.poolwatch.node;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.testkit.Haproxy;
import org.jspecify.annotations.Nullable;

/**
 * One server, checked by HAProxy and by Poolwatch in the same way.
 *
 * @param row what the server does, and how Poolwatch checks it
 * @param backend the lines of HAProxy's backend
 * @param options further options of HAProxy's server line
 * @param difference what is different on purpose; null if nothing is
 */
record Comparison(Row row, String backend, String options, @Nullable Difference difference) {

  /** A deadline that no machine misses, however busy, where the deadline is not the matter. */
  private static final String PATIENCE = "15s";

  /**
   * A deliberate difference.
   *
   * @param haproxy what HAProxy says
   * @param ours what Poolwatch says
   * @param why where docs/statuses.md gives the reason, a few words of it
   */
  record Difference(String haproxy, String ours, String why) {}

  static Comparison of(Row row, String backend) {
    return of(row, backend, "");
  }

  static Comparison of(Row row, String backend, String options) {
    return new Comparison(row, backend, options, null);
  }

  /** The same, with a difference that must be seen. */
  Comparison differing(String haproxy, String ours, String why) {
    return new Comparison(row, backend, options, new Difference(haproxy, ours, why));
  }

  /** The lines of the backend of that name. */
  String section(String name, int port, int other, String ca) {
    boolean hurried = row.hurried();
    return """
    backend %s
      timeout connect %s
      timeout check %s
      timeout server 10s
      %s
      server s 127.0.0.1:%d check inter %s rise 1 fall 1 %s
    """
        .formatted(
            name,
            hurried ? "1s" : PATIENCE,
            hurried ? "1s" : PATIENCE,
            backend.strip().replace("\n", "\n  "),
            port,
            hurried ? "3s" : PATIENCE,
            options)
        .replace("PORT", Integer.toString(port))
        .replace("OTHER", Integer.toString(other))
        .replace("CA", ca);
  }

  /** {@code L7STS 503}; the number only where it means something, and a success of 0 is none. */
  static String words(CheckResult ours) {
    boolean code = ours.status().carriesCode() && ours.code() > 0;
    return ours.status() + (code ? " " + ours.code() : "");
  }

  /** The same for HAProxy, which says 0 for none. */
  static String words(Haproxy.Check theirs) {
    if (theirs.status().isEmpty()) {
      return "";
    }
    boolean code =
        CheckStatus.valueOf(theirs.status()).carriesCode()
            && !theirs.code().isEmpty()
            && !theirs.code().equals("0");
    return theirs.status() + (code ? " " + theirs.code() : "");
  }

  @Override
  public String toString() {
    return row.toString();
  }
}
