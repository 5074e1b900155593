package io.poolwatch.cluster;

import io.poolwatch.model.AdminWish;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.Movement;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Vote;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What {@link FleetActor} can be told. */
sealed interface FleetCommand {

  record Configure(Map<ServerId, Fleet.Profile> servers) implements FleetCommand {}

  record Listen(String pool, Fleet.Listener listener) implements FleetCommand {}

  record Unlisten(String pool) implements FleetCommand {}

  record Cast(ServerId server, String specHash, Vote.Choice choice, @Nullable CheckResult evidence)
      implements FleetCommand {}

  record Moved(ServerId server, String specHash, Movement movement) implements FleetCommand {}

  record Withdraw(ServerId server) implements FleetCommand {}

  /** {@code reply} is told what is wrong; empty once it is confirmed. */
  record Administer(AdminWish wish, CompletableFuture<Optional<String>> reply)
      implements FleetCommand {}

  /**
   * What was wanted is on this disk, or could not be written there.
   *
   * @param by the voter that asks to be told
   * @param request its number; 0 if nobody asks
   */
  record Kept(String by, long request, @Nullable Throwable problem) implements FleetCommand {}

  /** The others have had time enough to confirm what was wanted. */
  record Overdue(long request) implements FleetCommand {}

  /** The fleet's actor system is there; this node is not yet a member of anything. */
  record Opened(Port port) implements FleetCommand {}

  /** These are the members now, this node among them. */
  record Members(Peer self, List<Peer> all) implements FleetCommand {}

  /** Another node tells something. */
  record Heard(FleetMessage message) implements FleetCommand {}

  /** What is kept of a voter's votes; may have been known for long. */
  record Stored(String voter, List<WireVote> votes) implements FleetCommand {}

  /** The fleet's actor system has ended. */
  record Lost(String reason) implements FleetCommand {}

  /** Time has passed. */
  enum Tick implements FleetCommand {
    BEAT,
    FLUSH,
    STORE,
    REASSIGN,
    /** It has waited long enough for a fleet, or for the votes of one. */
    PATIENCE
  }
}
