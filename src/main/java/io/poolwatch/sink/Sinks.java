package io.poolwatch.sink;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventLog;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.Level;
import io.poolwatch.net.AddressText;
import io.poolwatch.net.LineServer;
import io.poolwatch.pool.Board;
import io.poolwatch.spec.RuntimeApiSpec;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.spec.SinksSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who are told what happens beside standard output, from their start to their end. It is itself
 * an event log: that of standard output, and theirs behind it.
 */
public final class Sinks implements EventLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sinks.class);

  private final SinksSpec spec;
  private final String version;
  private final EventLog standard;
  private final ServiceSpec service;
  private final @Nullable SyslogSink syslog;
  private final @Nullable Histories histories;
  private final List<AutoCloseable> open = new ArrayList<>();
  private @Nullable RuntimeViews views;

  private Sinks(ServiceSpec service, String version, EventLog standard) {
    this.version = version;
    this.service = service;
    this.spec = service.sinks();
    this.standard = standard;
    this.syslog = spec.syslog().isEmpty() ? null : syslog(service, standard);
    this.histories = spec.runtimeApi() == null ? null : new Histories(System::nanoTime);
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
   * @param version of this program
   * @param standard where events go anyway
   */
  public static Sinks start(ServiceSpec service, String version, EventLog standard) {
    return new Sinks(service, version, standard);
  }

  /**
   * Opens those that answer.
   *
   * @param board what they answer from
   * @param control does what they are told to do
   * @param fleet says for which servers this node speaks where only one of a fleet shall
   * @return where they listen, by purpose
   * @throws IOException if an address can't be listened on; says which
   */
  public Map<String, String> open(Board board, RuntimeControl control, Fleet fleet)
      throws IOException {
    if (syslog != null) {
      syslog.speaksFor(fleet::speaksFor);
    }
    Map<String, String> ports = new LinkedHashMap<>();
    InetSocketAddress address = spec.haproxyAgent();
    if (address != null) {
      HaproxyAgent agent =
          listening(
              "haproxy-agent", AddressText.of(address), () -> HaproxyAgent.open(address, board));
      open.add(agent);
      ports.put("haproxy-agent", AddressText.of(agent.address()));
    }
    RuntimeApiSpec runtime = spec.runtimeApi();
    if (runtime != null && histories != null) {
      RuntimeViews made =
          new RuntimeViews(board, histories, service, control::initialWeight, System::nanoTime);
      views = made;
      openRuntime(runtime, new RuntimeCommands(made, control, runtime, info()), ports);
    }
    return ports;
  }

  private void openRuntime(
      RuntimeApiSpec runtime, RuntimeCommands commands, Map<String, String> ports)
      throws IOException {
    Path path = runtime.path();
    if (path != null) {
      open.add(
          listening(
              "runtime-api",
              path.toString(),
              () ->
                  LineServer.open(
                      "runtime-api",
                      path,
                      peer -> session(commands, peer, runtime.level(), true))));
      ports.put("runtime-api", path.toString());
    }
    InetSocketAddress address = runtime.address();
    if (address != null) {
      LineServer api =
          listening(
              "runtime-api",
              AddressText.of(address),
              () ->
                  LineServer.open(
                      "runtime-api",
                      address,
                      peer -> session(commands, peer, RuntimeApiSpec.Level.USER, false)));
      open.add(api);
      ports.put("runtime-api-tcp", AddressText.of((InetSocketAddress) api.address()));
    }
  }

  private RuntimeSession session(
      RuntimeCommands commands, LineServer.Peer peer, RuntimeApiSpec.Level level, boolean known) {
    return new RuntimeSession(commands, new RuntimeCall.Giver(peer.name(), level, known), this);
  }

  private String info() {
    return "Name: Poolwatch\nVersion: "
        + version
        + "\nNbproc: 1\nProcess_num: 1\nPid: "
        + ProcessHandle.current().pid()
        + "\nnode: "
        + service.node().name()
        + "\n";
  }

  private interface Opening<T> {
    T open() throws IOException;
  }

  private static <T> T listening(String what, String where, Opening<T> opening) throws IOException {
    try {
      return opening.open();
    } catch (IOException e) {
      throw new IOException(what + " can't listen on " + where + ": " + e.getMessage(), e);
    }
  }

  /** Goes on with another configuration; they themselves stay as they are. */
  public void use(ServiceSpec next) {
    if (syslog != null) {
      syslog.use(next.pools());
    }
    if (views != null) {
      views.use(next);
    }
  }

  @Override
  public boolean enabled(Level level) {
    return standard.enabled(level)
        || (syslog != null && syslog.enabled(level))
        || (histories != null && level != Level.DEBUG);
  }

  @Override
  public void emit(Event event) {
    standard.emit(event);
    if (histories != null) {
      histories.on(event);
    }
    if (syslog != null) {
      syslog.emit(event);
    }
  }

  @Override
  public void close() {
    for (AutoCloseable listener : open) {
      try {
        listener.close();
      } catch (Exception e) {
        LOG.warn("closing {}: {}", listener, e.getMessage());
      }
    }
    if (syslog != null) {
      syslog.close();
    }
  }
}
