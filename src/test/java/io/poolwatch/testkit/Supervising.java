package io.poolwatch.testkit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A parent that tells how its only child failed. */
public final class Supervising {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private Supervising() {}

  /** Starts an actor below a parent of its own. */
  public static <T> ActorRef<T> spawn(
      VirtualSystem system, Behavior<T> behavior, ActorRef<Throwable> failures) {
    CompletableFuture<ActorRef<T>> child = new CompletableFuture<>();
    Behavior<Void> parent =
        Behaviors.setup(
            context -> {
              ActorRef<T> made =
                  context.spawn(behavior, "child", DispatcherSelector.sameAsParent());
              context.watch(made);
              child.complete(made);
              return Behaviors.receive(Void.class)
                  .onSignal(
                      ChildFailed.class,
                      failed -> {
                        failures.tell(failed.getCause());
                        return Behaviors.same();
                      })
                  .build();
            });
    system.spawn(parent, "parent-" + NUMBER.incrementAndGet());
    return child.join();
  }
}
