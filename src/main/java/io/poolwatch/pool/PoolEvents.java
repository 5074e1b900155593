package io.poolwatch.pool;

import io.poolwatch.event.ActorPaths;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.Events;
import io.poolwatch.event.Evidence;
import io.poolwatch.event.ServiceEvents;
import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.Followed;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.Vote;
import org.apache.pekko.actor.typed.ActorRef;

/** Tells what happens to one pool, and what the fleet says of its servers. */
final class PoolEvents {
  private final EventLog log;
  private final String actor;
  private final String pool;
  private final boolean fleet;

  /**
   * Tells it for an actor.
   *
   * @param actor its path below {@code /user}
   * @param fleet whether the node is one of several, so that votes are told
   */
  PoolEvents(EventLog log, String actor, String pool, boolean fleet) {
    this.log = log;
    this.actor = actor;
    this.pool = pool;
    this.fleet = fleet;
  }

  /** A server goes on under another configuration, perhaps in another admin state. */
  void reconfigured(PoolMemory.Entry server, Admin before) {
    Admin now = server.server().state().admin();
    if (before.state() != now.state()) {
      log.emit(
          Events.adminChanged(
              actor,
              server.spec().id(),
              before,
              now,
              Admin.Source.OPERATOR,
              "the configuration has changed",
              null));
    }
  }

  /** An operator wants something else of a server that is not probed here. */
  void administered(PoolMemory.Entry server, Admin before, AdminRegister wanted) {
    Admin now = server.server().state().admin();
    if (!now.equals(before)) {
      log.emit(
          Events.adminChanged(
              actor,
              server.spec().id(),
              before,
              now,
              Admin.Source.OPERATOR,
              wanted.reason(),
              wanted.author()));
    }
  }

  /** This node may vote otherwise; told in a fleet alone. */
  void vote(Member member, ServerState state) {
    Vote.Choice before = member.voted;
    member.voted = state.vote();
    if (fleet && before != state.vote()) {
      CheckState deciding = state.deciding();
      CheckResult evidence = state.evidence();
      Evidence cause =
          deciding == null || evidence == null
              ? null
              : new Evidence(evidence, deciding.counter().display());
      log.emit(Events.voteChanged(actor, member.spec().id(), before, state.vote(), cause));
    }
  }

  /**
   * A verdict came; tells what it changed. Whoever hears of it finds it shown, so that it is
   * remembered as told before; but not if the telling breaks.
   */
  void verdict(PoolMemory.Entry server, Verdict now) {
    Verdict before = server.told();
    server.tell(now);
    try {
      verdict(server, before, now);
    } catch (RuntimeException broken) {
      server.tell(before);
      throw broken;
    }
  }

  private void verdict(PoolMemory.Entry server, Verdict before, Verdict now) {
    ServerId id = server.spec().id();
    if (before.state() != now.state()) {
      var own = server.server().state();
      Followed followed = own.followed();
      ServerId via = followed == null ? null : followed.target();
      log.emit(
          Events.serverTransition(
              actor, id, before.state(), now, own.admin(), fleet, via, Causes.of(now, own)));
    }
    if (before.contested() != now.contested()) {
      log.emit(Events.contested(actor, id, now.contested(), now.votes()));
    }
  }

  /** The servers were counted; tells what that changed, and only then remembers it as told. */
  void tally(PoolMemory memory, PoolTally now) {
    if (memory.told() != now.state()) {
      log.emit(
          Events.poolTransition(
              actor, pool, memory.told(), now.state(), now.usable(), now.total()));
      memory.tell(now.state());
    }
  }

  /** A server's actor broke. */
  void serverBroke(ActorRef<?> server, Throwable cause) {
    ServerId id = new ServerId(pool, server.path().name());
    log.emit(ServiceEvents.actorRestarted(ActorPaths.of(server), id, cause));
  }
}
