package io.poolwatch.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** What an actor of a {@link VirtualSystem} was told, in order. */
public final class Inbox<T> {
  private final List<T> messages = new ArrayList<>();
  private Consumer<T> reaction = message -> {};
  @Nullable ActorRef<T> ref;

  Inbox() {}

  Behavior<T> behavior() {
    return Behaviors.receiveMessage(
        message -> {
          synchronized (messages) {
            messages.add(message);
          }
          reaction.accept(message);
          return Behaviors.same();
        });
  }

  /** Who is to be told. */
  public ActorRef<T> ref() {
    if (ref == null) {
      throw new IllegalStateException("not spawned");
    }
    return ref;
  }

  /** Has something done with each message from now on. */
  public void react(Consumer<T> consumer) {
    reaction = consumer;
  }

  /** All that was told so far. */
  public List<T> all() {
    synchronized (messages) {
      return List.copyOf(messages);
    }
  }

  /** All of a type that was told so far. */
  public <S extends T> List<S> all(Class<S> type) {
    return all().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** What was told last. */
  public T last() {
    List<T> all = all();
    if (all.isEmpty()) {
      throw new AssertionError("nothing was told");
    }
    return all.get(all.size() - 1);
  }

  /** All that was told since the last time, which is forgotten. */
  public List<T> drain() {
    synchronized (messages) {
      List<T> drained = List.copyOf(messages);
      messages.clear();
      return drained;
    }
  }
}
