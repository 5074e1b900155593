package io.poolwatch.sink;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventLog;
import io.poolwatch.model.Level;
import io.poolwatch.pool.Board;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.spec.SinksSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All who are told what happens beside standard output, from their start to their end. It is itself
 * an event log: that of standard output, and theirs behind it.
 */
public final class Sinks implements EventLog, AutoCloseable {
  private final SinksSpec spec;
  private final EventLog standard;
  private final @Nullable SyslogSink syslog;
  private @Nullable HaproxyAgent agent;

  private Sinks(ServiceSpec service, EventLog standard) {
    this.spec = service.sinks();
    this.standard = standard;
    this.syslog = spec.syslog().isEmpty() ? null : syslog(service, standard);
  }

  private static SyslogSink syslog(ServiceSpec service, EventLog standard) {
    SyslogSink sink =
        SyslogSink.start(
            service.sinks().syslog(),
            new SyslogMessages(
                service.node().name(), ProcessHandle.current().pid(), ZoneId.systemDefault()),
            standard,
            InstantSource.system());
    sink.use(service.pools());
    return sink;
  }

  /**
   * Those that only listen to events.
   *
   * @param standard where events go anyway
   */
  public static Sinks start(ServiceSpec service, EventLog standard) {
    return new Sinks(service, standard);
  }

  /**
   * Opens those that answer.
   *
   * @param board what they answer from
   * @return where they listen, by purpose
   * @throws IOException if an address can't be listened on; says which
   */
  public Map<String, String> open(Board board) throws IOException {
    Map<String, String> ports = new LinkedHashMap<>();
    InetSocketAddress address = spec.haproxyAgent();
    if (address != null) {
      agent = openAgent(address, board);
      ports.put("haproxy-agent", text(agent.address()));
    }
    return ports;
  }

  private static HaproxyAgent openAgent(InetSocketAddress address, Board board) throws IOException {
    try {
      return HaproxyAgent.open(address, board);
    } catch (IOException e) {
      throw new IOException(
          "haproxy-agent can't listen on " + text(address) + ": " + e.getMessage(), e);
    }
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  /** Goes on with another configuration; they themselves stay as they are. */
  public void use(ServiceSpec service) {
    if (syslog != null) {
      syslog.use(service.pools());
    }
  }

  @Override
  public boolean enabled(Level level) {
    return standard.enabled(level) || (syslog != null && syslog.enabled(level));
  }

  @Override
  public void emit(Event event) {
    standard.emit(event);
    if (syslog != null) {
      syslog.emit(event);
    }
  }

  @Override
  public void close() {
    if (agent != null) {
      agent.close();
    }
    if (syslog != null) {
      syslog.close();
    }
  }
}
