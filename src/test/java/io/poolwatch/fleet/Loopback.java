package io.poolwatch.fleet;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The 16 million addresses of 127.0.0.0/8 (RFC 1122, section 3.2.1.3), all of this machine. */
final class Loopback {
  private static final byte NETWORK = 127;

  private Loopback() {}

  /** The address with these bytes behind the first one. */
  static InetAddress address(int second, int third, int fourth) {
    try {
      return InetAddress.getByAddress(
          new byte[] {NETWORK, (byte) second, (byte) third, (byte) fourth});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
