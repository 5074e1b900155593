package io.poolwatch.cluster;

import java.util.function.Predicate;

/**
 * What votes and vantages follow from: who is there.
 *
 * @param roster the nodes
 * @param voter the unique name under which this node votes
 * @param member whether this node takes part in a fleet, so that others are told its votes
 * @param quorate whether this side of a cut speaks for the fleet
 * @param heard whether a node's votes count
 * @param nowNanos the time, by a clock that only goes on
 */
record Scene(
    Roster roster,
    String voter,
    boolean member,
    boolean quorate,
    Predicate<Peer> heard,
    long nowNanos) {}
