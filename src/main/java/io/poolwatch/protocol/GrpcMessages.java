package io.poolwatch.protocol;

import java.nio.charset.StandardCharsets;
import org.apache.pekko.util.ByteString;

/**
 * The two messages of the health service, which are too small for a library of protocol buffers.
 *
 * <p>Source: gRPC over HTTP2, "Length-Prefixed-Message"; protocol buffers, "Encoding".
 */
final class GrpcMessages {
  /** Flag and length. */
  static final int HEAD = 5;

  private static final int FIRST_TEXT = 0x0a;
  private static final int FIRST_NUMBER = 0x08;
  private static final int MOST_VARINT = 10;

  private GrpcMessages() {}

  /** A framed HealthCheckRequest. */
  static ByteString request(String service) {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    Output message = new Output();
    if (name.length > 0) {
      message.int8(FIRST_TEXT);
      int left = name.length;
      for (; left >= 0x80; left >>>= 7) {
        message.int8((left & 0x7f) | 0x80);
      }
      message.int8(left).raw(name);
    }
    return new Output().int8(0).int32(message.length()).raw(message.bytes()).bytes();
  }

  /** The serving status of a HealthCheckResponse; 0, which is UNKNOWN, if it has none. */
  static long status(Fields message) throws MalformedException {
    long status = 0;
    while (message.left() > 0) {
      long tag = varint(message);
      if (tag == FIRST_NUMBER) {
        status = varint(message);
      } else {
        skip(message, (int) (tag & 7));
      }
    }
    return status;
  }

  private static void skip(Fields message, int type) throws MalformedException {
    switch (type) {
      case 0 -> varint(message);
      case 1 -> message.skip(Long.BYTES);
      case 2 -> message.skip((int) Math.min(Integer.MAX_VALUE, Math.abs(varint(message))));
      case 5 -> message.skip(Integer.BYTES);
      default -> throw new MalformedException("a health message with a field of type " + type);
    }
  }

  private static long varint(Fields message) throws MalformedException {
    long value = 0;
    for (int i = 0; i < MOST_VARINT; i++) {
      int next = message.int8();
      value |= (next & 0x7fL) << (7 * i);
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedException("a health message with a number that does not end");
  }
}
