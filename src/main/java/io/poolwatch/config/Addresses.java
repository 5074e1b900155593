package io.poolwatch.config;

import com.typesafe.config.ConfigValue;
import io.poolwatch.model.HostPort;
import io.poolwatch.spec.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads addresses: {@code IP:port}, {@code [IPv6]:port}, {@code name:port}. Never looks a name up.
 */
final class Addresses {
  /** An address with its port. */
  static final SettingType<HostPort> WITH_PORT = new WithPort();

  /** A name that a certificate can carry. */
  static final SettingType<String> NAME_ONLY =
      new NameOnly("leave it out, and the certificate must carry the IP address");

  /** A name that many certificates carry, and that is nobody's address. */
  static final SettingType<String> SHARED_NAME =
      new NameOnly("a DNS name that the certificates of all nodes carry");

  /** An address with or without a port. */
  static final SettingType<Host> HOST = new HostOnly();

  /** A name or an address without a port, in its textual form. */
  static final SettingType<String> HOST_ALONE = new HostAlone();

  /** An IP address of this machine, or the one that stands for all of them, in textual form. */
  static final SettingType<String> BIND = new Bind();

  /** The same as an address: where something listens. */
  static final SettingType<InetAddress> LISTEN = new Listen();

  /** A list of addresses with their ports. */
  static final SettingType<List<HostPort>> LIST = new ListWithPorts();

  /** A list of address ranges: {@code 10.0.0.0/8}, or an address for itself. */
  static final SettingType<List<AddressRange>> RANGES = new RangeList();

  /** An IP address alone. */
  static final SettingType<InetAddress> IP = new IpOnly();

  private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

