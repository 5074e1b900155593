package io.poolwatch.sink;

import io.poolwatch.event.Event;
import io.poolwatch.event.Evidence;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.ServerId;
import io.poolwatch.sink.HaproxyPools.Pool;
import io.poolwatch.sink.HaproxyPools.Standing;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.SyslogSpec.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says what happens in the very lines that a HAProxy would log. It remembers how the servers stand,
 * as it was told; used by one thread.
 *
 * <p>Source: HAProxy 2.6 and later, {@code src/server.c} and {@code src/check.c}; the reference,
 * section 11.
 */
final class HaproxyLog {
  private final HaproxyPools pools = new HaproxyPools();

  /**
   * One line.
   *
   * @param text without an end
   */
  record Line(Severity severity, String text) {}

  /**
   * Goes on with another configuration; who stays, stands as before.
   *
   * @return by pool the line of each that it leaves without a server that could serve, as one does
   *     that sets a weight to 0
   */
  Map<String, Line> use(List<PoolSpec> specs) {
    return pools.use(specs).stream().collect(Collectors.toMap(Pool::name, HaproxyLog::end));
  }

  /** The lines that tell an event, in their order; none if a HAProxy would tell nothing. */
  List<Line> lines(Event event) {
    if (event.pool() == null || event.server() == null) {
      return List.of();
    }
    ServerId id = new ServerId(event.pool(), event.server());
    Standing server = pools.server(id);
    if (server == null) {
      return List.of();
    }
    return switch (event.name()) {
      case CHECK_RESULT -> checked(server, event);
      case SERVER_TRANSITION -> moved(server, event);
      case ADMIN_CHANGED -> administered(server, event);
      case CAPACITY_CHANGED -> weighed(server, event);
      default -> List.of();
    };
  }

  private static List<Line> checked(Standing server, Event event) {
    CheckResult result = event.field("result", CheckResult.class);
    String health = event.field("health", String.class);
    boolean news = server.checked(result, health) && result.outcome() != Outcome.NEUTRAL;
    if (!news || !logged(server, result)) {
      return List.of();
    }
    String text =
        (CheckSpec.AGENT.equals(result.check()) ? "Agent check for " : "Health check for ")
            + (server.spec().backup() ? "backup " : "")
            + "server "
            + name(server)
            + (result.outcome() == Outcome.CONDITIONAL ? " conditionally" : "")
            + (result.outcome().pass() ? " succeeded" : " failed")
            + reason(result)
            + ", status: "
            + display(server, health)
            + ".";
    return List.of(new Line(Severity.NOTICE, text));
  }

  /** {@code 3/3 UP}: HAProxy has no other words here than UP, DOWN, and DRAIN for weight 0. */
  private static String display(Standing server, String health) {
    String up = server.weight() == 0 ? "DRAIN" : "UP";
    return health.replaceFirst("(STOPPING|UP)$", up);
  }

  private static String reason(CheckResult result) {
    StringBuilder text = new StringBuilder(", reason: ").append(result.status().description());
    if (result.status().carriesCode()) {
      text.append(", code: ").append(code(result));
    }
    if (!result.info().isEmpty()) {
      text.append(", info: \"").append(HaproxyText.quoted(result.info())).append('"');
    }
    long millis = result.timings().totalNanos() / 1_000_000;
    return text.append(", check duration: ").append(millis).append("ms").toString();
  }

  /** Where there is none HAProxy says 0, and -1 of a program that a signal ended. */
  private static int code(CheckResult result) {
    boolean none = result.code() == CheckResult.NO_CODE && result.status() != CheckStatus.PROCERR;
    return none ? 0 : result.code();
  }

  private static List<Line> weighed(Standing server, Event event) {
    boolean served = server.pool().serves();
    server.weigh(event.field("weight", Integer.class));
    return withEnd(List.of(), server.pool(), served);
  }

