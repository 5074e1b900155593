package io.poolwatch.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** IP addresses as text, without a lookup, a name or an interface's scope. */
public final class AddressText {
  private AddressText() {}

  /** The literal address. */
  public static String of(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }

  /** {@code address:port}, an IPv6 address in brackets. */
  public static String of(InetSocketAddress endpoint) {
    String address = of(endpoint.getAddress());
    return address.indexOf(':') < 0
        ? address + ":" + endpoint.getPort()
        : "[" + address + "]:" + endpoint.getPort();
  }
}
