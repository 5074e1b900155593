package io.poolwatch.pool;

import io.poolwatch.model.Fleet;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import io.poolwatch.spec.ServerSpec;
import java.util.List;

/**
 * How a pool and its servers stand: casts this node's votes, tells the verdicts that come back, and
 * counts what they make of the pool. Used by the pool actor's thread alone.
 */
final class Standings {
  private final PoolMemory memory;
  private final Fleet fleet;
  private final Board board;
  private final PoolEvents events;
  private final Tracking tracking;
  private PoolTally tally = PoolTally.NONE;

  /**
   * Those of a pool without servers.
   *
   * @param memory keeps what was told
   * @param services where votes go, and what shows how servers stand
   */
  Standings(PoolMemory memory, PoolActor.Services services, PoolEvents events, Tracking tracking) {
    this.memory = memory;
    this.fleet = services.fleet();
    this.board = services.board();
    this.events = events;
    this.tracking = tracking;
  }

  /** What is known of a server may make this node vote otherwise. */
  void reported(Member member) {
    vote(member, member.memory.server().state());
    changed(member);
  }

  /** Nobody votes on a server that tracks another: how that one stands is known on every node. */
  private void vote(Member member, ServerState state) {
    ServerSpec spec = member.spec();
    if (spec.track() == null) {
      events.vote(member, state);
      fleet.cast(spec.id(), spec.hash(), state.vote(), state.evidence());
    } else {
      Vote own = new Vote("", 0, state.vote(), state.evidence());
      told(member, Verdict.of(List.of(own), VerdictRule.MAJORITY, true));
    }
  }

  /** What is known of a server, or wanted of it, may have changed. */
  void changed(Member member) {
    tracking.look(member);
    board.changed(member.spec().id());
    count(member);
    tell();
  }

  /** The fleet says how a server stands; one that tracks another needs nobody to say so. */
  void verdict(Member member, Verdict verdict) {
    if (member.spec().track() == null) {
      told(member, verdict);
      count(member);
      tell();
    }
  }

  private void told(Member member, Verdict verdict) {
    events.verdict(member.memory, verdict);
    board.changed(member.spec().id());
  }

  /** A server counts as it stands now. */
  void count(Member member) {
    ServerState state = member.memory.server().state();
    PoolTally counts = PoolTally.of(member.memory.told().state(), state.admin().state());
    tally = tally.minus(member.counted).plus(counts);
    member.counted = counts;
  }

  /** A server counts no more. */
  void uncount(Member member) {
    tally = tally.minus(member.counted);
    member.counted = PoolTally.NONE;
  }

  /** Tells how the pool stands, if that has changed. */
  void tell() {
    events.tally(memory, tally);
  }
}
