package io.poolwatch.model;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A configured destination: an IP address or a name that still has to be resolved, and a port.
 *
 * @param host the IP address in its textual form without brackets, or the name
 * @param port TCP port, 1 to 65535
 * @param literal the address if {@code host} is an IP literal; empty for a name
 */
public record HostPort(String host, int port, Optional<InetAddress> literal) {

  /** Whether the host is a name, so that an address must be looked up before a probe. */
  public boolean isName() {
    return literal.isEmpty();
  }

  /** {@code host:port}, an IPv6 literal in brackets. */
  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
