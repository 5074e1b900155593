package io.poolwatch.pool;

import io.poolwatch.model.Vote;
import io.poolwatch.server.ChildKeeper;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.ServerSpec;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/** One server of a pool as its pool actor sees it; used by that actor's thread alone. */
final class Member {
  /** What is known of it. */
  final PoolMemory.Entry memory;

  private final ChildKeeper<ServerActor.Command> keeper;
  private final TimerScheduler<PoolActor.Command> timers;
  private final PoolActor.Replace replace;

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

  /** One whose actor has still to be started. */
  Member(
      PoolMemory.Entry memory,
      ChildKeeper<ServerActor.Command> keeper,
      TimerScheduler<PoolActor.Command> timers) {
    this.memory = memory;
    this.keeper = keeper;
    this.timers = timers;
    this.replace = new PoolActor.Replace(name());
  }

  ServerSpec spec() {
    return memory.spec();
  }

  String name() {
    return spec().id().server();
  }

  // ---- its actor

  /** Whether it has an actor, which may be about to stop. */
  boolean working() {
    return keeper.actor() != null;
  }

  /** Whether its actor is about to stop. */
  boolean stopping() {
    return keeper.stopping();
  }

  /** Starts its actor. */
  void start() {
    timers.cancel(replace);
    keeper.start();
  }

  /** Stops its actor, and the wait for another one in the place of one that broke. */
  void stop() {
    timers.cancel(replace);
    keeper.stop();
  }

  /** Its actor has stopped as it was told to. */
  void stopped() {
    keeper.stopped();
  }

  /** Its actor broke: there shall be another one in a while. */
  void broke(long nowNanos) {
    timers.startSingleTimer(replace, replace, keeper.broke(nowNanos));
  }

  /** Tells its actor something; nothing if there is none. */
  void tell(ServerActor.Command command) {
    keeper.tell(command);
  }
}
