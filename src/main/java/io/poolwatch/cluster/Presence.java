package io.poolwatch.cluster;

import java.util.Collection;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * This node among the others: alone, a member that still reads what the others know, or one that
 * takes part. Used by one thread.
 */
final class Presence {
  private final Peer alone;
  private final LongSupplier nanoClock;
  private final Outlook outlook;
  private final Pulse pulse;
  private Roster roster;

  /** What is still to be read before this node takes part in the fleet; null if it does. */
  private @Nullable Reading reading;

  private boolean joined;

  /**
   * A node that is alone, and not yet at work.
   *
   * @param alone this node, as it is while it is alone
   */
  Presence(Peer alone, LongSupplier nanoClock, FleetEvents events) {
    this.alone = alone;
    this.nanoClock = nanoClock;
    this.outlook = new Outlook(events);
    this.roster = new Roster(alone);
    this.pulse = new Pulse(now());
  }

  long now() {
    return nanoClock.getAsLong();
  }

  /** Who is there. */
  Roster roster() {
    return roster;
  }

  /** The unique name of this node. */
  String self() {
    return roster.self().voter();
  }

  /** Whether this node is a member of a fleet. */
  boolean joined() {
    return joined;
  }

  /** Whether this node takes part in a fleet. */
  boolean member() {
    return joined && reading == null;
  }

  /** Whether this node is a member that does not take part yet. */
  boolean reading() {
    return reading != null;
  }

  /** Whether this side of a cut speaks for the fleet. */
  boolean quorate() {
    return outlook.quorate();
  }

  /** Whether a member was missing when it was looked last. */
  boolean misses(Peer peer) {
    return outlook.misses(peer);
  }

  /** What votes follow from; until this node takes part, what it sees on its own counts. */
  Scene scene() {
    String voter = reading == null ? self() : alone.voter();
    return new Scene(
        roster,
        voter,
        member(),
        outlook.quorate(),
        peer -> peer.voter().equals(voter) || outlook.hears(peer),
        now());
  }

  // ---- membership

  /**
   * These are the members now.
   *
   * @return whether this node has just become one: then it has to read
   */
  boolean members(Peer self, Collection<Peer> all) {
    roster.members(self, all, now());
    if (joined) {
      return false;
    }
    joined = true;
    roster.ready(false);
    reading = new Reading(roster);
    return true;
  }

  /** All votes of a voter have come. */
  void read(String voter) {
    if (reading != null) {
      reading.read(voter);
    }
  }

  /** Who has not yet told all that this node has to read. */
  Set<String> unread() {
    return reading == null ? Set.of() : reading.missing(roster);
  }

  /** This node has read enough. */
  void endReading() {
    reading = null;
  }

  /**
   * This node is alone again.
   *
   * @return whether it was a member
   */
  boolean leave() {
    boolean was = joined;
    Roster before = roster;
    joined = false;
    reading = null;
    roster = new Roster(alone);
    roster.know(before.servers());
    roster.ready(true);
    return was;
  }

  // ---- the passing of time

  /** Looks who is heard; returns whether that changes what votes count for. */
  boolean look() {
    long now = now();
    long missed = pulse.missed(now);
    if (missed > 0) {
      // The others had no chance to be heard.
      roster.paused(missed, now);
    }
    return outlook.look(roster, member(), now);
  }

  /** A second has passed; comes after a look. */
  void beat() {
    pulse.beat(now());
  }

  /** Whether what others say has come just now, and tells what their clocks show. */
  boolean steady() {
    return pulse.steady(now());
  }
}
