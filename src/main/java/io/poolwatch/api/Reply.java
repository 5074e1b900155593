package io.poolwatch.api;

import io.poolwatch.control.ControlJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * An answer as routes make it.
 *
 * @param type media type of the body; empty if there is no body
 * @param body all of it, unless it is a stream
 * @param headers those of its own
 * @param stream a body that goes on; null for none
 */
record Reply(
    int status,
    String type,
    ByteString body,
    Map<String, String> headers,
    @Nullable Supplier<Source<ByteString, NotUsed>> stream) {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";
  static final String EVENTS = "text/event-stream";

  Reply {
    headers = Map.copyOf(headers);
  }

  /** A body as it is. */
  static Reply of(int status, String type, ByteString body) {
    return new Reply(status, type, body, Map.of(), null);
  }

  /** A value as JSON. */
  static Reply json(Object value) {
    return of(200, JSON, bytes(ControlJson.line(value)));
  }

  /** What the client has is still true. */
  static Reply notModified(String etag) {
    return of(304, "", ByteString.emptyByteString()).with("ETag", etag);
  }

  /** A stream of server-sent events. */
  static Reply events(Supplier<Source<ByteString, NotUsed>> stream) {
    return new Reply(200, EVENTS, ByteString.emptyByteString(), Map.of(), stream);
  }

  /**
   * An error (RFC 9457).
   *
   * @param detail what is wrong, in words; must not repeat what a stranger sent without being cut
   */
  static Reply problem(int status, String detail) {
    Views.Problem problem =
        new Views.Problem("about:blank", Statuses.title(status), status, detail);
    return of(status, PROBLEM, bytes(ControlJson.line(problem)));
  }

  /** The same with one more header. */
  Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, type, body, more, stream);
  }

  static ByteString bytes(String text) {
    return ByteString.fromArray(text.getBytes(StandardCharsets.UTF_8));
  }
}
