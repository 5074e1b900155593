package io.poolwatch.sink;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.HostPort;
import io.poolwatch.sink.ServerView.CheckView;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code show servers state}: version 1 of HAProxy's format.
 *
 * <p>Source: HAProxy, management guide, {@code show servers state}; the reference, section 12.2.
 */
final class ServersState {
  private static final String HEAD =
      "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight"
          + " srv_iweight srv_time_since_last_change srv_check_status srv_check_result"
          + " srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id"
          + " srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr"
          + " srv_agent_addr srv_agent_port\n";

  private static final String NONE = "-";

  private static final int FORCED_MAINT = 0x01;
  private static final int INHERITED_MAINT = 0x02;
  private static final int CONFIGURED_MAINT = 0x04;
  private static final int FORCED_DRAIN = 0x08;
  private static final int INHERITED_DRAIN = 0x10;

  private static final int CONFIGURED = 0x02;
  private static final int ENABLED = 0x04;
  private static final int PAUSED = 0x08;
  private static final int AGENT = 0x10;

  private ServersState() {}

  /** The whole answer. */
  static String of(List<PoolView> pools) {
    StringBuilder text = new StringBuilder(HEAD);
    for (PoolView pool : pools) {
      int number = 0;
      for (PoolView.Member member : pool.members()) {
        number++;
        text.append(line(pool, number, member)).append('\n');
      }
    }
    return text.append('\n').toString();
  }

  private static String line(PoolView pool, int number, PoolView.Member member) {
    ServerView server = member.server();
    HostPort address = server.address();
    StringJoiner line = new StringJoiner(" ");
    add(line, pool.number(), pool.name(), number, server.id().server());
    add(line, address.isName() ? NONE : address.host(), operational(server), admin(server));
    add(line, server.weight(), server.initialWeight(), member.history().sinceChangeSeconds());
    add(line, status(server.check()), result(server.check()), health(server.check()));
    add(line, checkState(server), agentState(server.agent()), 0, 0);
    add(line, address.isName() ? address.host() : NONE, address.port(), NONE);
    add(line, pool.secure(server) ? 1 : 0, 0, NONE, NONE, 0);
    return line.toString();
  }

  private static void add(StringJoiner line, Object... fields) {
    for (Object field : fields) {
      line.add(field.toString());
    }
  }

  private static int operational(ServerView server) {
    if (server.maintained()) {
      return 0;
    }
    return switch (server.state()) {
      case DOWN -> 0;
      case STOPPING -> 3;
      case UP, UNKNOWN -> 2;
    };
  }

  private static int admin(ServerView server) {
    int flags = 0;
    if (server.operator() == AdminState.MAINT || server.agentWants() == AdminState.MAINT) {
      flags |= FORCED_MAINT;
    }
    if (server.spec().admin() == AdminState.MAINT && server.operator() == AdminState.MAINT) {
      flags |= CONFIGURED_MAINT;
    }
    if (server.operator() == AdminState.DRAIN || server.agentWants() == AdminState.DRAIN) {
      flags |= FORCED_DRAIN;
    }
    if (server.inherited() == AdminState.MAINT) {
      flags |= INHERITED_MAINT;
    }
    return server.inherited() == AdminState.DRAIN ? flags | INHERITED_DRAIN : flags;
  }

  private static int status(@Nullable CheckView check) {
    return check == null || check.last() == null
        ? CheckStatus.INI.number()
        : check.last().status().number();
  }

  private static int result(@Nullable CheckView check) {
    CheckResult last = check == null ? null : check.last();
    if (last == null) {
      return 0;
    }
    return switch (last.outcome()) {
      case INCONCLUSIVE, NEUTRAL -> 1;
      case FAILED -> 2;
      case PASSED -> 3;
      case CONDITIONAL -> 4;
    };
  }

  private static int health(@Nullable CheckView check) {
    return check == null ? 0 : check.counter().value();
  }

  private static int checkState(ServerView server) {
    CheckView check = server.check();
    if (check == null) {
      return 0;
    }
    int flags = CONFIGURED | (check.enabled() ? ENABLED : 0);
    return server.maintained() ? flags | PAUSED : flags;
  }

  private static int agentState(@Nullable CheckView agent) {
    return agent == null ? 0 : CONFIGURED | AGENT | (agent.enabled() ? ENABLED : 0);
  }
}
