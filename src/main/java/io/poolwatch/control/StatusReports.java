package io.poolwatch.control;

import io.poolwatch.cluster.FleetView;
import io.poolwatch.control.StatusReport.Counts;
import io.poolwatch.control.StatusReport.NodeLine;
import io.poolwatch.control.StatusReport.PoolLine;
import io.poolwatch.control.StatusReport.ServerLine;
import io.poolwatch.control.StatusReport.VoteLine;
import io.poolwatch.event.Evidence;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.Vote;
import io.poolwatch.pool.Board;
import io.poolwatch.pool.Causes;
import io.poolwatch.pool.PoolMemory;
import io.poolwatch.pool.PoolTally;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts together how a service stands, from what its board and its fleet show. */
public final class StatusReports {
  /** Servers that are named; a report of very many says nothing. */
  static final int MOST_SERVERS = 1_000;

  private static final double MICROS_PER_MILLI = 1_000;

  /** The worst first, then by name. */
  private static final Comparator<Seen> ORDER =
      Comparator.comparing(Seen::look).thenComparing(Seen::server);

  /** Why a server wants a look: the worst first. */
  private enum Look {
    DOWN,
    CONTESTED,
    UNKNOWN,
    STALE,
    STOPPING,
    ADMINISTERED,
    NONE
  }

  /** A server as it stood at one moment: the board goes on changing. */
  record Seen(ServerId server, Verdict told, ServerState state) {

    static Seen of(PoolMemory.Entry entry) {
      return new Seen(entry.spec().id(), entry.told(), entry.server().state());
    }

    Look look() {
      return StatusReports.look(told, state);
    }

    AdminState admin() {
      return state.admin().state();
    }
  }

  private StatusReports() {}

  /**
   * How a service stands now.
   *
   * @param version of the program
   */
  public static StatusReport of(String version, FleetView fleet, Board board, Instant now) {
    return of(version, fleet, board.pools(), board.servers().map(Seen::of).toList(), now);
  }

  /** The same of servers as they stood. */
  static StatusReport of(
      String version, FleetView fleet, List<String> pools, List<Seen> servers, Instant now) {
    List<Seen> wanting =
        servers.stream().filter(seen -> seen.look() != Look.NONE).sorted(ORDER).toList();
    List<Seen> named = wanting.subList(0, Math.min(wanting.size(), MOST_SERVERS));
    return new StatusReport(
        StatusReport.VERSION,
        now.truncatedTo(ChronoUnit.MILLIS).toString(),
        version,
        fleet.node(),
        fleet.joined(),
        fleet.quorate(),
        nodes(fleet),
        counts(servers),
        pools(pools, servers),
        named.stream().map(StatusReports::server).toList(),
        wanting.size() - named.size());
  }

  /** The nodes of a fleet as a report names them. */
  public static List<NodeLine> nodes(FleetView fleet) {
    return fleet.members().stream().map(StatusReports::node).toList();
  }

  private static NodeLine node(FleetView.Member member) {
    return new NodeLine(
        member.name(),
        member.address(),
        member.self(),
        member.reachable(),
        member.ready(),
        member.vantages(),
        member.load().due(),
        member.load().done(),
        member.load().overdue(),
        member.load().lagMicros() / MICROS_PER_MILLI,
        member.differing());
  }

  private static Counts counts(List<Seen> servers) {
    return new Counts(
        servers.size(),
        in(OperationalState.UP, servers),
        in(OperationalState.STOPPING, servers),
        in(OperationalState.DOWN, servers),
        in(OperationalState.UNKNOWN, servers),
        count(servers, seen -> seen.told().contested()),
        count(servers, seen -> stale(seen.state())));
  }

  private static int in(OperationalState state, List<Seen> servers) {
    return count(servers, seen -> seen.told().state() == state);
  }

  private static int count(List<Seen> servers, Predicate<Seen> which) {
    return Math.toIntExact(servers.stream().filter(which).count());
  }

  private static List<PoolLine> pools(List<String> names, List<Seen> servers) {
    Map<String, PoolTally> tallies = new TreeMap<>();
    names.forEach(pool -> tallies.put(pool, PoolTally.NONE));
    for (Seen seen : servers) {
      PoolTally one = PoolTally.of(seen.told().state(), seen.admin());
      tallies.merge(seen.server().pool(), one, PoolTally::plus);
    }
    return tallies.entrySet().stream()
        .map(
            pool ->
                new PoolLine(
                    pool.getKey(),
                    pool.getValue().state(),
                    pool.getValue().usable(),
                    pool.getValue().total()))
        .toList();
  }

  private static ServerLine server(Seen seen) {
    Verdict told = seen.told();
    Evidence cause = Causes.of(told, seen.state());
    CheckResult result = cause == null ? null : cause.result();
    return new ServerLine(
        seen.server().pool(),
        seen.server().server(),
        told.state(),
        seen.admin(),
        told.contested(),
        stale(seen.state()),
        health(seen),
        result == null ? null : result.status(),
        info(result),
        told.votes().stream().map(StatusReports::vote).toList());
  }

  /** The counter behind the verdict, where this node says the same. */
  private static @Nullable String health(Seen seen) {
    CheckState deciding = seen.state().deciding();
    return deciding == null
            || deciding.evidence() == null
            || seen.state().state() != seen.told().state()
        ? null
        : deciding.counter().display();
  }

  private static VoteLine vote(Vote vote) {
    CheckResult evidence = vote.evidence();
    return new VoteLine(
        vote.node(), vote.choice(), evidence == null ? null : evidence.status(), info(evidence));
  }

  private static @Nullable String info(@Nullable CheckResult result) {
    return result == null || result.info().isEmpty() ? null : result.info();
  }

  private static Look look(Verdict told, ServerState state) {
    return switch (told.state()) {
      case DOWN -> Look.DOWN;
      case UNKNOWN -> Look.UNKNOWN;
      case UP, STOPPING -> {
        if (told.contested()) {
          yield Look.CONTESTED;
        } else if (stale(state)) {
          yield Look.STALE;
        } else if (told.state() == OperationalState.STOPPING) {
          yield Look.STOPPING;
        }
        yield state.admin().state() == AdminState.READY ? Look.NONE : Look.ADMINISTERED;
      }
    };
  }

  private static boolean stale(ServerState state) {
    return state.checks().stream().anyMatch(CheckState::stale);
  }
}
