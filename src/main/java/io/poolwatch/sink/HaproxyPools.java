package io.poolwatch.sink;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.InitState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How all servers stand in the eyes of one who was told every change: a HAProxy takes a server for
 * up until it hears otherwise, and counts who could serve. Used by one thread.
 */
final class HaproxyPools {
  private Map<ServerId, Standing> servers = new HashMap<>();

  /** Those of a pool that could serve. */
  static final class Pool {
    private final String name;
    private int active;
    private int backup;

    private Pool(String name) {
      this.name = name;
    }

    String name() {
      return name;
    }

    /** Servers in use that could serve. */
    int active() {
      return active;
    }

    /** Servers in reserve that could serve. */
    int backup() {
      return backup;
    }

    boolean serves() {
      return active + backup > 0;
    }
  }

  /** What was told of a line. */
  private record Checked(CheckStatus status, String health) {}

  /** How one server stands. */
  static final class Standing {
    private final ServerSpec spec;
    private final Pool pool;
    private OperationalState state;
    private AdminState admin;
    private int weight;

    /** The last result of each line, by its name; empty for the only check. */
    private final Map<String, Checked> checked = new HashMap<>(1);

    private Standing(ServerSpec spec, AdminState admin, Pool pool, @Nullable Standing before) {
      this.spec = spec;
      this.pool = pool;
      this.state = before == null ? initial(spec) : before.state;
      this.admin = before == null ? admin : before.admin;
      this.weight =
          before != null && before.spec.weight() == spec.weight() ? before.weight : spec.weight();
      if (before != null) {
        this.checked.putAll(before.checked);
      }
      count(1);
    }

    private static OperationalState initial(ServerSpec spec) {
      return spec.checks().stream().anyMatch(Standing::beginsDown)
          ? OperationalState.DOWN
          : OperationalState.UP;
    }

    private static boolean beginsDown(CheckSpec check) {
      InitState init = check.health().init();
      return init == InitState.DOWN || init == InitState.FULLY_DOWN;
    }

    ServerSpec spec() {
      return spec;
    }

    Pool pool() {
      return pool;
    }

    /** Never UNKNOWN. */
    OperationalState state() {
      return state;
    }

    AdminState admin() {
      return admin;
    }

    int weight() {
      return weight;
    }

    void weigh(int to) {
      count(-1);
      weight = to;
      count(1);
    }

    /** A check ended; returns whether that is worth a line. */
    boolean checked(CheckResult result, String health) {
      Checked now = new Checked(result.status(), health);
      return !now.equals(checked.put(result.check() == null ? "" : result.check(), now));
    }

    void become(OperationalState to) {
      count(-1);
      state = to;
      count(1);
    }

    /** Out of maintenance it stands as at the start. */
    void become(AdminState to) {
      count(-1);
      if (admin == AdminState.MAINT) {
        state = initial(spec);
      }
      admin = to;
      count(1);
    }

    private void count(int change) {
      if (state == OperationalState.UP && admin == AdminState.READY && weight > 0) {
        if (spec.backup()) {
          pool.backup += change;
        } else {
          pool.active += change;
        }
      }
    }
  }

  /**
   * Goes on with other pools; a server that stays stands as before.
   *
   * @return the pools that had a server that could serve, and have none any more
   */
  List<Pool> use(List<PoolSpec> specs) {
    Set<String> served =
        servers.values().stream()
            .map(Standing::pool)
            .filter(Pool::serves)
            .map(Pool::name)
            .collect(Collectors.toSet());
    List<Pool> ended = new ArrayList<>();
    Map<ServerId, ServerSpec> all = new HashMap<>();
    specs.forEach(spec -> spec.servers().forEach(server -> all.put(server.id(), server)));
    Map<ServerId, Standing> next = new HashMap<>();
    for (PoolSpec spec : specs) {
      Pool pool = new Pool(spec.name());
      for (ServerSpec server : spec.servers()) {
        Standing before = servers.get(server.id());
        next.put(server.id(), new Standing(server, admin(server, all), pool, before));
      }
      if (served.contains(pool.name()) && !pool.serves()) {
        ended.add(pool);
      }
    }
    servers = next;
    return ended;
  }

  /** What is wanted of a server at the start: what is wanted of one that it tracks holds for it. */
  private static AdminState admin(ServerSpec server, Map<ServerId, ServerSpec> all) {
    AdminState strictest = AdminState.READY;
    ServerSpec next = server;
    for (int steps = 0; next != null && steps <= all.size(); steps++) {
      strictest = next.admin().compareTo(strictest) > 0 ? next.admin() : strictest;
      next = next.track() == null ? null : all.get(next.track());
    }
    return strictest;
  }

  /** One server; null if there is none of that name. */
  @Nullable Standing server(ServerId id) {
    return servers.get(id);
  }
}
