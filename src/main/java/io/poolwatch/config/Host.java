package io.poolwatch.config;

import io.poolwatch.model.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host as it is configured: {@code IP:port}, {@code [IPv6]:port}, {@code name:port}, or one of
 * these without the port. Its name is never looked up.
 *
 * @param name the name or the address in its textual form, without brackets
 * @param literal the address, if it is one
 * @param port the port behind it, if there is one
 */
record Host(String name, Optional<InetAddress> literal, OptionalInt port) {
  private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

  /** Labels of letters, digits, dashes and underscores; the last not all digits (RFC 1123, 2.1). */
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*"
              + "(?!\\d+\\.?$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.?");

  private static final Pattern BRACKETED = Pattern.compile("\\[([^\\[\\]]*)](?::(.*))?");
  private static final Pattern DIGITS = Pattern.compile("\\d{1,9}");
  private static final int LAST_PORT = 65_535;

  /** The address that a text is, without brackets; empty if it is none. Never looks a name up. */
  static Optional<InetAddress> literal(String host) {
    try {
      return host.indexOf(':') >= 0 ? Optional.of(ipv6(host)) : ipv4OrName(host);
    } catch (InvalidSetting e) {
      return Optional.empty();
    }
  }

  /** The name in a Host header, without port; null if it holds none. */
  static @Nullable String nameIn(String hostHeader) {
    try {
      Host host = parse(hostHeader);
      return host.literal().isPresent() ? null : host.name();
    } catch (InvalidSetting e) {
      // Whatever it is that the check sends there, it is no name that a certificate can carry.
      return null;
    }
  }

  /** The host that a text is. */
  static Host parse(String written) throws InvalidSetting {
    String text = written.strip();
    Matcher bracketed = BRACKETED.matcher(text);
    if (bracketed.matches()) {
      String port = bracketed.group(2);
      InetAddress address = ipv6(bracketed.group(1));
      return new Host(
          bracketed.group(1),
          Optional.of(address),
          port == null ? OptionalInt.empty() : OptionalInt.of(port(port)));
    }
    int colon = text.indexOf(':');
    if (colon != text.lastIndexOf(':')) {
      throw new InvalidSetting(
          Text.shortQuote(text) + " is not an address",
          "an IPv6 address stands in brackets: \"[::1]:80\"");
    }
    String host = colon < 0 ? text : text.substring(0, colon);
    OptionalInt port =
        colon < 0 ? OptionalInt.empty() : OptionalInt.of(port(text.substring(colon + 1)));
    return new Host(host, ipv4OrName(host), port);
  }

  /** The destination at this host. */
  HostPort at(int anyPort) {
    return new HostPort(name, anyPort, literal);
  }

  /** The destination that it is, if it has a port. */
  HostPort withPort() throws InvalidSetting {
    if (port.isEmpty()) {
      throw new InvalidSetting(
          Text.shortQuote(name) + " has no port", "IP:port, [IPv6]:port or name:port");
    }
    return at(port.getAsInt());
  }

  private static int port(String text) throws InvalidSetting {
    int port = DIGITS.matcher(text).matches() ? Integer.parseInt(text) : -1;
    if (port < 1 || port > LAST_PORT) {
      throw new InvalidSetting(
          "the port must be a number from 1 to 65535, not " + Text.shortQuote(text), "");
    }
    return port;
  }

  private static Optional<InetAddress> ipv4OrName(String host) throws InvalidSetting {
    if (IPV4.matcher(host).matches()) {
      byte[] bytes = new byte[4];
      String[] parts = host.split("\\.", -1);
      for (int i = 0; i < bytes.length; i++) {
        int part = Integer.parseInt(parts[i]);
        if (part > 255) {
          throw notAnAddress(host, "each part of an IPv4 address is at most 255");
        }
        bytes[i] = (byte) part;
      }
      return Optional.of(usable(host, bytes));
    }
    if (!NAME.matcher(host).matches()) {
      throw notAnAddress(host, "IP:port, [IPv6]:port or name:port");
    }
    return Optional.empty();
  }

  /**
   * The address that a text is, 0.0.0.0 as well.
   *
   * @param hint what to write instead
   */
  static InetAddress any(String text, String hint) throws InvalidSetting {
    try {
      if (IPV4.matcher(text).matches()) {
        return InetAddress.getByName(text);
      }
      if (text.indexOf(':') >= 0) {
        // With brackets the JDK takes it for a literal and never asks a name server.
        return InetAddress.getByName("[" + text + "]");
      }
    } catch (UnknownHostException e) {
      throw notAnAddress(text, hint);
    }
    throw notAnAddress(text, hint);
  }

  private static InetAddress usable(String text, byte[] bytes) throws InvalidSetting {
    try {
      return usable(text, InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw notAnAddress(text, "");
    }
  }

  private static InetAddress ipv6(String text) throws InvalidSetting {
    if (text.indexOf(':') < 0) {
      throw notAnAddress(text, "brackets hold an IPv6 address");
    }
    try {
      // With brackets the JDK takes it for a literal and never asks a name server.
      return usable(text, InetAddress.getByName("[" + text + "]"));
    } catch (UnknownHostException e) {
      throw notAnAddress(text, "brackets hold an IPv6 address");
    }
  }

  private static InetAddress usable(String text, InetAddress address) throws InvalidSetting {
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      throw new InvalidSetting(text + " is not the address of one machine", "");
    }
    return address;
  }

  /** What is said of a text that is none. */
  static InvalidSetting notAnAddress(String text, String hint) {
    return new InvalidSetting(Text.shortQuote(text) + " is not an address", hint);
  }

  /** Whether a text has the form of an IPv4 address. */
  static boolean isIpv4(String text) {
    return IPV4.matcher(text).matches();
  }

  /** Whether a text is a name that a host may have. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
