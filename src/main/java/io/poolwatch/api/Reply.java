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

  private static final String VARY = "Vary";
  private static final String ENCODING = "Accept-Encoding";

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

  /**
   * A body for whoever asks.
   *
   * @param gzip the same compressed, for those who take that
   */
  static Reply of(Call call, String type, ByteString plain, Supplier<ByteString> gzip) {
    Reply reply =
        call.takesGzip()
            ? of(200, type, gzip.get()).with("Content-Encoding", "gzip")
            : of(200, type, plain);
    return reply.with(VARY, ENCODING);
  }

  /**
   * The same with a validator, but without its body if what the client has still holds: then it
   * carries what it would else (RFC 9110, 15.4.5).
   *
   * @param etag weak, as it stands for both forms of the body (RFC 9110, 8.8.1)
   */
  static Reply of(
      Call call, String etag, String type, ByteString plain, Supplier<ByteString> gzip) {
    Reply reply =
        call.has(etag)
            ? of(304, "", ByteString.emptyByteString()).with(VARY, ENCODING)
            : of(call, type, plain, gzip);
    return reply.with("ETag", etag);
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
