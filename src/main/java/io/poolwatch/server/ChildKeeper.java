package io.poolwatch.server;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one child of an actor: starts it watched and on its parent's dispatcher, and knows how long
 * to wait before a broken one is replaced. Used by the parent's thread alone.
 */
public final class ChildKeeper<T> {
  private final ActorContext<?> context;
  private final String name;
  private final Supplier<Behavior<T>> behavior;
  private @Nullable ActorRef<T> actor;
  private @Nullable Backoff backoff;
  private boolean stopping;

  /**
   * A keeper that has not started anything.
   *
   * @param context the parent's
   * @param name of the child, valid as an element of an actor path
   * @param behavior makes the child's behavior, anew for each replacement
   */
  public ChildKeeper(ActorContext<?> context, String name, Supplier<Behavior<T>> behavior) {
    this.context = context;
    this.name = name;
    this.behavior = behavior;
  }

  /** Starts the child; its end is signalled to the parent. */
  public void start() {
    ActorRef<T> made = context.spawn(behavior.get(), name, DispatcherSelector.sameAsParent());
    context.watch(made);
    actor = made;
    stopping = false;
  }

  /** The child's name. */
  String name() {
    return name;
  }

  /** The child, until its end is signalled; null while there is none. */
  public @Nullable ActorRef<T> actor() {
    return actor;
  }

  /** Tells the child something; nothing if there is none. */
  public void tell(T message) {
    if (actor != null) {
      actor.tell(message);
    }
  }

  /** The child broke: how long to wait before {@link #start()} is called again. */
  public Duration broke(long nowNanos) {
    actor = null;
    backoff = Backoff.after(backoff, nowNanos);
    return backoff.delay();
  }

  /** Stops the child; its end is signalled to the parent. Nothing if there is none. */
  public void stop() {
    if (actor != null && !stopping) {
      stopping = true;
      context.stop(actor);
    }
  }

  /** The end of the child was signalled, after it was told to stop. */
  public void stopped() {
    actor = null;
    stopping = false;
  }

  /** Whether the child was told to stop. */
  public boolean stopping() {
    return stopping;
  }
}
