/**
 * A node among others: the fleet's actor system, its membership, and the votes, beacons and admin
 * states that nodes tell each other.
 *
 * <p>May import {@code pool} and what that may import.
 */
@NullMarked
package io.poolwatch.cluster;

import org.jspecify.annotations.NullMarked;
