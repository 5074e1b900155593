package io.poolwatch.importer;

import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address as HAProxy writes it.
 *
 * <p>Source: HAProxy, configuration manual, "Address formats", and {@code server}.
 *
 * @param host a name or an address without brackets; empty for any address
 * @param port the port; empty if there is none, or only one that is added to the client's
 * @param kind what it is an address of
 */
record Endpoint(String host, OptionalInt port, Kind kind) {
  private static final Pattern PREFIX = Pattern.compile("([a-z0-9+]+)@(.*)", Pattern.DOTALL);
  private static final Set<String> INTERNET =
      Set.of("ipv4", "ipv6", "tcp", "tcp4", "tcp6", "stream+ip", "stream+ipv4", "stream+ipv6");
  private static final Set<String> DATAGRAM = Set.of("udp", "udp4", "udp6", "dgram+ip");
  private static final Pattern PORT = Pattern.compile("\\d{1,5}");
  private static final int LAST_PORT = 65_535;

  /** What an address leads to. */
  enum Kind {
    TCP,
    UDP,
    /** A Unix socket, by its path. */
    UNIX,
    /** A descriptor, an abstract socket, a ring, QUIC and the like. */
    OTHER
  }

  /** Reads an address; one that can't be read is of the kind OTHER. */
  static Endpoint of(String text) {
    Matcher prefix = PREFIX.matcher(text);
    if (prefix.matches()) {
      String family = prefix.group(1);
      String rest = prefix.group(2);
      if (INTERNET.contains(family)) {
        return internet(rest, Kind.TCP);
      }
      if (DATAGRAM.contains(family)) {
        return internet(rest, Kind.UDP);
      }
      boolean unix = family.equals("unix") || family.equals("uxdg") || family.equals("uxst");
      return new Endpoint(unix ? rest : text, OptionalInt.empty(), unix ? Kind.UNIX : Kind.OTHER);
    }
    return text.startsWith("/")
        ? new Endpoint(text, OptionalInt.empty(), Kind.UNIX)
        : internet(text, Kind.TCP);
  }

  private static Endpoint internet(String text, Kind kind) {
    String host = text;
    OptionalInt port = OptionalInt.empty();
    int bracket = text.lastIndexOf(']');
    int colon = text.lastIndexOf(':');
    if (colon > bracket) {
      host = text.substring(0, colon);
      port = port(text.substring(colon + 1));
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return new Endpoint(host.equals("*") ? "" : host, port, kind);
  }

  /** A port from 1 on; empty if the text is none. */
  static OptionalInt port(String text) {
    if (!PORT.matcher(text).matches()) {
      return OptionalInt.empty();
    }
    int port = Integer.parseInt(text);
    return port >= 1 && port <= LAST_PORT ? OptionalInt.of(port) : OptionalInt.empty();
  }

  /** Whether it names one machine of the Internet. */
  boolean connectable() {
    return kind == Kind.TCP && !host.isEmpty() && !host.equals("0.0.0.0") && !host.equals("::");
  }

  /** Whether the machine is named rather than numbered. */
  boolean named() {
    return host.indexOf(':') < 0 && !host.matches("[0-9.]+");
  }

  /** As Poolwatch writes it, at a port. */
  String at(int anyPort) {
    return hostOnly() + ":" + anyPort;
  }

  /** As Poolwatch writes it, without a port. */
  String hostOnly() {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }
}
