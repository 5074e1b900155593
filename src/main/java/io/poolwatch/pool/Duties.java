package io.poolwatch.pool;

import io.poolwatch.model.Duty;
import io.poolwatch.model.Turn;
import io.poolwatch.server.ServerActor;
import io.poolwatch.server.ServerMemory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which servers of a pool the fleet wants to be probed here, and where they begin; some may still
 * have to come. Used by the pool actor's thread alone.
 */
final class Duties {
  private final boolean alone;
  private final Duration firstProbeSpread;
  private final LongSupplier nanoClock;
  private final Map<String, Duty> duties = new HashMap<>();

  /**
   * No duties yet.
   *
   * @param alone whether there is no fleet, so that all servers are probed here
   * @param firstProbeSpread cap of the time over which first probes are spread
   */
  Duties(boolean alone, Duration firstProbeSpread, LongSupplier nanoClock) {
    this.alone = alone;
    this.firstProbeSpread = firstProbeSpread;
    this.nanoClock = nanoClock;
  }

  /**
   * From now on the fleet wants this for a server. Where it begins is told once, and waits until it
   * is served.
   */
  void put(String server, Duty duty) {
    duties.merge(server, duty, Duties::withStanding);
  }

  private static Duty withStanding(Duty before, Duty now) {
    return now.standing() == null && now.turn() != null && now.specHash().equals(before.specHash())
        ? new Duty(now.specHash(), now.turn(), before.standing())
        : now;
  }

  /** What was wanted for a server is settled. */
  void forget(String server) {
    duties.remove(server);
  }

  /** A server is there now: probes it if that is wanted; what tracks another needs no duty. */
  void begin(Member member) {
    if (alone || member.spec().track() != null) {
      member.start();
    } else {
      serve(member);
    }
  }

  /** Its actor has stopped because it is not probed here any more; perhaps it is again by now. */
  void stopped(Member member) {
    member.stopped();
    member.idle = true;
    Duty duty = duties.get(member.name());
    if (duty != null && duty.turn() != null) {
      serve(member);
    }
  }

  /** Does for a server what the fleet wants, unless that is about another configuration of it. */
  void serve(Member member) {
    Duty duty = duties.get(member.name());
    if (duty == null || !duty.specHash().equals(member.spec().hash()) || member.stopping()) {
      return;
    }
    // Where it begins is done once: when its settings change, it goes on from what it knows.
    duties.put(member.name(), new Duty(duty.specHash(), duty.turn(), null));
    Turn before = member.memory.server().turn();
    member.memory.server().turn(duty.turn());
    if (duty.turn() == null) {
      member.stop();
    } else if (member.working()) {
      goOn(member, before, duty);
    } else {
      start(member, duty.standing());
    }
  }

  private static void goOn(Member member, @Nullable Turn before, Duty duty) {
    Duty.Standing standing = duty.standing();
    if (standing != null) {
      member.tell(new ServerActor.Stand(standing));
    }
    if (!Objects.equals(before, duty.turn())) {
      member.tell(ServerActor.Retime.INSTANCE);
    }
  }

  private void start(Member member, Duty.@Nullable Standing standing) {
    if (standing != null || member.idle) {
      ServerMemory server = member.memory.server();
      InitialStates states = new InitialStates(firstProbeSpread, nanoClock.getAsLong());
      server.begin(
          states.assigned(
              member.spec(), server.state(), standing == null ? Duty.Standing.UNKNOWN : standing));
    }
    member.idle = false;
    member.start();
  }
}
