package io.poolwatch.config;

import com.typesafe.config.ConfigValue;
import io.poolwatch.config.ConfigFiles.NamedFile;
import io.poolwatch.model.HostPort;
import io.poolwatch.spec.AddressRange;
import io.poolwatch.spec.RuntimeApiSpec;
import io.poolwatch.spec.RuntimeApiSpec.Level;
import io.poolwatch.spec.SinksSpec;
import io.poolwatch.spec.SyslogSpec;
import io.poolwatch.spec.SyslogSpec.Emit;
import io.poolwatch.spec.SyslogSpec.Facility;
import io.poolwatch.spec.SyslogSpec.Format;
import io.poolwatch.spec.SyslogSpec.Severity;
import io.poolwatch.spec.SyslogSpec.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads who is told what happens: syslog, haproxy-agent. */
final class SinksReader {
  /** The key of the syslog targets. */
  static final String SYSLOG = "syslog";

  /** The key of the agent for HAProxy. */
  static final String AGENT = "haproxy-agent";

  /** The key of the runtime commands. */
  static final String RUNTIME = "runtime-api";

  static final Block RUNTIME_KEYS = Block.of("path", "address", "level", "allow-addresses");
  static final Block SYSLOG_KEYS = Block.of("address", "facility", "level", "format", "emit");
  static final Block AGENT_KEYS = Block.of("host", "port");

  private static final int AGENT_PORT = 9707;
  private static final SettingType<Integer> PORT = Types.integer(0, 65_535);

  private final Settings root;
  private final ConfigFiles files;

  /**
   * @param root the block {@code poolwatch}
   */
  SinksReader(Settings root, ConfigFiles files) {
    this.root = root;
    this.files = files;
  }

  SinksSpec read() {
    List<SyslogSpec> syslog = new ArrayList<>();
    for (Settings target : root.list(SYSLOG)) {
      if (!target.isEmpty()) {
        syslog.add(syslog(target));
      }
    }
    return new SinksSpec(
        syslog,
        root.has(AGENT) ? agent(root.sub(AGENT)) : null,
        root.has(RUNTIME) ? runtime(root.sub(RUNTIME)) : null,
        root.has(ApiReader.NAME) ? new ApiReader(root.sub(ApiReader.NAME), files).read() : null);
  }

  private static SyslogSpec syslog(Settings target) {
    Destination to = target.get("address", Destination.TYPE, Destination.NOWHERE);
    return new SyslogSpec(
        to.transport(),
        to.address(),
        to.path(),
        target.orElse("facility", Types.word(Facility.class), Facility.LOCAL0, "the default"),
        target.orElse("level", Types.word(Severity.class), Severity.INFO, "the default"),
        target.orElse("format", Types.word(Format.class), Format.HAPROXY, "the default"),
        target.orElse("emit", Types.word(Emit.class), Emit.ONE, "the default"));
  }

  private static InetSocketAddress agent(Settings agent) {
    InetAddress host =
        agent.orElse("host", Addresses.IP, InetAddress.getLoopbackAddress(), "the default");
    int port = agent.orElse("port", PORT, AGENT_PORT, "the default");
    return new InetSocketAddress(host, port);
  }

  private RuntimeApiSpec runtime(Settings api) {
    NamedFile path = api.get("path", files.type);
    HostPort address = api.get("address", Addresses.WITH_PORT);
    if (path == null && address == null && !api.has("path") && !api.has("address")) {
      api.error("path", "must be set, or address", "commands are taken on a socket of theirs");
    }
    Level level = api.orElse("level", Types.word(Level.class), Level.USER, "the default");
    if (level != Level.USER && path == null) {
      api.error("level", "is that of path, which is not set", "over TCP commands only show");
    }
    return new RuntimeApiSpec(
        path == null ? null : path.path(),
        loopback(api, address),
        level,
        api.has("allow-addresses") ? ranges(api) : List.of());
  }

  private static @Nullable InetSocketAddress loopback(Settings api, @Nullable HostPort address) {
    if (address == null) {
      return null;
    }
    Optional<InetAddress> literal = address.literal();
    if (literal.isEmpty() || !literal.get().isLoopbackAddress()) {
      api.error("address", address + " is not loopback", "\"127.0.0.1:9999\", \"[::1]:9999\"");
      return null;
    }
    return new InetSocketAddress(literal.get(), address.port());
  }

  private static List<AddressRange> ranges(Settings api) {
    return api.get("allow-addresses", Addresses.RANGES, List.of());
  }

  /**
   * A target as HAProxy writes it: {@code address:port}, {@code udp@…}, {@code tcp@…}, or the path
   * of a Unix socket.
   */
  private record Destination(Transport transport, @Nullable HostPort address, @Nullable Path path) {
    static final Destination NOWHERE = new Destination(Transport.UNIX, null, Path.of("/dev/null"));
    static final SettingType<Destination> TYPE = new Type();

    private static final Map<String, Transport> PREFIXES =
        Map.of("udp", Transport.UDP, "tcp", Transport.TCP, "unix", Transport.UNIX);

    private static final class Type implements SettingType<Destination> {
      @Override
      public Destination read(ConfigValue value) throws InvalidSetting {
        String text = Types.scalar(value).strip();
        if (text.startsWith("/")) {
          return unix(text);
        }
        int at = text.indexOf('@');
        Transport transport = at < 0 ? Transport.UDP : PREFIXES.get(text.substring(0, at));
        if (transport == null) {
          throw new InvalidSetting(
              Text.shortQuote(text) + " is no syslog target",
              "address:port, udp@address:port, tcp@address:port or the path of a socket");
        }
        String rest = text.substring(at + 1);
        return transport == Transport.UNIX
            ? unix(rest)
            : new Destination(transport, Host.parse(rest).withPort(), null);
      }

      private static Destination unix(String text) throws InvalidSetting {
        try {
          return new Destination(Transport.UNIX, null, Path.of(text));
        } catch (InvalidPathException e) {
          throw new InvalidSetting(Text.shortQuote(text) + " is no file name", "");
        }
      }

      @Override
      public String show(Destination value) {
        return Text.quote(
            value.path() != null
                ? value.path().toString()
                : Types.word(value.transport()) + "@" + value.address());
      }
    }
  }
}
