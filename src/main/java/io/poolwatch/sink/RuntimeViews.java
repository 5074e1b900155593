package io.poolwatch.sink;

import io.poolwatch.model.HostPort;
import io.poolwatch.model.ServerId;
import io.poolwatch.pool.Board;
import io.poolwatch.pool.PoolMemory;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/** What runtime commands show: put together from the board when they ask. Safe for any thread. */
final class RuntimeViews {
  /** The number of the first backend of a HAProxy that has a stats socket. */
  private static final int FIRST = 2;

  private final Board board;
  private final Histories histories;
  private final ToIntFunction<ServerSpec> initialWeights;
  private final LongSupplier nanos;
  private final long startNanos;
  private volatile ServiceSpec service;

  /**
   * Views of what a board shows.
   *
   * @param service the configuration in force: gives the order
   * @param initialWeights the weights of servers by the configuration
   * @param nanos the time, {@code System.nanoTime()}
   */
  RuntimeViews(
      Board board,
      Histories histories,
      ServiceSpec service,
      ToIntFunction<ServerSpec> initialWeights,
      LongSupplier nanos) {
    this.board = board;
    this.initialWeights = initialWeights;
    this.histories = histories;
    this.service = service;
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
  }

  /** Another configuration is in force. */
  void use(ServiceSpec next) {
    service = next;
  }

  /** The lines of {@code show info} that change. */
  String info() {
    Duration up = Duration.ofNanos(nanos.getAsLong() - startNanos);
    return "Uptime: %dd %dh%02dm%02ds%nUptime_sec: %d%n"
        .formatted(
            up.toDays(), up.toHoursPart(), up.toMinutesPart(), up.toSecondsPart(), up.toSeconds());
  }

  boolean hasPool(String name) {
    return service.pools().stream().anyMatch(pool -> pool.name().equals(name));
  }

  /** One server; empty if there is none of that name. */
  Optional<ServerView> server(ServerId id) {
    boolean wanted = service.servers().anyMatch(server -> server.id().equals(id));
    return wanted ? board.server(id).map(this::view) : Optional.empty();
  }

  /** Whether another server follows this one. */
  boolean tracked(ServerId id) {
    return service.servers().anyMatch(server -> id.equals(ServerView.target(server)));
  }

  /** The literal addresses of all servers of the configuration. */
  Set<InetAddress> addresses() {
    Set<InetAddress> addresses = new HashSet<>();
    service
        .servers()
        .map(ServerSpec::address)
        .map(HostPort::literal)
        .forEach(literal -> literal.ifPresent(addresses::add));
    return addresses;
  }

  private ServerView view(PoolMemory.Entry server) {
    return ServerViews.of(server, initialWeights.applyAsInt(server.spec()));
  }

  /** All pools with their servers, in the order of the configuration. */
  List<PoolView> pools() {
    List<PoolView> pools = new ArrayList<>();
    for (PoolSpec pool : service.pools()) {
      pools.add(view(pool, FIRST + pools.size()));
    }
    return pools;
  }

  private PoolView view(PoolSpec pool, int number) {
    List<PoolView.Member> members = new ArrayList<>();
    for (ServerSpec server : pool.servers()) {
      Optional<PoolMemory.Entry> entry = board.server(server.id());
      // One that is being added is not there yet.
      entry.ifPresent(
          known ->
              members.add(
                  new PoolView.Member(
                      view(known), histories.server(pool.name(), server.id().server()))));
    }
    return new PoolView(pool.name(), number, members, histories.pool(pool.name()));
  }
}
