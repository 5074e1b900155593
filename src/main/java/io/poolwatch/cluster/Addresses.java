package io.poolwatch.cluster;

import java.util.Comparator;
import java.util.regex.Pattern;

/** The order of addresses that breaks ties, the same on every node. */
final class Addresses {
  /** Of texts {@code HOST:PORT}: by host, then by port as a number. */
  static final Comparator<String> ORDER =
      Comparator.comparing(Addresses::host).thenComparingInt(Addresses::port);

  private static final Pattern FORM = Pattern.compile("[^\\s/@?#]+:[0-9]{1,5}");

  private Addresses() {}

  /**
   * Takes a text for an address.
   *
   * @throws IllegalArgumentException unless it is {@code HOST:PORT}, without space or slash
   */
  static void require(String address) {
    if (!FORM.matcher(address).matches()) {
      throw new IllegalArgumentException("no HOST:PORT");
    }
  }

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
