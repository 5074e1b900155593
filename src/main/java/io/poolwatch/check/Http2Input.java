package io.poolwatch.check;

import java.nio.ByteBuffer;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http2.frame.FrameFlag;
import org.apache.hc.core5.http2.frame.FrameType;
import org.apache.hc.core5.http2.frame.RawFrame;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a server of HTTP/2 sends into frames.
 *
 * <p>Source: RFC 9113, sections 3.4, 4.1, 4.2 and 6.1.
 */
final class Http2Input {
  /** The longest frame that we allow a server to send, in bytes. */
  private static final int MOST_FRAME = 16 * 1024;

  private static final int FRAME_HEAD = 9;
  private static final int TLS_ALERT = 0x15;

  private final HttpInput bytes = new HttpInput();
  private boolean begun;

  /** More bytes have come. */
  void add(ByteString more) {
    bytes.add(more);
  }

  /** Whether the server has begun to speak HTTP/2. */
  boolean begun() {
    return begun;
  }

  /**
   * The next whole frame, without its padding; null if none has come. The library's own reader
   * takes the length of a frame for a signed number, and one of -9 bytes for a frame that never
   * ends.
   */
  @Nullable RawFrame next() throws ProtocolException {
    if (!begun && !begins()) {
      return null;
    }
    if (bytes.length() < FRAME_HEAD) {
      return null;
    }
    int size = (bytes.peek(0) << 16) | (bytes.peek(1) << 8) | bytes.peek(2);
    if (size > MOST_FRAME) {
      throw new ProtocolException("a frame of " + size + " bytes, more than " + MOST_FRAME);
    }
    if (bytes.length() < FRAME_HEAD + size) {
      return null;
    }
    ByteBuffer head = ByteBuffer.allocate(FRAME_HEAD);
    bytes.read(head);
    int type = head.get(3);
    int flags = head.get(4) & 0xff;
    int stream = head.getInt(5) & Integer.MAX_VALUE;
    ByteBuffer payload = ByteBuffer.allocate(size);
    bytes.read(payload);
    payload.flip();
    if ((flags & FrameFlag.PADDED.getValue()) != 0 && mayBePadded(type)) {
      unpad(payload);
    }
    return new RawFrame(type, flags & ~FrameFlag.PADDED.getValue(), stream, payload);
  }

  private static boolean mayBePadded(int type) {
    return type == FrameType.DATA.getValue() || type == FrameType.HEADERS.getValue();
  }

  private static void unpad(ByteBuffer payload) throws ProtocolException {
    int padding = payload.hasRemaining() ? payload.get() & 0xff : 1;
    if (padding > payload.remaining()) {
      throw new ProtocolException("a frame of less than its padding");
    }
    payload.limit(payload.limit() - padding);
  }

  /** Tells by the first bytes what is no server of HTTP/2; whether enough of them have come. */
  private boolean begins() throws ProtocolException {
    if (bytes.length() > 3 && bytes.peek(3) != FrameType.SETTINGS.getValue()) {
      String hint = "";
      if (bytes.peek(0) == TLS_ALERT) {
        hint = " (a TLS alert: is TLS missing?)";
      } else if (bytes.peek(0) == 'H') {
        hint = " (HTTP/1.x: does the server speak HTTP/2 here?)";
      }
      throw new ProtocolException("not an HTTP/2 reply: got " + bytes.excerpt() + hint);
    }
    begun = bytes.length() >= FRAME_HEAD;
    return begun;
  }
}
