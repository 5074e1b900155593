package io.poolwatch.sink;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.ServerSpec;
import org.jspecify.annotations.Nullable;

/**
 * One server as HAProxy's commands show servers.
 *
 * @param spec its configuration
 * @param state what the fleet says of it
 * @param operator what the configuration or an operator wants of it
 * @param agentWants what its agent wants of it
 * @param inherited what holds for the server that it tracks
 * @param weight its weight now
 * @param initialWeight its weight of the configuration
 * @param check its check, the deciding one of several; null if it tracks another server
 * @param agent its agent; null without one
 */
record ServerView(
    ServerSpec spec,
    OperationalState state,
    AdminState operator,
    AdminState agentWants,
    AdminState inherited,
    int weight,
    int initialWeight,
    @Nullable CheckView check,
    @Nullable CheckView agent) {

  /**
   * A check, or an agent.
   *
   * @param counter its health
   * @param last its last result; null before the first
   * @param enabled whether it is made
   */
  record CheckView(HealthCounter counter, @Nullable CheckResult last, boolean enabled) {}

  /** The server that one follows; null if it is checked itself. */
  static @Nullable ServerId target(ServerSpec server) {
    return server.track();
  }

  /** Whether it follows another server. */
  boolean tracks() {
    return target(spec) != null;
  }

  ServerId id() {
    return spec.id();
  }

  HostPort address() {
    return spec.address();
  }

  /** Whether somebody wants it out of service altogether. */
  boolean maintained() {
    return operator == AdminState.MAINT
        || agentWants == AdminState.MAINT
        || inherited == AdminState.MAINT;
  }

  /** Whether it is to get no new traffic. */
  boolean drained() {
    return operator == AdminState.DRAIN
        || agentWants == AdminState.DRAIN
        || inherited == AdminState.DRAIN
        || weight == 0;
  }

  /** Whether it may take traffic; a HAProxy takes a server for up until it hears otherwise. */
  boolean usable() {
    boolean up = state == OperationalState.UP || state == OperationalState.UNKNOWN;
    return up && !maintained() && !drained();
  }
}
