package io.poolwatch.protocol;

import org.apache.pekko.util.ByteString;

/** Writes the fields of one message in order; numbers are big-endian unless the name says not. */
final class Output {
  private ByteString bytes = ByteString.emptyByteString();

  /** One byte. */
  Output int8(int value) {
    return raw(ByteString.fromInts(value));
  }

  /** Two bytes, little-endian. */
  Output int16LittleEndian(int value) {
    return int8(value & 0xff).int8(value >>> 8 & 0xff);
  }

  /** Three bytes, little-endian. */
  Output int24LittleEndian(int value) {
    return int16LittleEndian(value).int8(value >>> 16 & 0xff);
  }

  /** Four bytes, little-endian. */
  Output int32LittleEndian(int value) {
    return int24LittleEndian(value).int8(value >>> 24);
  }

  /** Four bytes. */
  Output int32(int value) {
    return int8(value >>> 24).int8(value >>> 16 & 0xff).int8(value >>> 8 & 0xff).int8(value & 0xff);
  }

  /** A text as UTF-8, and the zero byte that ends it. */
  Output text(String value) {
    return raw(ByteString.fromString(value)).int8(0);
  }

  /** Bytes as they are. */
  Output raw(ByteString value) {
    bytes = bytes.concat(value);
    return this;
  }

  /** Bytes as they are. */
  Output raw(byte[] value) {
    return raw(ByteString.fromArray(value));
  }

  /** All that was written. */
  ByteString bytes() {
    return bytes.compact();
  }

  /** How many bytes were written. */
  int length() {
    return bytes.length();
  }
}
