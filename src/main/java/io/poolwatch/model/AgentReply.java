package io.poolwatch.model;

import org.jspecify.annotations.Nullable;

/**
 * What an agent said in one reply. What it did not speak of stays as it was.
 *
 * @param health what it said of the server's health; null for nothing
 * @param admin the admin state that it wants; null for nothing
 * @param weight the weight that it wants; null for nothing
 * @param maxconn the number of connections that it wants at most, at least 0; null for nothing
 */
public record AgentReply(
    @Nullable Health health,
    @Nullable AdminState admin,
    @Nullable AgentWeight weight,
    @Nullable Integer maxconn) {

  /** An agent's words for health; all but UP take the server down. */
  public enum Health {
    UP,
    DOWN,
    FAIL,
    STOPPED
  }

  /** The status of a check that got this reply. */
  public CheckStatus status() {
    if (health == null) {
      return CheckStatus.CHECKED;
    }
    return health == Health.UP ? CheckStatus.L7OK : CheckStatus.L7STS;
  }
}
