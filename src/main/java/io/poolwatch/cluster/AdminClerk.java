package io.poolwatch.cluster;

import io.poolwatch.cluster.FleetCommand.Administer;
import io.poolwatch.cluster.FleetCommand.Kept;
import io.poolwatch.cluster.FleetCommand.Overdue;
import io.poolwatch.model.AdminRegister;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what operators want between the desk, the disk and the other nodes. Used by the thread of
 * the fleet's actor alone.
 */
final class AdminClerk {
  private static final Logger LOG = LoggerFactory.getLogger(AdminClerk.class);

  /** So long the others have to confirm what is wanted. */
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final AdminDesk desk;
  private final ActorRef<FleetCommand> self;
  private final TimerScheduler<FleetCommand> timers;
  private final BiConsumer<String, FleetMessage> way;

  /**
   * A clerk.
   *
   * @param self told when something was written, or is overdue
   * @param way tells a voter something
   */
  AdminClerk(
      AdminDesk desk,
      ActorRef<FleetCommand> self,
      TimerScheduler<FleetCommand> timers,
      BiConsumer<String, FleetMessage> way) {
    this.desk = desk;
    this.self = self;
    this.timers = timers;
    this.way = way;
  }

  /** An operator wants something at this node. */
  void want(Administer wish, Roster roster, long nowNanos, long wallMillis) {
    long reachable =
        roster.peers().stream().filter(peer -> roster.reachable(peer, nowNanos)).count();
    FleetMessage.Administer told =
        desk.want(wish, wallMillis, roster.self().voter(), Math.toIntExact(reachable));
    for (Peer peer : roster.others()) {
      way.accept(peer.voter(), told);
    }
    keep(roster.self().voter(), told.request());
    Overdue overdue = new Overdue(told.request());
    timers.startSingleTimer(overdue, overdue, LIMIT);
  }

  /** Others want something, or tell what was wanted. */
  void hear(FleetMessage.Administer wanted, String voter) {
    boolean news = desk.learn(wanted.registers());
    List<FleetMessage.Wanted> instead = desk.instead(wanted.registers());
    boolean asked = wanted.request() != 0 && instead.isEmpty();
    if (!instead.isEmpty()) {
      way.accept(wanted.from(), new FleetMessage.Administer(voter, 0, instead));
    }
    if (news || asked) {
      keep(wanted.from(), asked ? wanted.request() : 0);
    }
  }

  /** Another node has kept what this one, or one before it at this address, wanted. */
  void hear(FleetMessage.Administered kept, String voter) {
    if (kept.asker() == null || kept.asker().equals(voter)) {
      desk.kept(kept.request(), kept.from());
    }
  }

  /** Another node wants to know all that was wanted. */
  void tell(String asker, String voter) {
    List<FleetMessage.Wanted> all = desk.all().stream().map(FleetMessage.Wanted::of).toList();
    for (List<FleetMessage.Wanted> some : Outbox.batches(all)) {
      way.accept(asker, new FleetMessage.Administer(voter, 0, some));
    }
  }

  private void keep(String by, long request) {
    var unused =
        desk.keep().whenComplete((done, problem) -> self.tell(new Kept(by, request, problem)));
  }

  /** Something was written to the disk, or could not be. */
  void written(Kept kept, String voter) {
    boolean own = kept.by().equals(voter);
    Throwable problem = kept.problem();
    if (problem != null) {
      LOG.warn("admin states can't be kept", problem);
      if (own) {
        desk.failed(kept.request(), String.valueOf(problem.getMessage()));
      }
    } else if (own) {
      desk.kept(kept.request(), voter);
    } else if (kept.request() != 0) {
      way.accept(kept.by(), new FleetMessage.Administered(voter, kept.request(), kept.by()));
    }
  }

  /** Too few have answered in time. */
  void overdue(Overdue overdue) {
    desk.expired(overdue.request());
  }

  /** All that was wanted of a pool's servers. */
  List<AdminRegister> of(String pool) {
    return desk.all().stream().filter(wanted -> wanted.server().pool().equals(pool)).toList();
  }

  /** Digest of all that was wanted. */
  String digest() {
    return desk.digest();
  }
}
