package io.poolwatch.check;

import io.poolwatch.check.HttpRequest.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.config.H2Param;
import org.apache.hc.core5.http2.config.H2Setting;
import org.apache.hc.core5.http2.frame.DefaultFrameFactory;
import org.apache.hc.core5.http2.frame.FrameFactory;
import org.apache.hc.core5.http2.frame.RawFrame;
import org.apache.hc.core5.http2.hpack.HPackEncoder;
import org.apache.hc.core5.util.ByteArrayBuffer;
import org.apache.pekko.util.ByteString;

/**
 * What a client of HTTP/2 sends, as bytes.
 *
 * <p>Source: RFC 9113, sections 3.4, 6 and 8.3.
 */
public final class Http2Frames {
  /** More of a body can't be sent before a server allows it. */
  public static final int MOST_BODY = 65_535;

  /** Ends a connection as the protocol asks for. */
  public static final ByteString GOODBYE;

  static final ByteString SETTINGS_ACK;

  private static final FrameFactory FRAMES = DefaultFrameFactory.INSTANCE;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int MOST_FRAME = 16 * 1024;
  private static final int FRAME_HEAD = 9;
  private static final int NO_TABLE = 0;

  /** As much as a probe may look at, so that no reply waits for leave. */
  private static final int WINDOW = 16 * 1024 * 1024;

  static {
    SETTINGS_ACK = bytes(FRAMES.createSettingsAck());
    GOODBYE = bytes(FRAMES.createGoAway(0, H2Error.NO_ERROR, ""));
  }

  private Http2Frames() {}

  /**
   * All that a client says before the server's first word: who it is, and one request.
   *
   * @param headers pseudo-headers first, names in lower case, values ISO 8859-1
   * @param body at most {@link #MOST_BODY} bytes
   */
  public static ByteString request(List<Header> headers, ByteString body) {
    ByteString settings =
        bytes(
            FRAMES.createSettings(
                new H2Setting(H2Param.ENABLE_PUSH, 0),
                new H2Setting(H2Param.INITIAL_WINDOW_SIZE, WINDOW),
                new H2Setting(H2Param.MAX_HEADER_LIST_SIZE, Http2Stream.MOST_HEADERS)));
    ByteString window = bytes(FRAMES.createWindowUpdate(0, WINDOW - MOST_BODY));
    ByteString start = ByteString.fromString(PREFACE).concat(settings).concat(window);
    return start.concat(head(block(headers), body.isEmpty())).concat(data(body)).compact();
  }

  private static ByteString head(ByteString block, boolean end) {
    ByteBuffer first = block.take(MOST_FRAME).toByteBuffer();
    ByteString rest = block.drop(MOST_FRAME);
    ByteString out = bytes(FRAMES.createHeaders(Http2Stream.STREAM, first, rest.isEmpty(), end));
    while (!rest.isEmpty()) {
      ByteBuffer next = rest.take(MOST_FRAME).toByteBuffer();
      rest = rest.drop(MOST_FRAME);
      out = out.concat(bytes(FRAMES.createContinuation(Http2Stream.STREAM, next, rest.isEmpty())));
    }
    return out;
  }

  private static ByteString data(ByteString body) {
    ByteString out = ByteString.emptyByteString();
    ByteString rest = body;
    while (!rest.isEmpty()) {
      ByteBuffer next = rest.take(MOST_FRAME).toByteBuffer();
      rest = rest.drop(MOST_FRAME);
      out = out.concat(bytes(FRAMES.createData(Http2Stream.STREAM, next, rest.isEmpty())));
    }
    return out;
  }

  private static ByteString block(List<Header> headers) {
    HPackEncoder encoder = new HPackEncoder(NO_TABLE, StandardCharsets.ISO_8859_1);
    ByteArrayBuffer out = new ByteArrayBuffer(256);
    try {
      for (Header header : headers) {
        encoder.encodeHeader(out, header.name(), latin1(header.value()), false);
      }
    } catch (IOException e) {
      throw new IllegalStateException("every octet is ISO 8859-1", e);
    }
    return ByteString.fromArray(out.array(), 0, out.length());
  }

  /** UTF-8, as octets. */
  private static String latin1(String value) {
    return Matchers.latin1(value);
  }

  static ByteString pingAck(ByteBuffer content) {
    return bytes(FRAMES.createPingAck(content));
  }

  private static ByteString bytes(RawFrame frame) {
    ByteBuffer payload = frame.getPayload();
    int size = payload == null ? 0 : payload.remaining();
    ByteBuffer out = ByteBuffer.allocate(FRAME_HEAD + size);
    out.put((byte) (size >> 16)).putShort((short) size);
    out.put((byte) frame.getType()).put((byte) frame.getFlags()).putInt(frame.getStreamId());
    if (payload != null) {
      out.put(payload.duplicate());
    }
    return ByteString.fromArray(out.array());
  }
}
