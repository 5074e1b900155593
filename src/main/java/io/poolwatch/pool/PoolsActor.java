package io.poolwatch.pool;

import io.poolwatch.event.ActorPaths;
import io.poolwatch.event.Events;
import io.poolwatch.server.Backoff;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.PoolSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/** Supervises all pools of a node and keeps what they must not forget. */
public final class PoolsActor extends AbstractBehavior<PoolsActor.Command> {

  /** What the actor can be told. */
  public sealed interface Command {}

  /**
   * Go on with other pools; those that are the same are left alone.
   *
   * @param pools all pools that shall be
   */
  public record Update(List<PoolSpec> pools) implements Command {}

  /** Probe one server now; no answer if there is no such server. */
  public record ProbeNow(String pool, String server, ActorRef<ServerActor.Probed> replyTo)
      implements Command {}

  private record Replace(String pool) implements Command {}

  private static final class Handle {
    PoolSpec spec;
    final PoolMemory memory = new PoolMemory();
    @Nullable ActorRef<PoolActor.Command> actor;
    @Nullable Backoff backoff;
    boolean wanted = true;

    Handle(PoolSpec spec) {
      this.spec = spec;
    }
  }

  private final PoolActor.Services services;
  private final TimerScheduler<Command> timers;
  private final Map<String, Handle> pools = new HashMap<>();

  private PoolsActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      List<PoolSpec> specs,
      PoolActor.Services services) {
    super(context);
    this.timers = timers;
    this.services = services;
    specs.forEach(this::add);
  }

  /**
   * The pools' actor.
   *
   * @param specs the pools
   * @param services what pool actors share
   */
  public static Behavior<Command> create(List<PoolSpec> specs, PoolActor.Services services) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new PoolsActor(context, timers, specs, services)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Update.class, this::onUpdate)
        .onMessage(ProbeNow.class, this::onProbeNow)
        .onMessage(Replace.class, this::onReplace)
        .onSignal(ChildFailed.class, this::onPoolFailed)
        .onSignal(Terminated.class, stopped -> onPoolGone(stopped.getRef().path().name()))
        .build();
  }

  private void add(PoolSpec spec) {
    Handle handle = new Handle(spec);
    pools.put(spec.name(), handle);
    start(handle);
  }

  private void start(Handle handle) {
    handle.actor =
        getContext()
            .spawn(
                PoolActor.create(handle.spec, handle.memory, services),
                handle.spec.name(),
                DispatcherSelector.sameAsParent());
    getContext().watch(handle.actor);
  }

  private Behavior<Command> onUpdate(Update update) {
    Map<String, PoolSpec> wanted = new LinkedHashMap<>();
    update.pools().forEach(spec -> wanted.put(spec.name(), spec));
    for (Handle handle : List.copyOf(pools.values())) {
      PoolSpec spec = wanted.remove(handle.spec.name());
      if (spec == null) {
        remove(handle);
      } else {
        handle.spec = spec;
        handle.wanted = true;
        if (handle.actor != null) {
          handle.actor.tell(new PoolActor.Update(spec));
        }
      }
    }
    wanted.values().forEach(this::add);
    return this;
  }

  private void remove(Handle handle) {
    handle.wanted = false;
    handle.spec.servers().forEach(server -> services.fleet().withdraw(server.id()));
    ActorRef<PoolActor.Command> actor = handle.actor;
    if (actor == null) {
      pools.remove(handle.spec.name());
    } else {
      getContext().stop(actor);
    }
  }

  private Behavior<Command> onPoolGone(String pool) {
    Handle handle = pools.remove(pool);
    if (handle != null && handle.wanted) {
      // Removed by one update and wanted again by the next, while its actor was still stopping.
      add(handle.spec);
    }
    return this;
  }

  private Behavior<Command> onPoolFailed(ChildFailed failed) {
    String pool = failed.getRef().path().name();
    services
        .servers()
        .log()
        .emit(Events.actorRestarted(ActorPaths.of(failed.getRef()), null, failed.getCause()));
    Handle handle = pools.get(pool);
    if (handle == null || !handle.wanted) {
      return onPoolGone(pool);
    }
    handle.actor = null;
    long now = services.servers().connections().nanoClock().getAsLong();
    handle.backoff = handle.backoff == null ? Backoff.first(now) : handle.backoff.next(now);
    timers.startSingleTimer("replace " + pool, new Replace(pool), handle.backoff.delay());
    return this;
  }

  private Behavior<Command> onReplace(Replace replace) {
    Handle handle = pools.get(replace.pool());
    if (handle != null && handle.actor == null) {
      start(handle);
    }
    return this;
  }

  private Behavior<Command> onProbeNow(ProbeNow ask) {
    Handle handle = pools.get(ask.pool());
    if (handle != null && handle.actor != null) {
      handle.actor.tell(new PoolActor.ProbeNow(ask.server(), ask.replyTo()));
    }
    return this;
  }
}
