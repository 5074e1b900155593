package io.poolwatch.spec;

import io.poolwatch.check.CheckScript;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.HealthRule;
import io.poolwatch.model.Schedule;
import io.poolwatch.model.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * One check of a server with everything that it inherited, or the way its agent is asked, which is
 * the same thing: a script on a schedule, whose results move a counter.
 *
 * @param name its name, unique for the server; null for the check of a server that has no other
 * @param schedule when it probes
 * @param health how many probes move it
 * @param timeouts the deadlines of a probe
 * @param script what a probe does
 * @param close how a probe's connection is ended
 * @param maxResponseBytes budget of received bytes between two sends
 * @param logHealthChecks whether a health check line is wanted wherever HAProxy's would be
 */
public record CheckSpec(
    @Nullable String name,
    Schedule schedule,
    HealthRule health,
    Timeouts timeouts,
    CheckScript script,
    ClosePolicy close,
    int maxResponseBytes,
    boolean logHealthChecks) {

  /** The name of every agent's line; no check may have it. */
  public static final String AGENT = "agent";

  /** Whether it asks the server's agent. */
  public boolean isAgent() {
    return AGENT.equals(name);
  }

  /**
   * What a result of its script means, under its name: an agent that did not answer, or made no
   * sense, says nothing about the server.
   */
  public CheckResult judge(CheckResult result) {
    CheckResult named = name == null ? result : result.of(name);
    return isAgent() && result.agent() == null ? named.inconclusive() : named;
  }
}
