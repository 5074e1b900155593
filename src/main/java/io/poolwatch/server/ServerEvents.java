package io.poolwatch.server;

import io.poolwatch.event.ConnectionStory;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.Events;
import io.poolwatch.event.ServiceEvents;
import io.poolwatch.model.Admin;
import io.poolwatch.model.AgentState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tells what happens to one server. */
final class ServerEvents {
  private final EventLog log;
  private final String actor;
  private final ServerSpec spec;
  private final ServerId server;

  /** Tells it for an actor, named by its path below {@code /user}. */
  ServerEvents(EventLog log, String actor, ServerSpec spec) {
    this.log = log;
    this.actor = actor;
    this.spec = spec;
    this.server = spec.id();
  }

  /** A result of one line changed one state into another; it is news if status or counter did. */
  void result(int line, ServerState before, ServerState after, long nowNanos) {
    CheckState was = before.line(line);
    CheckState is = after.line(line);
    CheckResult result = Objects.requireNonNull(is.lastResult(), "no result");
    boolean news = !result.sameVerdict(was.lastResult()) || !is.counter().equals(was.counter());
    if (log.enabled(Events.checkResultLevel(news))) {
      log.emit(Events.checkResult(actor, server, result, is.counter().display(), news));
    }
    if (is.stale() && !was.stale()) {
      stale(after, line, nowNanos);
    } else if (was.stale() && !is.stale() && after.isAgent(line)) {
      log.emit(Events.agentStaleEnded(actor, server, since(was, nowNanos)));
    }
    AgentState agent = after.agent();
    if (agent != null && !agent.equals(before.agent())) {
      capacity(before, after, agent);
    }
  }

  private void capacity(ServerState before, ServerState after, AgentState agent) {
    int weight = after.weight(spec.weight());
    Integer most = before.agent() == null ? null : before.agent().maxconn();
    if (weight != before.weight(spec.weight()) || !Objects.equals(most, agent.maxconn())) {
      log.emit(Events.capacityChanged(actor, server, weight, agent.maxconn()));
    }
  }

  /** What is known by one of its lines is too old from now on. */
  void stale(ServerState state, int line, long nowNanos) {
    CheckState known = state.line(line);
    Duration since = since(known, nowNanos);
    log.emit(
        state.isAgent(line)
            ? Events.agentStale(actor, server, since, known.lastResult())
            : Events.serverStale(actor, server, spec.line(line).name(), since, known.lastResult()));
  }

  private static Duration since(CheckState known, long nowNanos) {
    return Duration.ofNanos(nowNanos - known.lastHeardNanos());
  }

  /** Somebody wants something else of it. */
  void administered(
      Admin from, Admin to, Admin.Source by, @Nullable String reason, @Nullable String author) {
    log.emit(Events.adminChanged(actor, server, from, to, by, reason, author));
  }

  /** Its name leads to another address. */
  void moved(Endpoints.Moved moved) {
    log.emit(Events.endpointChanged(actor, server, moved.from(), moved.to()));
  }

  /** One of its connection actors broke. */
  void connectionBroke(String child, Throwable cause) {
    log.emit(ServiceEvents.actorRestarted(actor + "/" + child, server, cause));
  }

  /**
   * Tells what happens to the attempts of one of its lines.
   *
   * @param child the connection actor's name
   * @param check the line's name; null if it is the only one
   */
  ConnectionStory ofConnection(String child, @Nullable String check) {
    return new ConnectionStory(actor + "/" + child, server, check);
  }
}
