package io.poolwatch.pool;

import io.poolwatch.model.Vote;
import io.poolwatch.server.ChildKeeper;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.ServerSpec;
import org.jspecify.annotations.Nullable;

/** One server of a pool as its pool actor sees it; used by that actor's thread alone. */
final class Member {
  /** What is known of it. */
  final PoolMemory.Entry memory;

  final ChildKeeper<ServerActor.Command> keeper;

  /** What takes its place once its actor has stopped; null for nothing. */
  @Nullable ServerSpec next;

  /** Whether it has left the pool: what its actor still reports does not count. */
  boolean left;

  /** Whether it was not probed here until now, or for a while: what is known of it is old. */
  boolean idle;

  /** What this node voted last. */
  Vote.Choice voted = Vote.Choice.ABSTAIN;

  /** What the pool's tally holds for it. */
  PoolTally counted = PoolTally.NONE;

  Member(PoolMemory.Entry memory, ChildKeeper<ServerActor.Command> keeper) {
    this.memory = memory;
    this.keeper = keeper;
  }

  ServerSpec spec() {
    return memory.spec();
  }

  String name() {
    return spec().id().server();
  }
}
