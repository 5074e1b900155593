package io.poolwatch.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the fields of one complete message in order; each method fails where it ends too early. */
final class Fields {
  private final byte[] data;
  private int position;

  Fields(byte[] data) {
    this.data = data;
  }

  /** How many bytes are left. */
  int left() {
    return data.length - position;
  }

  /** One byte, 0 to 255. */
  int int8() throws MalformedException {
    require(1);
    return data[position++] & 0xff;
  }

  /** Two bytes, big-endian, unsigned. */
  int int16() throws MalformedException {
    return int8() << 8 | int8();
  }

  /** Four bytes, big-endian, signed. */
  int int32() throws MalformedException {
    return int16() << 16 | int16();
  }

  /** Two bytes, little-endian, unsigned. */
  int int16LittleEndian() throws MalformedException {
    return int8() | int8() << 8;
  }

  /** That many bytes. */
  byte[] bytes(int size) throws MalformedException {
    require(size);
    byte[] taken = Arrays.copyOfRange(data, position, position + size);
    position += size;
    return taken;
  }

  /** Passes over that many bytes. */
  void skip(int size) throws MalformedException {
    require(size);
    position += size;
  }

  /** A text that a zero byte ends, as Latin-1. */
  String text() throws MalformedException {
    int end = position;
    while (end < data.length && data[end] != 0) {
      end++;
    }
    require(end + 1 - position);
    String text = new String(data, position, end - position, StandardCharsets.ISO_8859_1);
    position = end + 1;
    return text;
  }

  /** All that is left, as Latin-1. */
  String rest() {
    String rest = new String(data, position, left(), StandardCharsets.ISO_8859_1);
    position = data.length;
    return rest;
  }

  private void require(int size) throws MalformedException {
    if (size < 0 || size > left()) {
      throw new MalformedException("a message that ends within a field");
    }
  }
}
