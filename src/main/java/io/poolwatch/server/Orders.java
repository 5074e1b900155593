package io.poolwatch.server;

import io.poolwatch.model.Admin;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Duty;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Turn;
import io.poolwatch.spec.ServerSpec;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Takes in what others than its probes say of a server: operators, the fleet, the server that it
 * tracks, and time that passed without an answer. Each is written before it is told. Used by the
 * server actor's thread alone.
 */
final class Orders {
  private final ServerSpec spec;
  private final ServerMemory memory;
  private final ServerActor.Services services;
  private final ProbeLines lines;
  private final ServerEvents events;
  private final ActorRef<ServerActor.Report> owner;

  /**
   * One that was told nothing.
   *
   * @param owner told that the server's vote may have changed
   */
  Orders(
      ServerSpec spec,
      ServerMemory memory,
      ServerActor.Services services,
      ProbeLines lines,
      ServerEvents events,
      ActorRef<ServerActor.Report> owner) {
    this.spec = spec;
    this.memory = memory;
    this.services = services;
    this.lines = lines;
    this.events = events;
    this.owner = owner;
  }

  /** An operator wants something of the server. */
  void administer(ServerActor.SetAdmin set) {
    ServerState before = memory.state();
    ServerState after = before.administered(Admin.Source.OPERATOR, set.to(), now());
    if (!after.admin().equals(before.admin())) {
      memory.write(after);
      lines.follow(before, after);
      events.administered(
          before.admin(), after.admin(), Admin.Source.OPERATOR, set.reason(), set.author());
      voted();
    }
  }

  /** An operator knows how the server is. */
  void force(ServerActor.Force force) {
    for (ProbeLine line : lines) {
      if (!line.asksAgent()) {
        take(line, force.health(), force.author());
      }
    }
  }

  /** An operator knows what the agent would say. */
  void forceAgent(ServerActor.ForceAgent force) {
    for (ProbeLine line : lines) {
      if (line.asksAgent()) {
        take(line, force.up() ? OperationalState.UP : OperationalState.DOWN, force.author());
      }
    }
  }

  private void take(ProbeLine line, OperationalState health, String author) {
    ServerState state = memory.state();
    CheckResult cause = CheckResult.commanded(health, author, spec.line(line.index()).name());
    memory.write(state.with(line.index(), state.line(line.index()).taken(health, cause, now())));
    voted();
  }

  /** An operator wants no probes for a while, or wants them again. */
  void pause(ServerActor.Pause pause) {
    ServerMemory.Paused before = memory.paused();
    memory.pause(
        pause.agent()
            ? new ServerMemory.Paused(before.checks(), pause.paused())
            : new ServerMemory.Paused(pause.paused(), before.agent()));
    lines.paused(pause.agent());
    voted();
  }

  /** The fleet knows how the server stands. */
  void stand(ServerActor.Stand stand) {
    Duty.Standing standing = stand.standing();
    ServerState after = memory.state();
    for (ProbeLine line : lines) {
      if (!line.asksAgent() && standing.state() != OperationalState.UNKNOWN) {
        int index = line.index();
        after =
            after.with(
                index, after.line(index).taken(standing.state(), standing.evidence(), now()));
      }
    }
    memory.write(after);
    voted();
  }

  /** The fleet has given this node other slots to probe the server in; nothing if it is alone. */
  void takeTurn() {
    Turn turn = memory.turn();
    if (turn != null) {
      memory.write(Decided.retimed(spec, memory.state(), turn, services.clocks()));
    }
  }

  /** The server that it tracks may stand otherwise; nothing to one that tracks none. */
  void follow(ServerActor.Follow follow) {
    ServerState before = memory.state();
    if (before.followed() != null) {
      ServerState after = before.following(follow.now());
      memory.write(after);
      if (!after.admin().equals(before.admin())) {
        String reason = "tracks " + follow.now().target();
        events.administered(before.admin(), after.admin(), Admin.Source.TRACK, reason, null);
      }
      voted();
    }
  }

  /** What is known may be too old, unless a probe is just under way. */
  void doubtFreshness() {
    for (ProbeLine line : lines) {
      ServerState state = memory.state();
      int index = line.index();
      if (lines.allowed(line)
          && !line.deciding()
          && !state.line(index).stale()
          && Freshness.lost(spec, state, index, memory.turn(), now())) {
        memory.write(state.with(index, state.line(index).gettingStale()));
        events.stale(state, index, now());
        voted();
      }
    }
  }

  private void voted() {
    owner.tell(new ServerActor.Voted(spec.id()));
  }

  private long now() {
    return services.connections().nanoClock().getAsLong();
  }
}
