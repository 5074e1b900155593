package io.poolwatch.pool;

import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminState;
import io.poolwatch.server.ServerActor;
import io.poolwatch.server.ServerMemory;
import io.poolwatch.spec.ServerSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What operators want of a pool's servers; some may still have to come. Used by the pool actor's
 * thread alone.
 */
final class Wishes {
  private final Standings standings;
  private final PoolEvents events;
  private final LongSupplier nanoClock;
  private final Map<String, AdminRegister> wishes = new HashMap<>();

  Wishes(Standings standings, PoolEvents events, LongSupplier nanoClock) {
    this.standings = standings;
    this.events = events;
    this.nanoClock = nanoClock;
  }

  /** From now on this is wanted; returns whether it was not before. */
  boolean put(AdminRegister wanted) {
    return !wanted.equals(wishes.put(wanted.server().server(), wanted));
  }

  /** What operator and configuration want of a server. */
  AdminState of(ServerSpec spec) {
    AdminRegister wish = wishes.get(spec.id().server());
    return wish == null ? spec.admin() : wish.stateOver(spec.admin());
  }

  /** Has a server do what is wanted of it; nothing if no operator ever wanted anything. */
  void administer(Member member) {
    AdminRegister wanted = wishes.get(member.name());
    if (wanted == null) {
      return;
    }
    AdminState to = wanted.stateOver(member.spec().admin());
    if (member.working()) {
      member.tell(new ServerActor.SetAdmin(to, wanted.reason(), wanted.author()));
    } else {
      ServerMemory server = member.memory.server();
      Admin before = server.state().admin();
      server.begin(server.state().administered(Admin.Source.OPERATOR, to, nanoClock.getAsLong()));
      events.administered(member.memory, before, wanted);
      standings.changed(member);
    }
  }
}
