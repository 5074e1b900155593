package io.poolwatch.config;

import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.HealthRule;
import io.poolwatch.model.InitState;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.model.Schedule;
import io.poolwatch.model.Timeouts;
import io.poolwatch.protocol.AgentCheck;
import io.poolwatch.spec.CheckSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.OptionalInt;

/**
 * Reads the block {@code agent} of a server, or of a pool's servers: how its agent is asked. That
 * goes over plain TCP, whatever the traffic uses, with the deadlines of the checks.
 *
 * <p>Source: HAProxy, configuration manual, {@code agent-check}; its rise and fall are always 1,
 * and an agent that never spoke has nothing against its server.
 */
final class AgentReader {
  /** The name of the block. */
  static final String NAME = CheckSpec.AGENT;

  static final Block KEYS =
      Block.of("address", "port", "inter", "spread-checks", "send").with("timeout", Schema.TIMEOUT);

  private static final Duration INTER = Duration.ofSeconds(2);
  private static final HealthRule HEALTH = new HealthRule(1, 1, InitState.FULLY_UP);

  /** More than any line needs; as much as HAProxy reads. */
  private static final int BUDGET = 16 * 1024;

  private AgentReader() {}

  /**
   * Reads it; its facts are those of the settings' context.
   *
   * @param server the settings of a server
   */
  static CheckTemplate read(Settings server) {
    Settings agent = server.sub(NAME);
    Settings check = server.sub("check");
    Host host = agent.get("address", Addresses.HOST);
    Integer port = agent.get("port", CheckReader.PORT);
    boolean known = agent.has("port") || (host != null && host.port().isPresent());
    if (!known && !agent.isEmpty()) {
      agent.error("port", "must be set", "port = 8081");
    }
    Duration inter = agent.orElse("inter", CheckReader.TIME, INTER, "");
    int spread = agent.orElse("spread-checks", CheckReader.PERCENT, 0, "");
    Timeouts timeouts = CheckReader.timeouts(agent.sub("timeout").before(check.sub("timeout")));
    Transport transport =
        new Transport(
            null, ProxyHeader.NONE, server.sub("transport").get("source-address", Addresses.IP));
    AgentCheck asking =
        new AgentCheck(Sent.text(agent, "send"), Sent.fromEnvironment(agent.find("send")));
    Facts facts = server.context().facts();
    return new CheckTemplate(
        NAME,
        host,
        port == null ? OptionalInt.empty() : OptionalInt.of(port),
        false,
        transport,
        null,
        new ProtocolProbe(NAME, asking, null, false),
        new Schedule(inter, inter, inter, spread),
        HEALTH,
        timeouts,
        ClosePolicy.GRACEFUL,
        BUDGET,
        check.get("log-health-checks", Types.FLAG, false),
        agent,
        Digest.of(facts.canonical()),
        Digest.of(facts.confidential()),
        new HashMap<>());
  }
}
