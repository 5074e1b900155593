package io.poolwatch.pool;

import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a pool as they join, change, break and leave. Used by the pool actor's thread
 * alone.
 */
final class Members {
  private final PoolMemory memory;
  private final PoolActor.Services services;
  private final PoolEvents events;
  private final Standings standings;
  private final Tracking tracking;
  private final Wishes wishes;
  private final Duties duties;
  private final BiFunction<ServerSpec, PoolMemory.Entry, Member> maker;

  /** The servers by name, those included whose actor has still to stop. */
  private final Map<String, Member> members = new HashMap<>();

  /**
   * No servers yet.
   *
   * @param maker makes what is kept of a server, whose actor has still to be started
   */
  Members(
      PoolMemory memory,
      PoolActor.Services services,
      PoolEvents events,
      Standings standings,
      Tracking tracking,
      Wishes wishes,
      Duties duties,
      BiFunction<ServerSpec, PoolMemory.Entry, Member> maker) {
    this.memory = memory;
    this.services = services;
    this.events = events;
    this.standings = standings;
    this.tracking = tracking;
    this.wishes = wishes;
    this.duties = duties;
    this.maker = maker;
  }

  /** One that may have left; null if there is none. */
  @Nullable Member any(String server) {
    return members.get(server);
  }

  /** One that has not left; null if there is none. */
  @Nullable Member present(String server) {
    Member member = members.get(server);
    return member == null || member.left ? null : member;
  }

  /** All of them, those included that have left. */
  Collection<Member> all() {
    return members.values();
  }

  /** These are the servers at first; what is known of others is forgotten. */
  void begin(PoolSpec spec) {
    memory.strangersTo(spec).forEach(this::forget);
    spec.servers().forEach(this::join);
    standings.tell();
  }

  /** These are the servers from now on. */
  void update(PoolSpec pool) {
    Map<String, ServerSpec> wanted = new LinkedHashMap<>();
    pool.servers().forEach(spec -> wanted.put(spec.id().server(), spec));
    for (Member member : List.copyOf(members.values())) {
      if (!wanted.containsKey(member.name())) {
        leave(member);
      }
    }
    for (ServerSpec spec : wanted.values()) {
      Member member = members.get(spec.id().server());
      if (member == null) {
        join(spec);
      } else if (member.stopping()) {
        member.next = spec;
      } else if (!member.spec().fingerprint().equals(spec.fingerprint())) {
        change(member, spec);
      }
    }
    standings.tell();
  }

  private void join(ServerSpec spec) {
    PoolMemory.Entry before = memory.entries().get(spec.id().server());
    PoolMemory.Entry entry =
        memory.entry(spec, wishes.of(spec), services.firstProbeSpread(), now());
    if (before != entry) {
      services.servers().meter().ended(spec.id());
    }
    if (before != null) {
      events.reconfigured(entry, before.server().state().admin());
    }
    Member member = maker.apply(spec, entry);
    member.idle = before == null;
    members.put(member.name(), member);
    if (before == null) {
      wishes.administer(member);
    }
    tracking.begin(spec);
    standings.count(member);
    services.board().moved();
    duties.begin(member);
  }

  /** It counts, and keeps its verdict, until what takes its place is there. */
  private void change(Member member, ServerSpec next) {
    member.next = next;
    end(member);
  }

  private void leave(Member member) {
    member.left = true;
    member.next = null;
    forget(member.spec());
    standings.uncount(member);
    end(member);
  }

  private void forget(ServerSpec spec) {
    duties.forget(spec.id().server());
    memory.remove(spec.id().server());
    services.board().moved();
    services.fleet().withdraw(spec.id());
  }

  private void end(Member member) {
    member.stop();
    if (!member.working()) {
      gone(member);
    }
  }

  private void gone(Member member) {
    members.remove(member.name());
    tracking.end(member.spec());
    standings.uncount(member);
    if (member.next != null) {
      join(member.next);
    }
  }

  /** The actor of a server broke: it is replaced in a while, unless it was to stop anyway. */
  void broke(String server) {
    Member member = members.get(server);
    if (member == null || member.stopping()) {
      stopped(server);
    } else {
      member.broke(now());
    }
  }

  /** An actor takes the place of the one that broke, if it is still wanted. */
  void replace(String server) {
    Member member = members.get(server);
    if (member != null && !member.working()) {
      member.start();
    }
  }

  /** The actor of a server has stopped. */
  void stopped(String server) {
    Member member = members.get(server);
    if (member != null) {
      if (member.left || member.next != null) {
        gone(member);
      } else {
        services.servers().meter().ended(member.spec().id());
        duties.stopped(member);
      }
      standings.tell();
    }
  }

  private long now() {
    return services.servers().connections().nanoClock().getAsLong();
  }
}
