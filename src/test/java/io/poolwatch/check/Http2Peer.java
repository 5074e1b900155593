package io.poolwatch.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http2.hpack.HPackEncoder;
import org.apache.hc.core5.util.ByteArrayBuffer;
import org.apache.pekko.util.ByteString;

/** What a server of HTTP/2 sends, as Latin-1, frame by frame and not always as it should. */
public final class Http2Peer {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int ACK = 1;
  public static final int END_HEADERS = 4;
  public static final int PADDED = 8;
  public static final int PRIORITY = 32;

  private Http2Peer() {}

  /** Any frame. */
  public static String frame(int type, int flags, int stream, String payload) {
    ByteBuffer head = ByteBuffer.allocate(9);
    head.put((byte) (payload.length() >> 16)).putShort((short) payload.length());
    head.put((byte) type).put((byte) flags).putInt(stream);
    return new String(head.array(), StandardCharsets.ISO_8859_1) + payload;
  }

  /** The server's first word. */
  public static String settings() {
    return frame(SETTINGS, 0, 0, "\0\u0003\0\0\0d");
  }

  /** A frame of headers: names and values in turn. */
  public static String headers(boolean end, String... fields) {
    return frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), 1, block(fields));
  }

  /** A part of a body. */
  public static String data(boolean end, String text) {
    return frame(DATA, end ? END_STREAM : 0, 1, text);
  }

  /** Headers, compressed. */
  public static String block(String... fields) {
    HPackEncoder encoder = new HPackEncoder(0, StandardCharsets.ISO_8859_1);
    ByteArrayBuffer out = new ByteArrayBuffer(64);
    try {
      for (int i = 0; i < fields.length; i += 2) {
        encoder.encodeHeader(out, fields[i], fields[i + 1], false);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return ByteString.fromArray(out.array(), 0, out.length())
        .decodeString(StandardCharsets.ISO_8859_1);
  }

  /** Four bytes. */
  public static String int32(int value) {
    byte[] bytes = ByteBuffer.allocate(4).putInt(value).array();
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
