package io.poolwatch.cluster;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node of the fleet, in its present incarnation.
 *
 * @param voter its unique name: {@code NAME@HOST:PORT#UID}
 * @param name its configured name
 * @param address where it is reached: {@code HOST:PORT}
 * @param tags what vantages may ask for
 * @param zone its failure zone; null for none
 * @param active whether it takes part: it has joined, and is not leaving
 * @param reachable whether the failure detector hears it
 */
record Peer(
    String voter,
    String name,
    String address,
    Set<String> tags,
    @Nullable String zone,
    boolean active,
    boolean reachable) {

  Peer {
    tags = Set.copyOf(tags);
  }

  /** The unique name of an incarnation. */
  static String voter(String name, String address, long uid) {
    return name + "@" + address + "#" + Long.toUnsignedString(uid);
  }
}
