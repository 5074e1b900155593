package io.poolwatch.testkit;

import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.AgentState;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.ServerState;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.ServerSpec;
import java.util.List;

/** Makes servers' states. */
public final class ServerStates {
  private ServerStates() {}

  /** The state of a server with a single check that was never made. */
  public static ServerState of(
      HealthCounter counter, AdminState admin, long nowNanos, long dueNanos) {
    return of(CheckState.initial(counter, nowNanos, dueNanos), admin);
  }

  /** The state of a server with a single check. */
  public static ServerState of(CheckState check, AdminState admin) {
    return new ServerState(Admin.of(admin), List.of(check), null);
  }

  /** What a server begins with whose first probes are due at once. */
  public static ServerState first(ServerSpec spec, long nowNanos) {
    List<CheckState> checks = spec.checks().stream().map(check -> first(check, nowNanos)).toList();
    CheckSpec agent = spec.agent();
    return new ServerState(
        Admin.of(spec.admin()),
        checks,
        agent == null ? null : AgentState.initial(first(agent, nowNanos)));
  }

  private static CheckState first(CheckSpec check, long nowNanos) {
    return CheckState.initial(HealthCounter.initial(check.health()), nowNanos, nowNanos);
  }
}
