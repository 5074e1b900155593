package io.poolwatch.net;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Turns private keys in the older forms, each made for one algorithm, into PKCS#8, which the JDK
 * reads: the old form with the algorithm's name in front.
 *
 * <p>Source: RFC 8017, appendix A.1.2 (PKCS#1); RFC 5915 (SEC1); RFC 5958 (PKCS#8).
 */
final class OldKeys {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;

  /** SEC1's optional field [0]: the curve. */
  private static final int PARAMETERS = 0xA0;

  private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");

  /** rsaEncryption with NULL parameters. */
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** id-ecPublicKey. */
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final String NAMELESS = "it does not name its curve";

  private OldKeys() {}

  /** An RSA key in PKCS#1. */
  static byte[] pkcs1ToPkcs8(byte[] key) {
    return wrap(RSA, key);
  }

  /**
   * An EC key in SEC1.
   *
   * @throws IllegalArgumentException if it does not name its curve
   */
  static byte[] sec1ToPkcs8(byte[] key) {
    try {
      ByteBuffer fields = field(ByteBuffer.wrap(key), SEQUENCE);
      field(fields, INTEGER);
      field(fields, OCTET_STRING);
      ByteBuffer curve = field(fields, PARAMETERS);
      byte[] name = new byte[curve.remaining()];
      curve.get(name);
      return wrap(der(SEQUENCE, EC, name), key);
    } catch (BufferUnderflowException truncated) {
      throw new IllegalArgumentException(NAMELESS, truncated);
    }
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return der(SEQUENCE, VERSION_0, algorithm, der(OCTET_STRING, key));
  }

  /** The content of the next field, which must have this tag. */
  private static ByteBuffer field(ByteBuffer in, int tag) {
    if (Byte.toUnsignedInt(in.get()) != tag) {
      throw new IllegalArgumentException(NAMELESS);
    }
    int length = Byte.toUnsignedInt(in.get());
    if (length > 0x80) {
      int bytes = length - 0x80;
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = length << 8 | Byte.toUnsignedInt(in.get());
      }
    }
    ByteBuffer content = in.duplicate();
    content.limit(in.position() + length);
    in.position(content.limit());
    return content;
  }

  private static byte[] der(int tag, byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteBuffer out = ByteBuffer.allocate(length + 4);
    out.put((byte) tag);
    if (length < 0x80) {
      out.put((byte) length);
    } else if (length < 0x100) {
      out.put((byte) 0x81).put((byte) length);
    } else {
      out.put((byte) 0x82).putShort((short) length);
    }
    for (byte[] part : parts) {
      out.put(part);
    }
    return Arrays.copyOf(out.array(), out.position());
  }
}
