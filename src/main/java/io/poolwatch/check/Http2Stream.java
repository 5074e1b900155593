package io.poolwatch.check;

import io.poolwatch.model.Excerpt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.frame.FrameFlag;
import org.apache.hc.core5.http2.frame.FrameType;
import org.apache.hc.core5.http2.frame.RawFrame;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.apache.hc.core5.http2.impl.DefaultH2ResponseConverter;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of an HTTP/2 connection that carries one request: what the server sends, read
 * frame by frame.
 *
 * <p>One thread at a time. What breaks the protocol is a {@link HttpException} whose message says
 * how; after it, nothing more is read. It never holds more than it was given, but for the headers,
 * which are at most {@value #MOST_HEADERS} bytes.
 *
 * <p>Source: RFC 9113, sections 3.4, 4 to 6 and 8.1; RFC 7541.
 */
public final class Http2Stream implements HttpContent {
  /** The one stream of a connection. */
  static final int STREAM = 1;

  /** Headers that take more than this are a fault, however few bytes said so (RFC 9113, 10.5.1). */
  static final int MOST_HEADERS = 64 * 1024;

  /** Answers to SETTINGS and PING beyond these are left out, so that no peer prolongs a probe. */
  static final int MOST_ANSWERS = 4;

  private static final int TABLE = 4096;
  private static final int FIRST_CAPACITY = 256;

  private final Http2Input input = new Http2Input();
  private final HPackDecoder decoder = new HPackDecoder(TABLE, StandardCharsets.ISO_8859_1);
  private byte[] block = new byte[0];
  private boolean inBlock;
  private boolean blockEnds;
  private int interim;
  private @Nullable HttpResponse response;
  private List<Header> trailers = List.of();
  private boolean ended;
  private byte[] data = new byte[0];
  private int length;
  private int answers;
  private ByteString answer = ByteString.emptyByteString();

  /** A connection whose request has been written, see {@link Http2Frames#request}. */
  public Http2Stream() {
    decoder.setMaxListSize(MOST_HEADERS);
  }

  /**
   * Reads what has come up to the reply's end: whole frames, and of a body every byte, so that it
   * can be judged however long its frames are.
   */
  public void receive(ByteString bytes) throws HttpException {
    input.add(bytes);
    try {
      RawFrame frame = ended ? null : input.next();
      while (frame != null) {
        onFrame(frame);
        frame = ended ? null : input.next();
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new ProtocolException("bad HTTP/2 frame: " + e.getMessage());
    }
  }

  /** What is due to the server: acknowledgements; empty if nothing is. */
  public ByteString takeAnswer() {
    ByteString due = answer;
    answer = ByteString.emptyByteString();
    if (due.isEmpty() || answers == MOST_ANSWERS) {
      return ByteString.emptyByteString();
    }
    answers++;
    return due;
  }

  /** The final head; null until it has come. */
  public @Nullable HttpResponse response() {
    return response;
  }

  /** What came behind the body; empty until then, or if there is nothing. */
  public List<Header> trailers() {
    return trailers;
  }

  /** Whether the reply is whole. */
  public boolean ended() {
    return ended;
  }

  @Override
  public byte[] data() {
    return data;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public boolean untilClose() {
    return false;
  }

  /** What is missing, in words. */
  public String pending() {
    HttpResponse head = response;
    if (head == null) {
      return input.begun() ? "no head of a reply" : "no SETTINGS of HTTP/2";
    }
    return head.getCode() + ", but only " + Excerpt.bytes(length) + " of the body";
  }

  private void onFrame(RawFrame frame) throws HttpException, IOException {
    FrameType type = FrameType.valueOf(frame.getType());
    if (inBlock && type != FrameType.CONTINUATION) {
      throw new ProtocolException("a frame of another kind within headers");
    }
    if (type == null) {
      return;
    }
    switch (type) {
      case DATA -> onData(frame);
      case HEADERS -> onHeaders(frame);
      case CONTINUATION -> onContinuation(frame);
      case SETTINGS -> onSettings(frame);
      case PING -> onPing(frame);
      case RST_STREAM ->
          throw new ProtocolException(
              "the server reset the stream: " + error(payload(frame, Integer.BYTES), 0));
      case GOAWAY -> onGoAway(frame);
      case PUSH_PROMISE -> throw new ProtocolException("a push that was not allowed");
      default -> {}
    }
  }

  private void onData(RawFrame frame) throws ProtocolException {
    requireStream(frame);
    if (response == null) {
      throw new ProtocolException("a body without a head");
    }
    ByteBuffer content = frame.getPayload();
    int size = content.remaining();
    if (length + size > data.length) {
      int wanted = Math.max(FIRST_CAPACITY, Math.max(length + size, 2 * length));
      data = Arrays.copyOf(data, wanted);
    }
    content.get(data, length, size);
    length += size;
    ended = frame.isFlagSet(FrameFlag.END_STREAM);
  }

  private void onHeaders(RawFrame frame) throws HttpException, IOException {
    requireStream(frame);
    ByteBuffer content = frame.getPayload();
    if (frame.isFlagSet(FrameFlag.PRIORITY)) {
      int size = Integer.BYTES + 1;
      if (content.remaining() < size) {
        throw new ProtocolException("headers shorter than their priority");
      }
      content.position(content.position() + size);
    }
    blockEnds = frame.isFlagSet(FrameFlag.END_STREAM);
    block = new byte[0];
    addToBlock(content, frame);
  }

  private void onContinuation(RawFrame frame) throws HttpException, IOException {
    requireStream(frame);
    if (!inBlock) {
      throw new ProtocolException("a continuation of nothing");
    }
    addToBlock(frame.getPayload(), frame);
  }

  private void addToBlock(ByteBuffer content, RawFrame frame) throws HttpException, IOException {
    int known = block.length;
    int size = content.remaining();
    if (known + size > MOST_HEADERS) {
      throw new ProtocolException("headers of more than " + MOST_HEADERS + " bytes");
    }
    block = Arrays.copyOf(block, known + size);
    content.get(block, known, size);
    inBlock = !frame.isFlagSet(FrameFlag.END_HEADERS);
    if (!inBlock) {
      onBlock(decoder.decodeHeaders(ByteBuffer.wrap(block)));
    }
  }

  private void onBlock(List<Header> headers) throws HttpException {
    if (response != null) {
      if (!blockEnds) {
        throw new ProtocolException("a second head");
      }
      trailers = new ArrayList<>(headers);
      ended = true;
      return;
    }
    HttpResponse next = DefaultH2ResponseConverter.INSTANCE.convert(headers);
    if (!HttpReply.interim(next.getCode())) {
      response = next;
      ended = blockEnds;
      return;
    }
    if (blockEnds || ++interim > HttpReply.MOST_INTERIM) {
      throw new ProtocolException("an interim reply too many: " + next.getCode());
    }
  }

  private void onSettings(RawFrame frame) throws ProtocolException {
    if (frame.getStreamId() != 0 || frame.getLength() % 6 != 0) {
      throw new ProtocolException("bad SETTINGS");
    }
    if (!frame.isFlagSet(FrameFlag.ACK)) {
      answer = answer.concat(Http2Frames.SETTINGS_ACK);
    }
  }

  private void onPing(RawFrame frame) throws ProtocolException {
    ByteBuffer content = payload(frame, Long.BYTES);
    if (!frame.isFlagSet(FrameFlag.ACK)) {
      answer = answer.concat(Http2Frames.pingAck(content));
    }
  }

  private void onGoAway(RawFrame frame) throws ProtocolException {
    ByteBuffer content = payload(frame, 2 * Integer.BYTES);
    int last = content.getInt(content.position()) & Integer.MAX_VALUE;
    int code = content.getInt(content.position() + Integer.BYTES);
    if (last >= STREAM && code == H2Error.NO_ERROR.getCode()) {
      return;
    }
    content.position(content.position() + 2 * Integer.BYTES);
    byte[] words = new byte[content.remaining()];
    content.get(words);
    String why = words.length == 0 ? "" : " " + Excerpt.of(words, words.length);
    throw new ProtocolException("the server said goodbye: " + name(code) + why);
  }

  private static ByteBuffer payload(RawFrame frame, int least) throws ProtocolException {
    ByteBuffer content = frame.getPayload();
    if (content.remaining() < least) {
      throw new ProtocolException("a frame that is too short");
    }
    return content;
  }

  private static void requireStream(RawFrame frame) throws ProtocolException {
    if (frame.getStreamId() != STREAM) {
      throw new ProtocolException("a frame of stream " + frame.getStreamId());
    }
  }

  private static String error(ByteBuffer content, int index) {
    return name(content.getInt(content.position() + index));
  }

  private static String name(int code) {
    H2Error known = H2Error.getByCode(code);
    return known == null ? "error " + code : known.name().toUpperCase(Locale.ROOT);
  }
}
