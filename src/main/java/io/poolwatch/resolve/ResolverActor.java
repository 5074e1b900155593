package io.poolwatch.resolve;

import io.poolwatch.event.ActorPaths;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.GuardedEventLog;
import io.poolwatch.event.ServiceEvents;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.spec.ResolveSpec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
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
 * <p>A failed or empty answer, and none in time, keeps the last address: watchers are told the
 * problem beside it, it is counted, and an event says so once until the name is resolved again. A
 * look-up that hangs is not asked again before it returns.
 */
public final class ResolverActor extends AbstractBehavior<ResolverActor.Command> {
  /**
   * A round is made in so many parts at most, so that many names are not asked for at the same
   * time.
   */
  private static final int MOST_PARTS = 32;

  /** A part is not shorter: scheduling it would cost more than it spreads. */
  private static final Duration LEAST_PART = Duration.ofMillis(30);

  /** What the actor can be told. */
  public sealed interface Command {}

  /**
   * Tell every answer for these names to the watcher, until it stops.
   *
   * @param names the names
   * @param watcher who is told; what is known already is told at once
   */
  public record Watch(Set<String> names, ActorRef<Resolved> watcher) implements Command {}

  private record Unwatch(Watch watch) implements Command {}

  private record Answer(String name, List<InetAddress> addresses, @Nullable Throwable problem)
      implements Command {}

  private record Overdue(String name) implements Command {}

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

  /**
   * What the resolver works with.
   *
   * @param lookup asks for addresses; may block
   * @param log told when a name can't be resolved and when it can again
   * @param meter counts look-ups that fail
   */
  public record Services(NameLookup lookup, EventLog log, ProbeMeter meter) {}

  private static final class Entry {
    final Set<ActorRef<Resolved>> watchers = new HashSet<>();
    @Nullable Resolved last;
    boolean asking;
    boolean failing;
  }

  private final ResolveSpec spec;
  private final Services services;
  private final EventLog log;
  private final Executor blocking;
  private final TimerScheduler<Command> timers;
  private final String path;
  private final Map<String, Entry> entries = new HashMap<>();
  private final int parts;
  private int part;

  private ResolverActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ResolveSpec spec,
      Services services,
      Executor blocking) {
    super(context);
    this.spec = spec;
    this.services = services;
    this.log = new GuardedEventLog(services.log());
    this.blocking = blocking;
    this.timers = timers;
    this.path = ActorPaths.of(context.getSelf());
    this.parts = parts(spec.every());
    timers.startTimerAtFixedRate(Round.DUE, spec.every().dividedBy(parts));
  }

  /** A resolver that asks as configured. */
  public static Behavior<Command> create(ResolveSpec spec, Services services) {
    return Behaviors.setup(
        context ->
            create(
                spec,
                services,
                context.getSystem().dispatchers().lookup(DispatcherSelector.blocking())));
  }

  /** A resolver whose look-ups are run by the given executor. */
  static Behavior<Command> create(ResolveSpec spec, Services services, Executor blocking) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ResolverActor(context, timers, spec, services, blocking)));
  }

  /** In how many parts a round of that length is made. */
  static int parts(Duration every) {
    return (int) Math.max(1, Math.min(MOST_PARTS, every.dividedBy(LEAST_PART)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Watch.class, this::onWatch)
        .onMessage(Unwatch.class, this::onUnwatch)
        .onMessage(Answer.class, this::onAnswer)
        .onMessage(Overdue.class, this::onOverdue)
        .onMessageEquals(Round.DUE, this::onRound)
        .build();
  }

  private Behavior<Command> onWatch(Watch watch) {
    getContext().watchWith(watch.watcher(), new Unwatch(watch));
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
    for (String name : unwatch.watch().names()) {
      Entry entry = entries.get(name);
      if (entry != null) {
        entry.watchers.remove(unwatch.watch().watcher());
        dropIfUnwatched(name, entry);
      }
    }
    return this;
  }

  private void dropIfUnwatched(String name, Entry entry) {
    if (entry.watchers.isEmpty() && !entry.asking) {
      entries.remove(name);
    }
  }

  private Behavior<Command> onRound() {
    part = (part + 1) % parts;
    entries.forEach(
        (name, entry) -> {
          if (Math.floorMod(name.hashCode(), parts) == part) {
            ask(name, entry);
          }
        });
    return this;
  }

  private void ask(String name, Entry entry) {
    if (entry.asking || entry.watchers.isEmpty()) {
      return;
    }
    entry.asking = true;
    Overdue overdue = new Overdue(name);
    timers.startSingleTimer(overdue, overdue, spec.timeout());
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(() -> look(name), blocking),
            (addresses, problem) ->
                new Answer(name, addresses == null ? List.of() : addresses, problem));
  }

  private List<InetAddress> look(String name) {
    try {
      return services.lookup().addressesOf(name);
    } catch (UnknownHostException e) {
      throw new CompletionException(e);
    }
  }

  private Behavior<Command> onAnswer(Answer answer) {
    timers.cancel(new Overdue(answer.name()));
    Entry entry = entries.get(answer.name());
    if (entry != null) {
      entry.asking = false;
      learn(answer, entry);
      dropIfUnwatched(answer.name(), entry);
    }
    return this;
  }

  private void learn(Answer answer, Entry entry) {
    EndpointChoice.of(answer.addresses(), spec.prefer())
        .ifPresentOrElse(
            address -> resolved(answer.name(), address, entry),
            () ->
                unresolved(answer.name(), Problems.words(answer.name(), answer.problem()), entry));
  }

  private Behavior<Command> onOverdue(Overdue overdue) {
    Entry entry = entries.get(overdue.name());
    if (entry != null && entry.asking) {
      unresolved(overdue.name(), Problems.overdue(spec.timeout()), entry);
    }
    return this;
  }

  private void resolved(String name, InetAddress address, Entry entry) {
    tell(new Resolved(name, address, null), entry);
    if (entry.failing) {
      entry.failing = false;
      log.emit(ServiceEvents.resolveRecovered(path, name, address));
    }
  }

  private void unresolved(String name, String problem, Entry entry) {
    InetAddress kept = entry.last == null ? null : entry.last.address();
    services.meter().lookupFailed();
    tell(new Resolved(name, kept, problem), entry);
    if (!entry.failing) {
      entry.failing = true;
      log.emit(ServiceEvents.resolveFailed(path, name, problem, kept));
    }
  }

  private static void tell(Resolved now, Entry entry) {
    entry.last = now;
    entry.watchers.forEach(watcher -> watcher.tell(now));
  }
}
