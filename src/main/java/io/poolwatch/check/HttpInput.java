package io.poolwatch.check;

import io.poolwatch.model.Excerpt;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;
import org.apache.pekko.util.ByteString;

/**
 * The bytes of an HTTP reply as the library's parser and decoders want them: what has come and was
 * not read yet. Behind it is no channel: where the library would read from the network, it finds
 * nothing for now, or the end.
 */
final class HttpInput implements SessionInputBuffer, ReadableByteChannel {
  private static final int FIRST_CAPACITY = 512;

  private byte[] data = new byte[0];
  private int position;
  private int limit;

  /** No line ends between {@link #position} and here. */
  private int scanned;

  private boolean ended;

  /** More bytes have come; what was read makes room for them. */
  void add(ByteString bytes) {
    int size = bytes.length();
    if (limit + size > data.length) {
      byte[] unread = Arrays.copyOfRange(data, position, limit);
      int wanted = Math.max(unread.length + size, 2 * unread.length);
      data = Arrays.copyOf(unread, Math.max(FIRST_CAPACITY, wanted));
      scanned = Math.max(0, scanned - position);
      limit = unread.length;
      position = 0;
    }
    bytes.copyToArray(data, limit, size);
    limit += size;
  }

  /** Nothing more will come. */
  void end() {
    ended = true;
  }

  /** What was not read yet, for a message. */
  String excerpt() {
    return Excerpt.of(Arrays.copyOfRange(data, position, limit), limit - position);
  }

  /** The byte at an index of what was not read yet. */
  int peek(int index) {
    return data[position + index] & 0xff;
  }

  @Override
  public boolean hasData() {
    return position < limit;
  }

  @Override
  public int length() {
    return limit - position;
  }

  @Override
  public int fill(ReadableByteChannel channel) {
    return ended ? -1 : 0;
  }

  /** As the buffer what has come, as the channel behind it nothing for now, or the end. */
  @Override
  public int read(ByteBuffer destination) {
    return ended && !hasData() ? -1 : read(destination, Integer.MAX_VALUE);
  }

  @Override
  public int read(ByteBuffer destination, int most) {
    if (most < 0) {
      throw new IllegalArgumentException("negative chunk size");
    }
    int size = Math.min(most, Math.min(destination.remaining(), length()));
    destination.put(data, position, size);
    position += size;
    return size;
  }

  @Override
  public int read() {
    return data[position++] & 0xff;
  }

  @Override
  public boolean readLine(CharArrayBuffer line, boolean endOfStream) {
    scanned = Math.max(scanned, position);
    while (scanned < limit && data[scanned] != '\n') {
      scanned++;
    }
    if (scanned == limit) {
      return false;
    }
    int end = scanned > position && data[scanned - 1] == '\r' ? scanned - 1 : scanned;
    line.append(data, position, end - position);
    scanned++;
    position = scanned;
    return true;
  }

  @Override
  public int read(WritableByteChannel channel, int most) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(WritableByteChannel channel) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    ended = true;
  }
}
