package io.poolwatch.resolve;

import io.poolwatch.spec.ResolveSpec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the names of a node's servers, at once when someone begins to watch a name and then at a
 * steady interval, on a dispatcher for blocking work.
 *
 * <p>A failed or empty answer keeps the last address: watchers are told the problem beside it.
 */
public final class ResolverActor extends AbstractBehavior<ResolverActor.Command> {

  /** What the actor can be told. */
  public sealed interface Command {}

  /**
   * Tell every answer for these names to the watcher, until it stops.
   *
   * @param names the names
   * @param watcher who is told; what is known already is told at once
   */
  public record Watch(Set<String> names, ActorRef<Resolved> watcher) implements Command {}

  private record Unwatch(ActorRef<Resolved> watcher) implements Command {}

  private record Answer(String name, List<InetAddress> addresses, @Nullable Throwable problem)
      implements Command {}

  private enum Round implements Command {
    DUE
  }

  /**
   * The answer to the last look-up of a name.
   *
   * @param name the name
   * @param address the address to use: the last one known; null if there never was one
   * @param problem why the last look-up gave none; null if it gave one
   */
  public record Resolved(String name, @Nullable InetAddress address, @Nullable String problem) {}

  private static final class Entry {
    final Set<ActorRef<Resolved>> watchers = new HashSet<>();
    @Nullable Resolved last;
    boolean asking;
  }

  private final ResolveSpec spec;
  private final NameLookup lookup;
  private final Executor blocking;
  private final Map<String, Entry> entries = new HashMap<>();

  private ResolverActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ResolveSpec spec,
      NameLookup lookup) {
    super(context);
    this.spec = spec;
    this.lookup = lookup;
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    timers.startTimerAtFixedRate(Round.DUE, spec.every());
  }

  /** A resolver that asks as configured. */
  public static Behavior<Command> create(ResolveSpec spec, NameLookup lookup) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new ResolverActor(context, timers, spec, lookup)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Watch.class, this::onWatch)
        .onMessage(Unwatch.class, this::onUnwatch)
        .onMessage(Answer.class, this::onAnswer)
        .onMessageEquals(Round.DUE, this::onRound)
        .build();
  }

  private Behavior<Command> onWatch(Watch watch) {
    getContext().watchWith(watch.watcher(), new Unwatch(watch.watcher()));
    for (String name : watch.names()) {
      Entry entry = entries.computeIfAbsent(name, unknown -> new Entry());
      entry.watchers.add(watch.watcher());
      if (entry.last != null) {
        watch.watcher().tell(entry.last);
      } else {
        ask(name, entry);
      }
    }
    return this;
  }

  private Behavior<Command> onUnwatch(Unwatch unwatch) {
    entries.values().forEach(entry -> entry.watchers.remove(unwatch.watcher()));
    entries.values().removeIf(entry -> entry.watchers.isEmpty() && !entry.asking);
    return this;
  }

  private Behavior<Command> onRound() {
    entries.forEach(this::ask);
    return this;
  }

  private void ask(String name, Entry entry) {
    if (entry.asking) {
      return;
    }
    entry.asking = true;
    CompletableFuture<List<InetAddress>> answer =
        CompletableFuture.supplyAsync(() -> look(name), blocking)
            .orTimeout(spec.timeout().toNanos(), TimeUnit.NANOSECONDS);
    getContext()
        .pipeToSelf(
            answer,
            (addresses, problem) ->
                new Answer(name, addresses == null ? List.of() : addresses, problem));
  }

  private List<InetAddress> look(String name) {
    try {
      return lookup.addressesOf(name);
    } catch (UnknownHostException e) {
      throw new CompletionException(e);
    }
  }

  private Behavior<Command> onAnswer(Answer answer) {
    Entry entry = entries.get(answer.name());
    if (entry == null) {
      return this;
    }
    entry.asking = false;
    InetAddress before = entry.last == null ? null : entry.last.address();
    Resolved now =
        EndpointChoice.of(answer.addresses(), spec.prefer())
            .map(address -> new Resolved(answer.name(), address, null))
            .orElseGet(() -> new Resolved(answer.name(), before, words(answer)));
    entry.last = now;
    entry.watchers.forEach(watcher -> watcher.tell(now));
    return this;
  }

  private String words(Answer answer) {
    Throwable problem = answer.problem();
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    if (cause instanceof TimeoutException) {
      return "no answer for " + answer.name() + " within " + spec.timeout().toMillis() + " ms";
    }
    if (cause instanceof UnknownHostException || cause == null) {
      return answer.name() + " has no address";
    }
    return answer.name() + ": " + cause;
  }
}
