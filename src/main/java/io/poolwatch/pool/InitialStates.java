package io.poolwatch.pool;

import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.AgentState;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.Duty;
import io.poolwatch.model.Followed;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.server.Cadence;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What servers begin with: pure functions of their configuration and of what is known already.
 *
 * @param spread cap of the time over which first probes are spread
 * @param nowNanos the present {@code System.nanoTime()}
 */
record InitialStates(Duration spread, long nowNanos) {

  /** What was known of a server under another configuration. */
  record Known(ServerSpec spec, ServerState state, OperationalState told) {

    /** What was known by a line of that name; null if there was none. */
    private @Nullable CheckState line(CheckSpec check) {
      for (int i = 0; i < spec.lines(); i++) {
        if (Objects.equals(spec.line(i).name(), check.name())) {
          return state.line(i);
        }
      }
      return null;
    }

    /** The state that a check stands for: its own, where that is what was told. */
    private OperationalState of(CheckSpec check) {
      CheckState line = line(check);
      return line == null || state.state() != told ? told : line.state();
    }
  }

  /** The state of a server that nothing is known of. */
  ServerState first(ServerSpec spec) {
    ServerId target = spec.track();
    if (target != null) {
      return ServerState.following(Admin.of(spec.admin()), Followed.unknown(target));
    }
    List<CheckState> checks = spec.checks().stream().map(check -> first(spec, check)).toList();
    CheckSpec agent = spec.agent();
    return new ServerState(
        Admin.of(spec.admin()),
        checks,
        agent == null ? null : AgentState.initial(first(spec, agent)));
  }

  /**
   * The state of a server that is to be probed here from now on: with full or no credit where the
   * fleet knows how it stands, so that the change of nodes moves no verdict; else as at the start.
   */
  ServerState assigned(ServerSpec spec, ServerState last, Duty.Standing standing) {
    ServerState fresh = first(spec);
    List<CheckState> checks = new ArrayList<>();
    for (int i = 0; i < spec.checks().size(); i++) {
      CheckState begun = fresh.line(i);
      checks.add(
          standing.state() == OperationalState.UNKNOWN
              ? begun
              : begun
                  .taken(standing.state(), standing.evidence(), nowNanos)
                  .dueAt(nowNanos + 2 * spec.line(i).schedule().inter().toNanos()));
    }
    return new ServerState(last.admin(), checks, fresh.agent());
  }

  private CheckState first(ServerSpec spec, CheckSpec check) {
    HealthCounter counter = HealthCounter.initial(check.health());
    return CheckState.initial(counter, nowNanos, nowNanos + firstDelay(spec, check));
  }

  /**
   * The state of a server whose configuration has changed. A change of settings alone moves no
   * verdict: health begins with full or no credit, as it stands. What an agent has said goes on, if
   * there still is one. What is known gets no younger by it.
   *
   * @param wanted what configuration and operator want from now on
   */
  ServerState after(Known known, ServerSpec spec, AdminState wanted) {
    ServerState last = known.state();
    Admin admin = Admin.of(wanted);
    ServerId target = spec.track();
    if (target != null) {
      return ServerState.following(
          admin, new Followed(target, known.told(), null, AdminState.READY));
    }
    CheckSpec asked = spec.agent();
    if (asked != null) {
      admin = admin.with(Admin.Source.AGENT, last.admin().agent());
    }
    boolean anew = last.admin().state() == AdminState.MAINT && admin.state() != AdminState.MAINT;
    List<CheckState> checks = new ArrayList<>();
    for (CheckSpec check : spec.checks()) {
      HealthCounter counter =
          anew
              ? HealthCounter.initial(check.health())
              : HealthCounter.standing(check.health(), known.of(check));
      CheckState begun = CheckState.initial(counter, nowNanos, due(known, spec, check));
      CheckState before = anew ? null : known.line(check);
      checks.add(before == null ? begun : begun.asOldAs(before));
    }
    return new ServerState(admin, checks, asked == null ? null : agent(known, spec, asked));
  }

  private AgentState agent(Known known, ServerSpec spec, CheckSpec asked) {
    AgentState before = known.state().agent();
    if (before == null) {
      return AgentState.initial(first(spec, asked));
    }
    HealthCounter counter = before.check().counter();
    return new AgentState(
        CheckState.initial(counter, nowNanos, due(known, spec, asked)).asOldAs(before.check()),
        before.weight(),
        before.maxconn());
  }

  /** A change spreads probes as a start does, but puts off none that is still to come. */
  private long due(Known known, ServerSpec spec, CheckSpec check) {
    long due = nowNanos + firstDelay(spec, check);
    CheckState before = known.line(check);
    return before != null && before.nextDueNanos() > nowNanos
        ? Math.min(before.nextDueNanos(), due)
        : due;
  }

  /** The checks of a server are spread as servers are. */
  private long firstDelay(ServerSpec spec, CheckSpec check) {
    long span = Math.min(check.schedule().inter().toNanos(), spread.toNanos());
    return span == 0 ? 0 : Cadence.firstDelay(Cadence.identity(spec.id(), check.name()), span);
  }
}
