package io.poolwatch.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a server's actor must not forget when it breaks.
 *
 * <p>Its checks and its agent are its <em>lines</em>, numbered in this order.
 *
 * @param admin what is wanted of it
 * @param checks what is known by each of its checks, in the order of the configuration
 * @param agent what is known of its agent; null without one
 * @param followed how the server stands that it tracks, in place of checks; null if it tracks none
 */
public record ServerState(
    Admin admin, List<CheckState> checks, @Nullable AgentState agent, @Nullable Followed followed) {

  /** The state of a server that tracks no other. */
  public ServerState(Admin admin, List<CheckState> checks, @Nullable AgentState agent) {
    this(admin, checks, agent, null);
  }

  /** The state of a server that tracks another. */
  public static ServerState following(Admin admin, Followed followed) {
    return new ServerState(admin, List.of(), null, followed);
  }

  public ServerState {
    checks = List.copyOf(checks);
  }

  /** How many lines there are. */
  public int lines() {
    return checks.size() + (agent == null ? 0 : 1);
  }

  /** What is known by one of the lines. */
  public CheckState line(int index) {
    return agent != null && index == checks.size() ? agent.check() : checks.get(index);
  }

  /** Whether a line is the agent's. */
  public boolean isAgent(int index) {
    return agent != null && index == checks.size();
  }

  /** The same with another state of one line. */
  public ServerState with(int index, CheckState next) {
    if (agent != null && index == checks.size()) {
      return new ServerState(admin, checks, agent.with(next));
    }
    if (checks.size() == 1) {
      return new ServerState(admin, List.of(next), agent);
    }
    List<CheckState> others = new ArrayList<>(checks);
    others.set(index, next);
    return new ServerState(admin, others, agent);
  }

  /** The state that all lines together stand for. An agent that never spoke has no objection. */
  public OperationalState state() {
    if (followed != null) {
      return followed.state();
    }
    OperationalState all = agent == null ? OperationalState.UP : agent.check().counter().state();
    for (int i = 0; i < checks.size(); i++) {
      all = all.and(checks.get(i).state());
    }
    return all;
  }

  /** The vote that this state stands for. */
  public Vote.Choice vote() {
    return Vote.Choice.of(state());
  }

  /**
   * The line that decides: of those that say what all together say, the one that said it last; null
   * if there is none.
   */
  public @Nullable CheckState deciding() {
    OperationalState state = state();
    CheckState latest = null;
    for (int i = 0; i < lines(); i++) {
      CheckState line = line(i);
      OperationalState said = isAgent(i) ? line.counter().state() : line.state();
      boolean silent = line.evidence() == null;
      if (said == state
          && (latest == null
              || latest.evidence() == null
              || (!silent && line.lastHeardNanos() - latest.lastHeardNanos() > 0))) {
        latest = line;
      }
    }
    return latest;
  }

  /** The result that the vote rests on; null if it rests on none. */
  public @Nullable CheckResult evidence() {
    if (followed != null) {
      return followed.evidence();
    }
    CheckState deciding = deciding();
    return deciding == null ? null : deciding.evidence();
  }

  /** The weight that holds, for a server whose configuration says {@code configured}. */
  public int weight(int configured) {
    return agent == null || agent.weight() == null ? configured : agent.weight().of(configured);
  }

  /**
   * The same in percent of what the configuration says; null if the agent never spoke of it, or
   * there is nothing to be a percentage of.
   */
  public @Nullable Integer share(int configured) {
    return agent == null || agent.weight() == null || configured == 0
        ? null
        : Integer.valueOf(agent.weight().percentOf(configured));
  }

  /** The same after the agent has spoken. */
  public ServerState heard(AgentReply reply, long nowNanos) {
    if (agent == null) {
      return this;
    }
    ServerState heard = new ServerState(admin, checks, agent.heard(reply));
    return reply.admin() == null
        ? heard
        : heard.administered(Admin.Source.AGENT, reply.admin(), nowNanos);
  }

  /**
   * The same after someone has said what is wanted of it. Out of MAINT everything that checks knew
   * is old: their health begins as at the start, and their probes are due at once. An operator's
   * READY also lifts what an agent said that has fallen silent.
   */
  public ServerState administered(Admin.Source source, AdminState wanted, long nowNanos) {
    Admin next = admin.with(source, wanted);
    boolean back = admin.state() == AdminState.MAINT && next.state() != AdminState.MAINT;
    return new ServerState(
        next,
        back ? checks.stream().map(check -> check.restarted(nowNanos)).toList() : checks,
        source == Admin.Source.OPERATOR && wanted == AdminState.READY && agent != null
            ? agent.lifted()
            : agent,
        followed);
  }

  /** The same when the server that it tracks stands otherwise; that one's admin state holds too. */
  public ServerState following(Followed now) {
    return following(admin.with(Admin.Source.TRACK, now.admin()), now);
  }
}
