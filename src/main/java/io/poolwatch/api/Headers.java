package io.poolwatch.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The headers that every answer carries: what a browser may do with it is as little as possible.
 */
final class Headers {
  /** The dashboard's own files, and no inline script, style or frame. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** For how long a browser asks for nothing of this host without TLS (RFC 6797). */
  private static final String YEAR = "max-age=31536000";

  private static final Map<String, String> ALWAYS = always();

  private Headers() {}

  private static Map<String, String> always() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Security-Policy", POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cache-Control", "no-store");
    return headers;
  }

  /**
   * Those of an answer: its own win.
   *
   * @param secure whether it goes over TLS
   */
  static Map<String, String> of(Reply reply, boolean secure) {
    Map<String, String> headers = new LinkedHashMap<>(ALWAYS);
    if (secure) {
      headers.put("Strict-Transport-Security", YEAR);
    }
    headers.putAll(reply.headers());
    return headers;
  }
}
