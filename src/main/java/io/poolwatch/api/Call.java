package io.poolwatch.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as routes see it.
 *
 * @param method in upper case
 * @param path its decoded segments
 * @param query its parameters; an empty value where there is none
 * @param headers by name in lower case; of several of one name the values with commas between them
 * @param body all of it
 * @param peer who asks: {@code 127.0.0.1:40000}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Call(
    String method,
    List<String> path,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body,
    String peer) {

  Call {
    path = List.copyOf(path);
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /** The same with its body. */
  Call with(byte[] all) {
    return new Call(method, path, query, headers, all, peer);
  }

  /** The value of a header; null if it was not sent. */
  @Nullable String header(String name) {
    return headers.get(name);
  }

  /** Whether a compressed answer is understood (RFC 9110, 12.5.3). */
  boolean takesGzip() {
    String accepted = header("accept-encoding");
    if (accepted == null) {
      return false;
    }
    for (String each : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = each.strip().split(";", -1);
      boolean refused = parts.length > 1 && parts[1].strip().matches("q=0(\\.0*)?");
      if (parts[0].strip().equals("gzip") && !refused) {
        return true;
      }
    }
    return false;
  }

  /** Whether what the client has is still this version, by weak comparison (RFC 9110, 13.1.2). */
  boolean has(String etag) {
    String known = header("if-none-match");
    if (known == null) {
      return false;
    }
    for (String each : known.split(",", -1)) {
      String tag = each.strip();
      if (tag.equals("*") || strong(tag).equals(strong(etag))) {
        return true;
      }
    }
    return false;
  }

  private static String strong(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
