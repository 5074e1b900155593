package io.poolwatch.server;

import io.poolwatch.event.ConnectionStory;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.Events;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import java.time.Duration;

/** Tells what happens to one server. */
final class ServerEvents {
  private final EventLog log;
  private final String actor;
  private final ServerId server;

  /** Tells it for an actor, named by its path below {@code /user}. */
  ServerEvents(EventLog log, String actor, ServerId server) {
    this.log = log;
    this.actor = actor;
    this.server = server;
  }

  /** A result changed one state into another; it is news if status or counter did. */
  void result(CheckResult result, ServerState before, ServerState after) {
    boolean news =
        !result.sameVerdict(before.lastResult()) || !after.counter().equals(before.counter());
    if (log.enabled(Events.checkResultLevel(news))) {
      log.emit(Events.checkResult(actor, server, result, after.counter().display(), news));
    }
  }

  /** From now on the vote abstains. */
  void stale(ServerState state, long nowNanos) {
    Duration since = Duration.ofNanos(nowNanos - state.lastConclusiveNanos());
    log.emit(Events.serverStale(actor, server, since, state.lastResult()));
  }

  /** An operator wants something else. */
  void administered(AdminState from, ServerActor.SetAdmin set) {
    log.emit(Events.adminChanged(actor, server, from, set.to(), set.reason(), set.author()));
  }

  /** Its name leads to another address. */
  void moved(Endpoints.Moved moved) {
    log.emit(Events.endpointChanged(actor, server, moved.from(), moved.to()));
  }

  /** Its connection actor broke. */
  void connectionBroke(Throwable cause) {
    log.emit(Events.actorRestarted(connectionActor(), server, cause));
  }

  /** Tells what happens to its attempts. */
  ConnectionStory ofConnection() {
    return new ConnectionStory(connectionActor(), server);
  }

  private String connectionActor() {
    return actor + "/connection";
  }
}
