package io.poolwatch.config;

import com.typesafe.config.ConfigValue;
import io.poolwatch.model.HostPort;
import io.poolwatch.spec.SinksSpec;
import io.poolwatch.spec.SyslogSpec;
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
import org.jspecify.annotations.Nullable;

/** Reads who is told what happens: syslog, haproxy-agent. */
final class SinksReader {
  /** The key of the syslog targets. */
  static final String SYSLOG = "syslog";

  /** The key of the agent for HAProxy. */
  static final String AGENT = "haproxy-agent";

  static final Block SYSLOG_KEYS = Block.of("address", "facility", "level", "format");
  static final Block AGENT_KEYS = Block.of("host", "port");

  private static final int AGENT_PORT = 9707;
  private static final SettingType<Integer> PORT = Types.integer(0, 65_535);

  private final Settings root;

  /**
   * @param root the block {@code poolwatch}
   */
  SinksReader(Settings root) {
    this.root = root;
  }

  SinksSpec read() {
    List<SyslogSpec> syslog = new ArrayList<>();
    for (Settings target : root.list(SYSLOG)) {
      if (!target.isEmpty()) {
        syslog.add(syslog(target));
      }
    }
    return new SinksSpec(syslog, root.has(AGENT) ? agent(root.sub(AGENT)) : null);
  }

  private static SyslogSpec syslog(Settings target) {
    Destination to = target.get("address", Destination.TYPE, Destination.NOWHERE);
    return new SyslogSpec(
        to.transport(),
        to.address(),
        to.path(),
        target.orElse("facility", Types.word(Facility.class), Facility.LOCAL0, "the default"),
        target.orElse("level", Types.word(Severity.class), Severity.INFO, "the default"),
        target.orElse("format", Types.word(Format.class), Format.HAPROXY, "the default"));
  }

  private static InetSocketAddress agent(Settings agent) {
    InetAddress host =
        agent.orElse("host", Addresses.IP, InetAddress.getLoopbackAddress(), "the default");
    int port = agent.orElse("port", PORT, AGENT_PORT, "the default");
    return new InetSocketAddress(host, port);
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
            : new Destination(transport, Addresses.withPort(rest), null);
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
