package io.poolwatch.protocol;

import java.nio.charset.StandardCharsets;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Elements in the Basic Encoding Rules, as LDAP uses them: tags of one byte, definite lengths in
 * any of their forms, the longer ones with leading zeros too.
 *
 * <p>Source: ITU-T X.690, 8.1; RFC 4511, 5.1.
 */
final class Ber {
  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int ENUMERATED = 0x0a;
  static final int SEQUENCE = 0x30;

  /** {@link #size}: more bytes are needed to know it. */
  static final int UNKNOWN = -1;

  /** {@link #size}: this is no element, or one of more than {@link #LARGEST} bytes. */
  static final int MALFORMED = -2;

  /** No element of a reply is larger. */
  static final int LARGEST = 16 << 20;

  private static final int LONG_FORM = 0x80;
  private static final int MOST_LENGTH_BYTES = 4;
  private static final int MOST_INTEGER_BYTES = 4;

  private Ber() {}

  /** How many bytes the first element of the input has, tag and length included. */
  static int size(Input input) {
    if (input.length() < 2) {
      return UNKNOWN;
    }
    int first = input.at(1);
    if (first < LONG_FORM) {
      return 2 + first;
    }
    int lengthBytes = first - LONG_FORM;
    if (lengthBytes == 0 || lengthBytes > MOST_LENGTH_BYTES) {
      return MALFORMED;
    }
    if (input.length() < 2 + lengthBytes) {
      return UNKNOWN;
    }
    long length = 0;
    for (int i = 0; i < lengthBytes; i++) {
      length = (length << 8) | input.at(2 + i);
    }
    return length > LARGEST ? MALFORMED : 2 + lengthBytes + (int) length;
  }

  /** An element with these contents. */
  static ByteString element(int tag, ByteString... contents) {
    ByteString inside = ByteString.emptyByteString();
    for (ByteString content : contents) {
      inside = inside.concat(content);
    }
    return head(tag, inside.length()).concat(inside);
  }

  private static ByteString head(int tag, int length) {
    return length < LONG_FORM
        ? Octets.of(tag, length)
        : Octets.of(
            tag, LONG_FORM + MOST_LENGTH_BYTES, length >> 24, length >> 16, length >> 8, length);
  }

  /** A number from 0 to 127. */
  static ByteString integer(int small) {
    return element(INTEGER, Octets.of(small));
  }

  /** A text in UTF-8, under a tag of its own. */
  static ByteString text(int tag, String text) {
    return element(tag, ByteString.fromString(text));
  }

  /** Reads elements one after the other; what is malformed is null, never an exception. */
  static final class Reader {
    private final Input input = new Input();

    /**
     * @param contents the elements
     */
    Reader(byte[] contents) {
      input.add(ByteString.fromArrayUnsafe(contents));
    }

    /** The tag of the next element; -1 if there is none. */
    int tag() {
      return input.isEmpty() ? -1 : input.at(0);
    }

    /** The contents of the next element; null if it is not whole or has another tag. */
    byte @Nullable [] contents(int tag) {
      int size = tag() == tag ? size(input) : MALFORMED;
      if (size < 0 || size > input.length()) {
        return null;
      }
      int head = input.at(1) < LONG_FORM ? 2 : 2 + input.at(1) - LONG_FORM;
      input.skip(head);
      return input.take(size - head);
    }

    /** Reads what is inside the next element; null if it is not whole or has another tag. */
    @Nullable Reader inside(int tag) {
      byte[] contents = contents(tag);
      return contents == null ? null : new Reader(contents);
    }

    /** The next element as a number of at most 32 bits; -1 if it is none, or negative. */
    int number(int tag) {
      byte[] contents = contents(tag);
      if (contents == null || contents.length == 0 || contents.length > MOST_INTEGER_BYTES) {
        return -1;
      }
      int number = 0;
      for (byte octet : contents) {
        number = (number << 8) | (octet & 0xff);
      }
      return contents[0] < 0 ? -1 : number;
    }

    /** The next element as characters of Latin-1; null if it has another tag. */
    @Nullable String latin1(int tag) {
      byte[] contents = contents(tag);
      return contents == null ? null : new String(contents, StandardCharsets.ISO_8859_1);
    }
  }
}
