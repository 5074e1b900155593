package io.poolwatch.importer;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes of what {@code expect} rules say beside their match the same of Poolwatch. */
final class ExpectOptions {
  private final Variables variables;
  private final Losses losses;

  ExpectOptions(Variables variables, Losses losses) {
    this.variables = variables;
    this.losses = losses;
  }

  /**
   * Adds them to the fields of an expect.
   *
   * @param comment that of a rule before it, for one that has none itself; null for none
   */
  void put(Map<String, String> fields, Statement rule, Options options, @Nullable String comment) {
    minRecv(rule, fields, options.get("min-recv"));
    status(fields, "ok-status", options.get("ok-status"));
    status(fields, "error-status", options.get("error-status"));
    status(fields, "timeout-status", options.get("tout-status"));
    words(rule, fields, "on-success", options);
    words(rule, fields, "on-error", options);
    String own = options.get("comment");
    comment(fields, own == null ? comment : own);
  }

  /** Adds a comment that is not empty. */
  static void comment(Map<String, String> fields, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      fields.put("comment", Hocon.quoted(Bytes.text(text).orElse(text)));
    }
  }

  private void words(Statement rule, Map<String, String> fields, String name, Options options) {
    String format = options.get(name);
    if (format == null) {
      return;
    }
    Optional<String> text = variables.format(format).flatMap(Bytes::text);
    if (text.isEmpty()) {
      losses.add(rule.line(), name, "its text is known at run time only: our own words are told");
    } else {
      fields.put(name, Hocon.quoted(text.get()));
    }
  }

  private void minRecv(Statement rule, Map<String, String> fields, @Nullable String value) {
    if (value != null && value.matches("-1|\\d{1,8}")) {
      fields.put("min-recv", value);
    } else if (value != null) {
      losses.add(rule.line(), "min-recv", "is no number of bytes");
    }
  }

  private static void status(Map<String, String> fields, String name, @Nullable String value) {
    if (value != null) {
      fields.put(name, Hocon.text(value));
    }
  }
}
