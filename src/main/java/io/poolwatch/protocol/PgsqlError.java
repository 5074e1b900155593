package io.poolwatch.protocol;

import java.util.HashMap;
import java.util.Map;

/**
 * What a PostgreSQL server says in an ErrorResponse.
 *
 * <p>Source: PostgreSQL manual, "Error and Notice Message Fields".
 */
final class PgsqlError {
  private PgsqlError() {}

  /**
   * {@code FATAL 28P01: password authentication failed for user "x"}, with the server's hint behind
   * it if there is one; as Latin-1.
   */
  static String text(Fields fields) throws MalformedException {
    Map<Character, String> parts = new HashMap<>();
    for (int type = fields.int8(); type != 0; type = fields.int8()) {
      parts.put((char) type, fields.text());
    }
    String severity = parts.getOrDefault('V', parts.getOrDefault('S', "ERROR"));
    String code = parts.getOrDefault('C', "");
    String message = parts.getOrDefault('M', "no message");
    String hint = parts.containsKey('H') ? " (hint: " + parts.get('H') + ")" : "";
    return severity + (code.isEmpty() ? "" : " " + code) + ": " + message + hint;
  }
}
