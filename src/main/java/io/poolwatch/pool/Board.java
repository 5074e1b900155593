package io.poolwatch.pool;

import io.poolwatch.event.Evidence;
import io.poolwatch.model.Followed;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * What a node knows of its servers at this moment, for whoever wants to look: sinks and commands.
 * Written by the pools' actors; readable from any thread, without asking an actor.
 */
public final class Board {
  private final Map<String, PoolMemory> pools = new ConcurrentHashMap<>();

  /** Who tracks a server, and what is run when that may stand otherwise. */
  private final Map<ServerId, Map<ServerId, Runnable>> trackers = new ConcurrentHashMap<>();

  /** Those who wait until it shows something else. */
  private final Object watchers = new Object();

  void put(String pool, PoolMemory memory) {
    pools.put(pool, memory);
    moved();
  }

  void remove(String pool, PoolMemory memory) {
    pools.remove(pool, memory);
    moved();
  }

  /** It shows something else from now on; whoever changes what it shows says so. */
  void moved() {
    synchronized (watchers) {
      watchers.notifyAll();
    }
  }

  /**
   * Waits until it shows something, looking whenever it shows something else. Never called by an
   * actor.
   *
   * @param limit how long at most
   * @return whether it does
   */
  public boolean awaits(BooleanSupplier shown, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    synchronized (watchers) {
      while (!shown.getAsBoolean()) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        try {
          watchers.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Waits until it shows these pools, each server as it is configured there, and no others.
   *
   * @param limit how long at most
   * @return whether it does
   */
  public boolean awaits(List<PoolSpec> configured, Duration limit) {
    Map<ServerId, ServerSpec> wanted = new LinkedHashMap<>();
    configured.forEach(pool -> pool.servers().forEach(server -> wanted.put(server.id(), server)));
    List<ServerId> strangers =
        servers().map(entry -> entry.spec().id()).filter(id -> !wanted.containsKey(id)).toList();
    long end = System.nanoTime() + limit.toNanos();
    // One behind the other, so that each is looked at about once.
    for (ServerSpec server : wanted.values()) {
      if (!awaits(() -> shows(server), Duration.ofNanos(end - System.nanoTime()))) {
        return false;
      }
    }
    for (ServerId stranger : strangers) {
      if (!awaits(() -> server(stranger).isEmpty(), Duration.ofNanos(end - System.nanoTime()))) {
        return false;
      }
    }
    return true;
  }

  private boolean shows(ServerSpec server) {
    return server(server.id())
        .filter(entry -> entry.spec().fingerprint().equals(server.fingerprint()))
        .isPresent();
  }

  /**
   * From now on one server tracks another.
   *
   * @param poke run, on any thread, when the target may stand otherwise; must not block
   */
  void track(ServerId tracker, ServerId target, Runnable poke) {
    trackers.computeIfAbsent(target, any -> new ConcurrentHashMap<>()).put(tracker, poke);
  }

  /** One server does not track the other any more. */
  void untrack(ServerId tracker, ServerId target) {
    trackers.computeIfPresent(
        target,
        (any, pokes) -> {
          pokes.remove(tracker);
          return pokes.isEmpty() ? null : pokes;
        });
  }

  /** What was told of a server, or is wanted of it, may have changed. */
  void changed(ServerId server) {
    moved();
    Map<ServerId, Runnable> pokes = trackers.get(server);
    if (pokes != null) {
      pokes.values().forEach(Runnable::run);
    }
  }

  /** How a server stands for one that tracks it. */
  Followed followed(ServerId target) {
    return server(target)
        .map(entry -> followed(target, entry))
        .orElseGet(() -> Followed.unknown(target));
  }

  /** Whether all that track a server, and all that track these, have learned how it stands. */
  public boolean learned(ServerId target) {
    return learned(target, new HashSet<>());
  }

  /** While a reload turns round who tracks whom, each may track the other for a moment. */
  private boolean learned(ServerId target, Set<ServerId> asked) {
    Followed now = followed(target);
    return !asked.add(target)
        || trackers.getOrDefault(target, Map.of()).keySet().stream()
            .allMatch(tracker -> follows(tracker, now) && learned(tracker, asked));
  }

  private boolean follows(ServerId tracker, Followed now) {
    return server(tracker)
        .filter(entry -> now.equals(entry.server().state().followed()) && entry.voteIsTold())
        .isPresent();
  }

  private static Followed followed(ServerId target, PoolMemory.Entry entry) {
    ServerState known = entry.server().state();
    Evidence cause = Causes.of(entry.told(), known);
    return new Followed(
        target, entry.told().state(), cause == null ? null : cause.result(), known.admin().state());
  }

  /** One server; empty if there is none of that name. */
  public Optional<PoolMemory.Entry> server(ServerId id) {
    PoolMemory pool = pools.get(id.pool());
    return pool == null ? Optional.empty() : Optional.ofNullable(pool.entries().get(id.server()));
  }

  /** What is known of a pool; empty if there is none of that name. */
  public Optional<PoolMemory> pool(String name) {
    return Optional.ofNullable(pools.get(name));
  }

  /** The names of all pools, sorted. */
  public List<String> pools() {
    return pools.keySet().stream().sorted().toList();
  }

  /** All servers, in no order. */
  public Stream<PoolMemory.Entry> servers() {
    return pools.values().stream().flatMap(pool -> pool.entries().values().stream());
  }
}
