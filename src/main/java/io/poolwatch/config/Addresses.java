package io.poolwatch.config;

import com.typesafe.config.ConfigValue;
import io.poolwatch.model.HostPort;
import io.poolwatch.spec.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The types of settings that hold addresses, ranges of them or names of hosts. */
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

  private static final Pattern BITS = Pattern.compile("\\d{1,9}");

  private Addresses() {}

  private static final class WithPort implements SettingType<HostPort> {
    @Override
    public HostPort read(ConfigValue value) throws InvalidSetting {
      return Host.parse(Types.scalar(value)).withPort();
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
        addresses.add(Host.parse(text).withPort());
      }
      return List.copyOf(addresses);
    }

    @Override
    public String show(List<HostPort> value) {
      return Text.brackets(value.stream().map(WITH_PORT::show).toList());
    }
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
      InetAddress address = Host.any(base, "10.0.0.0/8, fd00::/8");
      int all = address.getAddress().length * Byte.SIZE;
      String bits = slash < 0 ? Integer.toString(all) : text.substring(slash + 1);
      if (!BITS.matcher(bits).matches() || Integer.parseInt(bits) > all) {
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
      return Host.parse(Types.scalar(value));
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
      Host host = Host.parse(bareIpv6 ? "[" + text + "]" : text);
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
      Host.any(address, Listen.HINT);
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
      return Host.any(Bind.bare(Types.scalar(value).strip()), HINT);
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
      if (ipv6 || Host.isIpv4(text)) {
        return Host.parse(ipv6 ? "[" + text + "]" : text).literal().orElseThrow();
      }
      throw Host.notAnAddress(text, "an IP address without a port");
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
      if (Host.isIpv4(text) || text.indexOf(':') >= 0) {
        throw new InvalidSetting("must be a name, not " + Text.shortQuote(text), ifAddress);
      }
      if (!Host.isName(text)) {
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
