package io.poolwatch.spec;

import java.net.InetAddress;

/**
 * Addresses that begin with the same bits: a CIDR block (RFC 4632, 3.1).
 *
 * @param base one of them
 * @param bits how many bits they share; 0 to 32 or to 128
 */
public record AddressRange(InetAddress base, int bits) {

  /** Whether an address is one of them; never of another family. */
  public boolean holds(InetAddress address) {
    byte[] ours = base.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return base.getHostAddress() + "/" + bits;
  }
}
