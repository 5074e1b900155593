package io.poolwatch.protocol;

import io.poolwatch.model.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a conversation has received and not used yet. Indexes count from the first of
 * them; numbers are unsigned and big-endian unless the name says otherwise.
 */
final class Input {
  private static final int FIRST_CAPACITY = 256;

  private byte[] data = new byte[0];
  private int position;
  private int limit;

  /** No line ends between {@link #position} and here. */
  private int scanned;

  /** More bytes have come. */
  void add(ByteString bytes) {
    int size = bytes.length();
    if (limit + size > data.length) {
      byte[] kept = Arrays.copyOfRange(data, position, limit);
      int wanted = Math.max(FIRST_CAPACITY, Math.max(kept.length + size, 2 * kept.length));
      data = Arrays.copyOf(kept, wanted);
      scanned = Math.max(0, scanned - position);
      limit = kept.length;
      position = 0;
    }
    bytes.copyToArray(data, limit, size);
    limit += size;
  }

  /** How many bytes there are. */
  int length() {
    return limit - position;
  }

  boolean isEmpty() {
    return position == limit;
  }

  /** Forgets all of it. */
  void clear() {
    skip(length());
  }

  /** Uses up some bytes that are there. */
  void skip(int size) {
    require(size);
    position += size;
  }

  /** Uses up some bytes that are there. */
  byte[] take(int size) {
    require(size);
    byte[] taken = Arrays.copyOfRange(data, position, position + size);
    position += size;
    return taken;
  }

  /** The byte at an index, 0 to 255. */
  int at(int index) {
    require(index + 1);
    return data[position + index] & 0xff;
  }

  /** The two bytes at an index as a number. */
  int int16(int index) {
    return at(index) << 8 | at(index + 1);
  }

  /** The four bytes at an index as a number. */
  long int32(int index) {
    return (long) int16(index) << 16 | int16(index + 2);
  }

  /** The three bytes at an index as a little-endian number. */
  int int24LittleEndian(int index) {
    return at(index) | at(index + 1) << 8 | at(index + 2) << 16;
  }

  /**
   * Uses up a line and returns it without its end, LF or CR LF; null if no line is complete. The
   * characters are its bytes (Latin-1).
   */
  @Nullable String line() {
    scanned = Math.max(scanned, position);
    while (scanned < limit && data[scanned] != '\n') {
      scanned++;
    }
    if (scanned == limit) {
      return null;
    }
    int end = scanned > position && data[scanned - 1] == '\r' ? scanned - 1 : scanned;
    String line = new String(data, position, end - position, StandardCharsets.ISO_8859_1);
    scanned++;
    position = scanned;
    return line;
  }

  /** All of it as characters of Latin-1. */
  String latin1() {
    return new String(data, position, length(), StandardCharsets.ISO_8859_1);
  }

  /** How it begins and how long it is, for a message. */
  @Override
  public String toString() {
    return Excerpt.of(latin1()) + " (" + length() + " bytes)";
  }

  private void require(int size) {
    if (size < 0 || size > length()) {
      throw new IndexOutOfBoundsException(size + " of " + length() + " bytes");
    }
  }
}
