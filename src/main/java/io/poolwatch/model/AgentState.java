package io.poolwatch.model;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a server's agent, and what it has asked for so far.
 *
 * @param check its health, last results and schedule, as those of a check. Stale if it has been
 *     silent for too long: what it said last stands all the same
 * @param weight the weight that it wants; null if it never said
 * @param maxconn the number of connections that it wants at most; null if it never said
 */
public record AgentState(
    CheckState check, @Nullable AgentWeight weight, @Nullable Integer maxconn) {

  /** An agent that never spoke. */
  public static AgentState initial(CheckState check) {
    return new AgentState(check, null, null);
  }

  AgentState with(CheckState next) {
    return new AgentState(next, weight, maxconn);
  }

  /** The same without what it said of the server's health, if it has fallen silent since. */
  AgentState lifted() {
    return check.stale() ? with(check.unheard()) : this;
  }

  AgentState heard(AgentReply reply) {
    return new AgentState(
        check,
        reply.weight() == null ? weight : reply.weight(),
        reply.maxconn() == null ? maxconn : reply.maxconn());
  }
}
