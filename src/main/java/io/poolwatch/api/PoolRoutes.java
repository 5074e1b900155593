package io.poolwatch.api;

import io.poolwatch.api.Guard.Access;
import io.poolwatch.api.PoolViews.Depth;
import io.poolwatch.cluster.FleetView;
import io.poolwatch.control.StatusReports;
import io.poolwatch.model.ServerId;
import io.poolwatch.pool.PoolMemory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What can be asked of pools, servers and nodes. */
final class PoolRoutes {
  private static final String POOLS = "/api/v1/pools";
  private static final String DETAIL = "detail";
  private static final String EXPLAIN = "explain";

  /** No longer name is worth looking for others that are near to it. */
  private static final int LONGEST_HINTED = 128;

  private static final long SECOND = 1_000_000_000L;

  private final Moment moment;
  private final String version;
  private final Explanations explanations;
  private final Map<String, Snapshot> pools = new ConcurrentHashMap<>();
  private final Snapshot all;
  private final Snapshot allWithServers;
  private final Snapshot nodes;

  /**
   * Routes that look.
   *
   * @param version of the program
   * @param explanations explains checks
   */
  PoolRoutes(Moment moment, String version, Explanations explanations) {
    this.moment = moment;
    this.version = version;
    this.explanations = explanations;
    this.all = snapshot(() -> pools(Depth.COUNTS), this::events);
    this.allWithServers = snapshot(() -> pools(Depth.ROWS), this::events);
    this.nodes = snapshot(this::fleet, this::seconds);
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", POOLS, Access.READ, Set.of(DETAIL), this::pools),
        new Route("GET", POOLS + "/{pool}", Access.READ, Set.of(DETAIL), this::pool),
        new Route(
            "GET", POOLS + "/{pool}/servers/{server}", Access.READ, Set.of(EXPLAIN), this::server),
        new Route("GET", "/api/v1/nodes", Access.READ, Set.of(), this::nodes));
  }

  /** All pools with counts, in the latest version. */
  Snapshot.Version summary() {
    return all.version();
  }

  private Snapshot snapshot(Supplier<Record> body, LongSupplier stamp) {
    return new Snapshot(body, moment::head, stamp, moment.nanos());
  }

  /** Changes when an event comes, and with what is looked at now and then: who is quorate. */
  private long events() {
    return 2 * moment.feed().last() + (moment.quorate() ? 1 : 0);
  }

  private long seconds() {
    return moment.nanos().getAsLong() / (SECOND / 2);
  }

  private Views.Pools pools(Depth depth) {
    return PoolViews.pools(
        moment.board().pools(), moment.servers(), moment.quorate(), depth, moment.views());
  }

  private Views.Nodes fleet() {
    FleetView fleet = moment.service().fleet();
    return new Views.Nodes(version, fleet.joined(), fleet.quorate(), StatusReports.nodes(fleet));
  }

  private CompletionStage<Reply> pools(Call call, Caller caller, List<String> names)
      throws Refused {
    return done(page(call, flag(call, DETAIL) ? allWithServers : all));
  }

  private CompletionStage<Reply> nodes(Call call, Caller caller, List<String> names) {
    return done(page(call, nodes));
  }

  private CompletionStage<Reply> pool(Call call, Caller caller, List<String> names) throws Refused {
    String name = names.get(0);
    if (moment.board().pool(name).isEmpty()) {
      pools.keySet().removeIf(key -> moment.board().pool(key.substring(1)).isEmpty());
      throw missing("pool", name, moment.board().pools());
    }
    boolean detail = flag(call, DETAIL);
    Snapshot snapshot =
        pools.computeIfAbsent(
            (detail ? "+" : "-") + name,
            any ->
                snapshot(
                    () -> pool(name, detail ? Depth.DETAILS : Depth.ROWS),
                    detail ? this::seconds : this::events));
    return done(page(call, snapshot));
  }

  private Views.Pool pool(String name, Depth depth) {
    List<Standing> servers =
        moment
            .board()
            .pool(name)
            .map(PoolMemory::entries)
            .map(entries -> moment.servers(entries.values()))
            .orElse(List.of());
    return new Views.Pool(moment.quorate(), PoolViews.row(name, servers, depth, moment.views()));
  }

  private static Reply page(Call call, Snapshot snapshot) {
    Snapshot.Version version = snapshot.version();
    return Reply.of(call, version.etag(), Reply.JSON, version.plain(), version::gzip);
  }

  private CompletionStage<Reply> server(Call call, Caller caller, List<String> names)
      throws Refused {
    PoolMemory.Entry entry = server(moment, names);
    if (!flag(call, EXPLAIN)) {
      return done(reply(entry, caller, null));
    }
    return explanations
        .of(entry.spec())
        .thenApply(lines -> reply(entry, caller, lines.isEmpty() ? null : lines));
  }

  private Reply reply(PoolMemory.Entry entry, Caller caller, @Nullable List<String> explanation) {
    Views.Head head = moment.head();
    Views.Server server =
        moment
            .views()
            .server(moment.standing(entry), moment.quorate(), caller.operates(), explanation);
    return Reply.json(new Views.Page(head, server));
  }

  /** The server that a path names. */
  static PoolMemory.Entry server(Moment moment, List<String> names) throws Refused {
    ServerId id = new ServerId(names.get(0), names.get(1));
    PoolMemory.Entry entry = moment.board().server(id).orElse(null);
    if (entry == null) {
      List<String> known =
          moment.board().servers().map(each -> each.spec().id().toString()).toList();
      throw missing(moment, "server", id.toString(), known);
    }
    return entry;
  }

  private Refused missing(String what, String name, List<String> known) {
    return missing(moment, what, name, known);
  }

  private static Refused missing(Moment moment, String what, String name, List<String> known) {
    if (!moment.service().begun()) {
      return new Refused(503, "the service is starting: its servers are not all there yet");
    }
    Optional<String> near =
        name.length() > LONGEST_HINTED ? Optional.empty() : moment.service().nearest(name, known);
    String hint = near.map(word -> " (did you mean " + word + "?)").orElse("");
    return new Refused(404, "there is no " + what + " of this name" + hint);
  }

  /** Whether a parameter without a value is there. */
  private static boolean flag(Call call, String name) throws Refused {
    String value = call.query().get(name);
    if (value == null) {
      return false;
    }
    if (!value.isEmpty() && !value.equals("true")) {
      throw new Refused(400, name + " has no value");
    }
    return true;
  }

  private static CompletionStage<Reply> done(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }
}
