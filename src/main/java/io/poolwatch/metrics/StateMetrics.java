package io.poolwatch.metrics;

import io.poolwatch.cluster.FleetView;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.pool.Board;
import io.poolwatch.pool.PoolMemory;
import io.poolwatch.pool.PoolTally;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each scrape how servers, pools and the fleet stand: probes have nothing to do for it.
 */
final class StateMetrics implements MultiCollector {
  private static final String SERVERS = "poolwatch_pool_servers";
  private static final String USABLE = "poolwatch_pool_usable_servers";
  private static final String CONTESTED = "poolwatch_pool_contested_servers";
  private static final String STALE = "poolwatch_pool_stale_servers";
  private static final String ADMINISTERED = "poolwatch_pool_administered_servers";
  private static final String UP = "poolwatch_server_up";
  private static final String DOWN = "poolwatch_server_down";
  private static final String SERVER_ADMINISTERED = "poolwatch_server_administered";
  private static final String EXPIRY = "poolwatch_server_certificate_expiry_timestamp_seconds";
  private static final String IN_FLIGHT = "poolwatch_probes_in_flight";
  private static final String QUORATE = "poolwatch_fleet_quorate";
  private static final String MEMBERS = "poolwatch_fleet_members";

  private static final Comparator<PoolMemory.Entry> BY_NAME =
      Comparator.comparing(entry -> entry.spec().id());

  private final Board board;
  private final Supplier<FleetView> fleet;
  private final IntSupplier inFlight;
  private final Function<ServerId, @Nullable Instant> certificates;
  private final int mostServers;

  /**
   * Looks at these.
   *
   * @param inFlight probes under way
   * @param certificates when a server's certificate expires; null if none was seen
   * @param mostServers how many servers have series of their own
   */
  StateMetrics(
      Board board,
      Supplier<FleetView> fleet,
      IntSupplier inFlight,
      Function<ServerId, @Nullable Instant> certificates,
      int mostServers) {
    this.board = board;
    this.fleet = fleet;
    this.inFlight = inFlight;
    this.certificates = certificates;
    this.mostServers = mostServers;
  }

  @Override
  public MetricSnapshots collect() {
    Gauges gauges = named();
    for (String pool : board.pools()) {
      board.pool(pool).ifPresent(memory -> pool(pool, memory, gauges));
    }
    servers().forEach(entry -> server(entry, gauges));
    gauges.set(IN_FLIGHT, inFlight.getAsInt(), Labels.EMPTY);
    fleet(gauges);
    return gauges.snapshots();
  }

  private static Gauges named() {
    Gauges gauges = new Gauges();
    gauges.gauge(SERVERS, "Servers by pool and verdict.");
    gauges.gauge(USABLE, "Servers that are UP and READY.");
    gauges.gauge(CONTESTED, "Servers of which vantages disagree whether they are DOWN.");
    gauges.gauge(STALE, "Servers of which this node could find out nothing for three intervals.");
    gauges.gauge(ADMINISTERED, "Servers that are to drain or in maintenance.");
    gauges.gauge(UP, "1 if a server is UP or STOPPING, 0 if it is DOWN or UNKNOWN.");
    gauges.gauge(DOWN, "1 if a server is DOWN, 0 if it is not.");
    gauges.gauge(SERVER_ADMINISTERED, "1 for each server that is to drain or in maintenance.");
    gauges.gauge(EXPIRY, "When a server's certificate expires, in seconds since the epoch.");
    gauges.gauge(IN_FLIGHT, "Probes under way.");
    gauges.gauge(QUORATE, "1 if this node sees more than half of its fleet, or is alone.");
    gauges.gauge(MEMBERS, "Nodes of the fleet.");
    return gauges;
  }

  private static void pool(String pool, PoolMemory memory, Gauges gauges) {
    Map<OperationalState, Integer> states = new EnumMap<>(OperationalState.class);
    Map<AdminState, Integer> admins = new EnumMap<>(AdminState.class);
    int contested = 0;
    int stale = 0;
    PoolTally tally = PoolTally.NONE;
    for (PoolMemory.Entry entry : memory.entries().values()) {
      OperationalState state = entry.told().state();
      AdminState admin = entry.server().state().admin().state();
      states.merge(state, 1, Integer::sum);
      admins.merge(admin, 1, Integer::sum);
      contested += entry.told().contested() ? 1 : 0;
      stale += entry.server().state().checks().stream().anyMatch(CheckState::stale) ? 1 : 0;
      tally = tally.plus(PoolTally.of(state, admin));
    }
    for (OperationalState state : OperationalState.values()) {
      Labels labels = Labels.of("pool", pool, "state", state.name().toLowerCase(Locale.ROOT));
      gauges.set(SERVERS, states.getOrDefault(state, 0), labels);
    }
    for (AdminState admin : List.of(AdminState.DRAIN, AdminState.MAINT)) {
      Labels labels = Labels.of("pool", pool, "admin", word(admin));
      gauges.set(ADMINISTERED, admins.getOrDefault(admin, 0), labels);
    }
    Labels labels = Labels.of("pool", pool);
    gauges.set(USABLE, tally.usable(), labels);
    gauges.set(CONTESTED, contested, labels);
    gauges.set(STALE, stale, labels);
  }

  /** The first by name, as many as there may be; always the same, as long as no other comes. */
  private Stream<PoolMemory.Entry> servers() {
    return board.servers().sorted(BY_NAME).limit(mostServers);
  }

  private void server(PoolMemory.Entry entry, Gauges gauges) {
    ServerId id = entry.spec().id();
    Labels labels = Labels.of("pool", id.pool(), "server", id.server());
    OperationalState state = entry.told().state();
    boolean up = state == OperationalState.UP || state == OperationalState.STOPPING;
    gauges.set(UP, up ? 1 : 0, labels);
    gauges.set(DOWN, state == OperationalState.DOWN ? 1 : 0, labels);
    AdminState admin = entry.server().state().admin().state();
    if (admin != AdminState.READY) {
      gauges.set(SERVER_ADMINISTERED, 1, labels.add("admin", word(admin)));
    }
    Instant expiry = certificates.apply(id);
    if (expiry != null) {
      gauges.set(EXPIRY, (double) expiry.getEpochSecond(), labels);
    }
  }

  private static String word(AdminState admin) {
    return admin.name().toLowerCase(Locale.ROOT);
  }

  private void fleet(Gauges gauges) {
    FleetView view = fleet.get();
    gauges.set(QUORATE, view.quorate() ? 1 : 0, Labels.EMPTY);
    int reachable = 0;
    for (FleetView.Member member : view.members()) {
      reachable += member.reachable() ? 1 : 0;
    }
    gauges.set(MEMBERS, reachable, Labels.of("reachable", "true"));
    gauges.set(MEMBERS, view.members().size() - reachable, Labels.of("reachable", "false"));
  }
}
