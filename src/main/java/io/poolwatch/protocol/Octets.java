package io.poolwatch.protocol;

import org.apache.pekko.util.ByteString;

/** Bytes as protocols' documents write them. */
final class Octets {

  private Octets() {}

  /** One byte each, of which the lowest eight bits count. */
  static ByteString of(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return ByteString.fromArrayUnsafe(bytes);
  }

  /** The two bytes of a number, the high one first. */
  static ByteString int16(int number) {
    return of(number >> 8, number);
  }
}
