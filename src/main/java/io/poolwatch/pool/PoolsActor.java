package io.poolwatch.pool;

import io.poolwatch.event.ActorPaths;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.GuardedEventLog;
import io.poolwatch.event.ServiceEvents;
import io.poolwatch.model.ServerId;
import io.poolwatch.server.ChildKeeper;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.PoolSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Supervises all pools of a node and keeps what they must not forget.
 *
 * <p>Nobody could replace this actor without losing that: it does little, and what it tells may
 * fail without breaking it.
 */
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

  /** Tell one server's actor something; nothing comes of it if there is no such server. */
  public record Order(String pool, String server, ServerActor.Command order) implements Command {}

  private record Replace(String pool) implements Command {}

  private static final class Handle {
    final PoolMemory memory = new PoolMemory();
    final ChildKeeper<PoolActor.Command> keeper;
    PoolSpec spec;

    /** Whether a pool of this name is wanted once the actor has stopped. */
    boolean wantedAgain;

    Handle(PoolSpec spec, ActorContext<?> context, PoolActor.Services services) {
      this.spec = spec;
      this.keeper =
          new ChildKeeper<>(
              context, spec.name(), () -> PoolActor.create(this.spec, memory, services));
    }
  }

  private final PoolActor.Services services;
  private final Board board;
  private final EventLog log;
  private final TimerScheduler<Command> timers;
  private final Map<String, Handle> pools = new HashMap<>();

  private PoolsActor(
      ActorContext<Command> context, TimerScheduler<Command> timers, PoolActor.Services services) {
    super(context);
    this.timers = timers;
    this.board = services.board();
    this.services = services;
    this.log = new GuardedEventLog(services.servers().log());
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
            Behaviors.withTimers(
                timers -> new PoolsActor(context, timers, services).started(specs)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Update.class, this::onUpdate)
        .onMessage(ProbeNow.class, this::onProbeNow)
        .onMessage(Order.class, this::onOrder)
        .onMessage(Replace.class, this::onReplace)
        .onSignal(ChildFailed.class, this::onPoolFailed)
        .onSignal(Terminated.class, stopped -> onPoolGone(stopped.getRef().path().name()))
        .build();
  }

  private Behavior<Command> started(List<PoolSpec> specs) {
    specs.forEach(this::add);
    return this;
  }

  private void add(PoolSpec spec) {
    Handle handle = new Handle(spec, getContext(), services);
    pools.put(spec.name(), handle);
    board.put(spec.name(), handle.memory);
    handle.keeper.start();
  }

  private Behavior<Command> onUpdate(Update update) {
    Map<String, PoolSpec> wanted = new LinkedHashMap<>();
    update.pools().forEach(spec -> wanted.put(spec.name(), spec));
    for (Handle handle : List.copyOf(pools.values())) {
      PoolSpec spec = wanted.remove(handle.spec.name());
      handle.wantedAgain = spec != null;
      if (spec == null) {
        remove(handle);
      } else {
        handle.spec = spec;
        handle.keeper.tell(new PoolActor.Update(spec));
      }
    }
    wanted.values().forEach(this::add);
    return this;
  }

  private void remove(Handle handle) {
    if (handle.keeper.actor() == null) {
      timers.cancel(new Replace(handle.spec.name()));
      gone(handle);
    } else {
      handle.keeper.stop();
    }
  }

  private Behavior<Command> onPoolGone(String pool) {
    Handle handle = pools.get(pool);
    if (handle != null) {
      gone(handle);
    }
    return this;
  }

  /** The pool's actor is no more, so that nothing can vote for its servers after this. */
  private void gone(Handle handle) {
    String pool = handle.spec.name();
    pools.remove(pool);
    board.remove(pool, handle.memory);
    handle
        .memory
        .entries()
        .keySet()
        .forEach(server -> services.fleet().withdraw(new ServerId(pool, server)));
    services.fleet().leave(pool);
    if (handle.wantedAgain) {
      add(handle.spec);
    }
  }

  private Behavior<Command> onPoolFailed(ChildFailed failed) {
    log.emit(ServiceEvents.actorRestarted(ActorPaths.of(failed.getRef()), null, failed.getCause()));
    String pool = failed.getRef().path().name();
    Handle handle = pools.get(pool);
    if (handle == null || handle.keeper.stopping()) {
      return onPoolGone(pool);
    }
    long now = services.servers().connections().nanoClock().getAsLong();
    Replace replace = new Replace(pool);
    timers.startSingleTimer(replace, replace, handle.keeper.broke(now));
    return this;
  }

  private Behavior<Command> onReplace(Replace replace) {
    Handle handle = pools.get(replace.pool());
    if (handle != null && handle.keeper.actor() == null) {
      handle.keeper.start();
    }
    return this;
  }

  private Behavior<Command> onProbeNow(ProbeNow ask) {
    Handle handle = pools.get(ask.pool());
    if (handle != null) {
      handle.keeper.tell(new PoolActor.ProbeNow(ask.server(), ask.replyTo()));
    }
    return this;
  }

  private Behavior<Command> onOrder(Order told) {
    Handle handle = pools.get(told.pool());
    if (handle != null) {
      handle.keeper.tell(new PoolActor.Order(told.server(), told.order()));
    }
    return this;
  }
}
