package io.poolwatch.check;

import java.nio.ByteBuffer;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http2.frame.FrameFlag;
import org.apache.hc.core5.http2.frame.FrameType;
import org.apache.hc.core5.http2.frame.RawFrame;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a server of HTTP/2 sends into frames, and DATA frames into what has come of them.
 *
 * <p>Source: RFC 9113, sections 3.4, 4.1, 4.2 and 6.1.
 */
final class Http2Input {
  /** The longest frame that we allow a server to send, in bytes. */
  private static final int MOST_FRAME = 16 * 1024;

  private static final int FRAME_HEAD = 9;
  private static final int TLS_ALERT = 0x15;
  private static final int PADDED = FrameFlag.PADDED.getValue();

  private final HttpInput bytes = new HttpInput();
  private boolean begun;

  /** Whether a part of a DATA frame is yet to come, and how much of what it has. */
  private boolean inData;

  private int content;
  private int padding;
  private int dataFlags;
  private int dataStream;

  /** More bytes have come. */
  void add(ByteString more) {
    bytes.add(more);
  }

  /** Whether the server has begun to speak HTTP/2. */
  boolean begun() {
    return begun;
  }

  /**
   * The next frame, without its padding; null if none has come in full. Of a DATA frame it hands
   * over what has come, part by part; the last part alone may end the stream. The library's own
   * reader takes the length of a frame for a signed number, and one of -9 bytes for a frame that
   * never ends.
   */
  @Nullable RawFrame next() throws ProtocolException {
    if (!begun && !begins()) {
      return null;
    }
    if (inData) {
      return data();
    }
    if (bytes.length() < FRAME_HEAD) {
      return null;
    }
    int size = (bytes.peek(0) << 16) | (bytes.peek(1) << 8) | bytes.peek(2);
    if (size > MOST_FRAME) {
      throw new ProtocolException("a frame of " + size + " bytes, more than " + MOST_FRAME);
    }
    if (bytes.peek(3) == FrameType.DATA.getValue()) {
      return beginsData(size) ? data() : null;
    }
    if (bytes.length() < FRAME_HEAD + size) {
      return null;
    }
    ByteBuffer head = take(FRAME_HEAD);
    int type = head.get(3);
    int flags = head.get(4) & 0xff;
    ByteBuffer payload = take(size);
    if ((flags & PADDED) != 0 && type == FrameType.HEADERS.getValue()) {
      unpad(payload);
    }
    return new RawFrame(type, flags & ~PADDED, stream(head), payload);
  }

  /** Reads the head of a DATA frame and the length of its padding; whether they have come. */
  private boolean beginsData(int size) throws ProtocolException {
    boolean padded = (bytes.peek(4) & PADDED) != 0;
    if (padded && size == 0) {
      throw lessThanItsPadding();
    }
    if (padded && bytes.length() == FRAME_HEAD) {
      return false;
    }
    ByteBuffer head = take(FRAME_HEAD);
    dataFlags = head.get(4) & 0xff & ~PADDED;
    dataStream = stream(head);
    padding = padded ? bytes.read() : 0;
    content = size - padding - (padded ? 1 : 0);
    if (content < 0) {
      throw lessThanItsPadding();
    }
    inData = true;
    return true;
  }

  /** What has come of a DATA frame's content; null if that is nothing new. */
  private @Nullable RawFrame data() {
    ByteBuffer part = take(Math.min(content, bytes.length()));
    content -= part.remaining();
    if (content == 0) {
      padding -= take(Math.min(padding, bytes.length())).remaining();
    }
    inData = content + padding > 0;
    if (inData && !part.hasRemaining()) {
      return null;
    }
    int flags = inData ? dataFlags & ~FrameFlag.END_STREAM.getValue() : dataFlags;
    return new RawFrame(FrameType.DATA.getValue(), flags, dataStream, part);
  }

  private ByteBuffer take(int size) {
    ByteBuffer taken = ByteBuffer.allocate(size);
    bytes.read(taken);
    return taken.flip();
  }

  private static int stream(ByteBuffer head) {
    return head.getInt(5) & Integer.MAX_VALUE;
  }

  private static void unpad(ByteBuffer payload) throws ProtocolException {
    int padding = payload.hasRemaining() ? payload.get() & 0xff : 1;
    if (padding > payload.remaining()) {
      throw lessThanItsPadding();
    }
    payload.limit(payload.limit() - padding);
  }

  private static ProtocolException lessThanItsPadding() {
    return new ProtocolException("a frame of less than its padding");
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
