package io.poolwatch.cluster;

import java.util.List;

/** This node's way to the others. Safe for any thread; never blocks. */
interface Port {
  /** Tells another node something; it may get lost. */
  void send(String address, FleetMessage message);

  /** Keeps this node's votes where joiners find them and losses are mended. */
  void store(String voter, List<WireVote> votes);

  /** Leaves the fleet and ends what belongs to it. */
  void close();
}
