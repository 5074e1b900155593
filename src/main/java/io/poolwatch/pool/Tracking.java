package io.poolwatch.pool;

import io.poolwatch.model.Followed;
import io.poolwatch.model.ServerId;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.ServerSpec;
import java.util.function.Consumer;

/**
 * Has those servers of a pool that track others learn how these stand. Used by the pool actor's
 * thread alone.
 */
final class Tracking {
  private final Board board;
  private final Consumer<String> poke;

  /**
   * One that follows nothing yet.
   *
   * @param poke has {@link #look} called for the server of that name; called on any thread
   */
  Tracking(Board board, Consumer<String> poke) {
    this.board = board;
    this.poke = poke;
  }

  /** A server is there; nothing if it tracks none. */
  void begin(ServerSpec spec) {
    ServerId target = spec.track();
    if (target != null) {
      String server = spec.id().server();
      board.track(spec.id(), target, () -> poke.accept(server));
    }
  }

  /** A server is there no more. */
  void end(ServerSpec spec) {
    ServerId target = spec.track();
    if (target != null) {
      board.untrack(spec.id(), target);
    }
  }

  /** The target may stand otherwise: tells the server's actor if it does. */
  void look(Member member) {
    ServerId target = member.spec().track();
    if (target != null) {
      Followed now = board.followed(target);
      if (!now.equals(member.memory.server().state().followed())) {
        member.tell(new ServerActor.Follow(now));
      }
    }
  }
}
