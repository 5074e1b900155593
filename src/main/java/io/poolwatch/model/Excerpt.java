package io.poolwatch.model;

import java.nio.charset.StandardCharsets;
import org.apache.pekko.util.ByteString;

/** Shows bytes that came from a peer in a message: in quotes, escaped, cut. */
public final class Excerpt {
  /** More bytes than this are cut. */
  static final int MOST = 64;

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private Excerpt() {}

  /** The first bytes of a reply: {@code '-ERR unknown\r\n'}, with {@code …} where it was cut. */
  public static String of(byte[] data, int length) {
    int shown = Math.min(length, MOST);
    StringBuilder out = new StringBuilder(shown + 8).append('\'');
    for (int i = 0; i < shown; i++) {
      append(out, data[i] & 0xff);
    }
    return out.append(length > shown ? "…'" : "'").toString();
  }

  /** The first bytes of a reply and how many it has: {@code 'NO' (2 bytes)}. */
  public static String withSize(byte[] data, int length) {
    return of(data, length) + " (" + bytes(length) + ")";
  }

  /** {@code 1 byte}, {@code 2 bytes}. */
  public static String bytes(long count) {
    return count == 1 ? "1 byte" : count + " bytes";
  }

  /** The first bytes of what came. */
  public static String of(ByteString bytes) {
    byte[] first = bytes.take(MOST + 1).toArray();
    return of(first, first.length);
  }

  /** The first bytes of what came, escaped, but neither in quotes nor marked where it was cut. */
  public static String bare(ByteString bytes, int most) {
    byte[] first = bytes.take(most).toArray();
    StringBuilder out = new StringBuilder(first.length + 8);
    for (byte octet : first) {
      append(out, octet & 0xff);
    }
    return out.toString();
  }

  /** The beginning of a text of Latin-1 characters. */
  public static String of(String latin1) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return of(bytes, bytes.length);
  }

  private static void append(StringBuilder out, int octet) {
    switch (octet) {
      case '\r' -> out.append("\\r");
      case '\n' -> out.append("\\n");
      case '\t' -> out.append("\\t");
      case '\\' -> out.append("\\\\");
      case '\'' -> out.append("\\'");
      default -> {
        if (octet >= ' ' && octet < 0x7f) {
          out.append((char) octet);
        } else {
          out.append("\\x").append(HEX[octet >> 4]).append(HEX[octet & 15]);
        }
      }
    }
  }
}