  private List<Line> moved(Standing server, Event event) {
    OperationalState to = event.field("to", OperationalState.class);
    OperationalState from = server.state();
    if (to == OperationalState.UNKNOWN || to == from || server.admin() == AdminState.MAINT) {
      return List.of();
    }
    Pool pool = server.pool();
    boolean served = pool.serves();
    boolean drained = server.admin() == AdminState.DRAIN || from == OperationalState.STOPPING;
    server.become(to);
    // A server that tracks another has no reason of its own.
    Object via = event.fields().get("via");
    String cause = via == null ? cause(server, event.fields().get("cause")) : " via " + via;
    return switch (to) {
      case UP -> List.of(told(Severity.NOTICE, server, "is UP" + cause + online(pool)));
      case STOPPING ->
          withEnd(
              told(Severity.NOTICE, server, "is stopping" + cause + online(pool)), pool, served);
      default ->
          withEnd(
              told(
                  drained ? Severity.NOTICE : Severity.ALERT,
                  server,
                  "is DOWN" + cause + left(pool)),
              pool,
              served);
    };
  }

  /** Nothing where the check has a line of its own that tells it. */
  private static String cause(Standing server, @Nullable Object evidence) {
    if (evidence instanceof Evidence decided && decided.result().commanded()) {
      return ", changed from CLI";
    }
    return evidence instanceof Evidence decided && !logged(server, decided.result())
        ? reason(decided.result())
        : "";
  }

  private static boolean logged(Standing server, CheckResult result) {
    CheckSpec check = server.spec().line(result.check());
    return check != null && check.logHealthChecks();
  }

  private List<Line> administered(Standing server, Event event) {
    AdminState to = event.field("to", AdminState.class);
    AdminState from = server.admin();
    Pool pool = server.pool();
    boolean served = pool.serves();
    boolean down = server.state() == OperationalState.DOWN;
    boolean stopping = server.state() == OperationalState.STOPPING;
    if (to == from) {
      return List.of();
    }
    server.become(to);
    boolean tracks = "track".equals(event.fields().get("by"));
    String via = tracks ? " via " + server.spec().track() : "";
    String leaving = " (leaving " + (tracks ? "" : "forced ") + "maintenance).";
    return switch (to) {
      case MAINT ->
          down
              ? List.of(
                  told(Severity.NOTICE, server, "was DOWN and now enters maintenance" + via + "."))
              : withEnd(
                  told(
                      stopping || from == AdminState.DRAIN ? Severity.NOTICE : Severity.ALERT,
                      server,
                      "is going DOWN for maintenance" + via + left(pool)),
                  pool,
                  served);
      case DRAIN ->
          from == AdminState.MAINT
              ? List.of(
                  told(Severity.NOTICE, server, "is " + state(server) + "/DRAIN" + leaving),
                  told(Severity.NOTICE, server, "remains in forced drain mode."))
              : withEnd(
                  told(Severity.NOTICE, server, "enters drain state" + via + online(pool)),
                  pool,
                  served);
      case READY ->
          from == AdminState.MAINT
              ? List.of(told(Severity.NOTICE, server, "is " + state(server) + "/READY" + leaving))
              : List.of(
                  told(
                      Severity.NOTICE, server, "is " + state(server) + " (leaving forced drain)."));
    };
  }

  private static String state(Standing server) {
    return server.state() == OperationalState.DOWN ? "DOWN" : "UP";
  }

  private static Line told(Severity severity, Standing server, String what) {
    String who = (server.spec().backup() ? "Backup Server " : "Server ") + name(server);
    return new Line(severity, who + " " + what);
  }

  private static List<Line> withEnd(Line line, Pool pool, boolean served) {
    return withEnd(List.of(line), pool, served);
  }

  private static List<Line> withEnd(List<Line> before, Pool pool, boolean served) {
    if (!served || pool.serves()) {
      return before;
    }
    List<Line> lines = new ArrayList<>(before);
    lines.add(end(pool));
    return lines;
  }

  private static Line end(Pool pool) {
    return new Line(Severity.EMERG, "backend " + pool.name() + " has no server available!");
  }

  private static String left(Pool pool) {
    return String.format(
        Locale.ROOT,
        ". %d active and %d backup servers left.%s"
            + " 0 sessions active, 0 requeued, 0 remaining in queue.",
        pool.active(),
        pool.backup(),
        onBackup(pool));
  }

  private static String online(Pool pool) {
    return String.format(
        Locale.ROOT,
        ". %d active and %d backup servers online.%s 0 sessions requeued, 0 total in queue.",
        pool.active(),
        pool.backup(),
        onBackup(pool));
  }

  private static String onBackup(Pool pool) {
    return pool.active() == 0 && pool.backup() > 0 ? " Running on backup." : "";
  }

  private static String name(Standing server) {
    return server.spec().id().toString();
  }
}