  /** Labels of letters, digits, dashes and underscores; the last not all digits (RFC 1123, 2.1). */
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*"
              + "(?!\\d+\\.?$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.?");

  private static final Pattern BRACKETED = Pattern.compile("\\[([^\\[\\]]*)](?::(.*))?");
  private static final Pattern DIGITS = Pattern.compile("\\d{1,9}");
  private static final int LAST_PORT = 65_535;

  private Addresses() {}

  /**
   * A host as it was configured.
   *
   * @param name the name or the address in its textual form, without brackets
   * @param literal the address, if it is one
   * @param port the port behind it, if there is one
   */
  record Host(String name, Optional<InetAddress> literal, OptionalInt port) {

    /** The destination at this host. */
    HostPort at(int anyPort) {
      return new HostPort(name, anyPort, literal);
    }
  }

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

  private static Host parse(String written) throws InvalidSetting {
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

  /** Any of them will do, 0.0.0.0 as well. With brackets the JDK never asks a name server. */
  private static InetAddress any(String text, String hint) throws InvalidSetting {
    try {
      if (IPV4.matcher(text).matches()) {
        return InetAddress.getByName(text);
      }
      if (text.indexOf(':') >= 0) {
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

  private static InvalidSetting notAnAddress(String text, String hint) {
    return new InvalidSetting(Text.shortQuote(text) + " is not an address", hint);
  }

  private static final class WithPort implements SettingType<HostPort> {
    @Override
    public HostPort read(ConfigValue value) throws InvalidSetting {
      return withPort(parse(Types.scalar(value)));
    }

    @Override
    public String show(HostPort value) {
      return Text.quote(value.toString());
    }
  }

  private static final class ListWithPorts implements SettingType<List<HostPort>> {
    @Override
    public List<HostPort> read(ConfigValue value) throws InvalidSetting {
      List<HostPort> addresses = new ArrayList<>();
      for (String text : Types.texts().read(value)) {
        addresses.add(withPort(parse(text)));
      }
      return List.copyOf(addresses);
    }

    @Override
    public String show(List<HostPort> value) {
      return Text.brackets(value.stream().map(WITH_PORT::show).toList());
    }
  }

  /** An address with its port as a text. */
  static HostPort withPort(String text) throws InvalidSetting {
    return withPort(parse(text));
  }

  private static HostPort withPort(Host host) throws InvalidSetting {
    if (host.port().isEmpty()) {
      throw new InvalidSetting(
          Text.shortQuote(host.name()) + " has no port", "IP:port, [IPv6]:port or name:port");
    }
    return host.at(host.port().getAsInt());
  }

  private static final class RangeList implements SettingType<List<AddressRange>> {
    @Override
    public List<AddressRange> read(ConfigValue value) throws InvalidSetting {
      List<AddressRange> ranges = new ArrayList<>();
      for (String text : Types.texts().read(value)) {
        ranges.add(range(text.strip()));
      }
      return List.copyOf(ranges);
    }

    private static AddressRange range(String text) throws InvalidSetting {
      int slash = text.indexOf('/');
      String base = slash < 0 ? text : text.substring(0, slash);
      InetAddress address = any(base, "10.0.0.0/8, fd00::/8");
      int all = address.getAddress().length * Byte.SIZE;
      String bits = slash < 0 ? Integer.toString(all) : text.substring(slash + 1);
      if (!DIGITS.matcher(bits).matches() || Integer.parseInt(bits) > all) {
        throw new InvalidSetting(
            Text.shortQuote(text) + " is not a range of addresses", "10.0.0.0/8, fd00::/8");
      }
      return new AddressRange(address, Integer.parseInt(bits));
    }

    @Override
    public String show(List<AddressRange> value) {
      return Text.brackets(value.stream().map(range -> Text.quote(range.toString())).toList());
    }
  }

  private static final class HostOnly implements SettingType<Host> {
    @Override
    public Host read(ConfigValue value) throws InvalidSetting {
      return parse(Types.scalar(value));
    }

    @Override
    public String show(Host value) {
      if (value.port().isPresent()) {
        return Text.quote(value.at(value.port().getAsInt()).toString());
      }
      return Text.quote(value.name());
    }
  }

  private static final class HostAlone implements SettingType<String> {
    @Override
    public String read(ConfigValue value) throws InvalidSetting {
      String text = Types.scalar(value).strip();
      boolean bareIpv6 = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
      Host host = parse(bareIpv6 ? "[" + text + "]" : text);
      if (host.port().isPresent()) {
        throw new InvalidSetting("must be a host without a port", "");
      }
      return host.name();
    }

    @Override
    public String show(String value) {
      return Text.quote(value);
    }
  }

  private static final class Bind implements SettingType<String> {
    @Override
    public String read(ConfigValue value) throws InvalidSetting {
      String address = bare(Types.scalar(value).strip());
      any(address, Listen.HINT);
      return address;
    }

    static String bare(String text) {
      boolean bracketed = text.startsWith("[") && text.endsWith("]");
      return bracketed ? text.substring(1, text.length() - 1) : text;
    }

    @Override
    public String show(String value) {
      return Text.quote(value);
    }
  }

  private static final class Listen implements SettingType<InetAddress> {
    static final String HINT = "an IP address of this machine, or 0.0.0.0";

    @Override
    public InetAddress read(ConfigValue value) throws InvalidSetting {
      return any(Bind.bare(Types.scalar(value).strip()), HINT);
    }

    @Override
    public String show(InetAddress value) {
      return Text.quote(value.getHostAddress());
    }
  }

  private static final class IpOnly implements SettingType<InetAddress> {
    @Override
    public InetAddress read(ConfigValue value) throws InvalidSetting {
      String text = Types.scalar(value).strip();
      boolean ipv6 = text.indexOf(':') != text.lastIndexOf(':');
      if (ipv6 || IPV4.matcher(text).matches()) {
        return parse(ipv6 ? "[" + text + "]" : text).literal().orElseThrow();
      }
      throw notAnAddress(text, "an IP address without a port");
    }

    @Override
    public String show(InetAddress value) {
      return Text.quote(value.getHostAddress());
    }
  }

  private record NameOnly(String ifAddress) implements SettingType<String> {
    @Override
    public String read(ConfigValue value) throws InvalidSetting {
      String text = Types.scalar(value).strip();
      if (IPV4.matcher(text).matches() || text.indexOf(':') >= 0) {
        throw new InvalidSetting("must be a name, not " + Text.shortQuote(text), ifAddress);
      }
      if (!NAME.matcher(text).matches()) {
        throw new InvalidSetting(Text.shortQuote(text) + " is not a host name", "");
      }
      return text;
    }

    @Override
    public String show(String value) {
      return Text.quote(value);
    }
  }
}
