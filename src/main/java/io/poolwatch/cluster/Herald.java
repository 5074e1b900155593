package io.poolwatch.cluster;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Tells the others that this node is alive, and how it is. Used by one thread. */
final class Herald {
  private final Presence presence;
  private final Courier courier;
  private final Supplier<String> admin;
  private final LongSupplier wallMillis;
  private Load load = Load.NONE;

  /**
   * One that has told nothing yet.
   *
   * @param admin digest of the admin states that are known here
   * @param wallMillis the wall clock, milliseconds since the epoch
   */
  Herald(Presence presence, Courier courier, Supplier<String> admin, LongSupplier wallMillis) {
    this.presence = presence;
    this.courier = courier;
    this.admin = admin;
    this.wallMillis = wallMillis;
  }

  /** From now on this node's probes get on like this. */
  void load(Load now) {
    load = now;
  }

  /** How this node's probes get on. */
  Load load() {
    return load;
  }

  /** Tells it, if this node is a member. */
  void beat() {
    if (presence.joined()) {
      courier.broadcast(presence.roster(), beacon());
    }
  }

  /** What is told. */
  FleetMessage.Beacon beacon() {
    return new FleetMessage.Beacon(
        presence.self(),
        presence.roster().ready(),
        presence.roster().config(),
        admin.get(),
        wallMillis.getAsLong(),
        load.due(),
        load.done(),
        load.overdue(),
        load.lagMicros());
  }
}
