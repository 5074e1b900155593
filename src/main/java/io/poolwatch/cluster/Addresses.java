package io.poolwatch.cluster;

import java.util.Comparator;

/** The order of addresses that breaks ties, the same on every node. */
final class Addresses {
  /** Of texts {@code HOST:PORT}: by host, then by port as a number. */
  static final Comparator<String> ORDER =
      Comparator.comparing(Addresses::host).thenComparingInt(Addresses::port);

  private Addresses() {}

  /** What stands before the last colon. */
  static String host(String address) {
    int colon = address.lastIndexOf(':');
    return colon < 0 ? address : address.substring(0, colon);
  }

  /** The number behind the last colon. */
  static int port(String address) {
    int colon = address.lastIndexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(address.substring(colon + 1));
  }
}
