package io.poolwatch.importer;

import io.poolwatch.importer.ServerOptions.Option;
import java.time.Duration;
import java.util.OptionalInt;

/** Makes of {@code agent-check} and its like the settings of a server's agent. */
final class AgentReader {
  private static final String CHECK = "agent-check";
  private static final String INTER = "agent-inter";

  private final Losses losses;
  private final CheckTimes times;

  AgentReader(Losses losses, CheckTimes times) {
    this.losses = losses;
    this.times = times;
  }

  /**
   * Puts an agent into the settings of a server that has one.
   *
   * @param settings those of the server's check stand in it
   */
  void put(Settings settings, SectionSettings section, ServerOptions options) {
    if (!options.has(CHECK)) {
      return;
    }
    int line = options.line(CHECK, 0);
    String where = options.has("agent-addr") ? "agent-addr" : "addr";
    Endpoint own = Endpoint.of(options.value(where));
    String from = options.has("agent-port") ? "agent-port" : "port";
    OptionalInt port = Endpoint.port(options.value(from));
    if (port.isEmpty()) {
      losses.add(line, CHECK, "there is no port to ask at: the agent is left out");
      return;
    }
    settings.raw("agent.port", Integer.toString(port.getAsInt()), options.line(from, line));
    if (own.connectable()) {
      settings.quoted("agent.address", own.hostOnly(), options.line(where, line));
    }
    Duration inter = Times.read(options.value(INTER));
    if (inter != null) {
      settings.time("agent.inter", inter, options.line(INTER, line));
    }
    Option send = options.get("agent-send");
    if (send != null) {
      settings.quoted("agent.send", Bytes.text(send.value()).orElse(send.value()), send.line());
    }
    times.agent(settings, section, inter);
  }
}
