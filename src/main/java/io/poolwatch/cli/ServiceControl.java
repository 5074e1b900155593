package io.poolwatch.cli;

import io.poolwatch.config.ProductVersion;
import io.poolwatch.config.Suggestions;
import io.poolwatch.control.ControlActions;
import io.poolwatch.control.StatusReport;
import io.poolwatch.control.StatusReports;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.AdminWish;
import io.poolwatch.model.AgentState;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.node.Node;
import io.poolwatch.pool.Board;
import io.poolwatch.pool.PoolMemory;
import io.poolwatch.server.ServerActor;
import io.poolwatch.sink.RuntimeControl;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has done in a running service what runtime commands and the control socket want. */
final class ServiceControl implements RuntimeControl, ControlActions {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceControl.class);

  /** How long whoever is quick waits for the configured servers. */
  private static final Duration FILLED = Duration.ofSeconds(10);

  /** How long an order may take until it shows. */
  private static final Duration SHOWN = Duration.ofSeconds(1);

  /** How long a fleet may take to confirm an admin state. */
  private static final Duration CONFIRMED = Duration.ofSeconds(5);

  private static final String REASON = "runtime command";
  private static final String ADDRESS = "address";

  private final Node node;
  private final Reloader reloader;
  private final Overlay overlay;
  private final CountDownLatch begun = new CountDownLatch(1);

  /**
   * A control of a service.
   *
   * @param reloader puts configurations in force
   * @param overlay lies over them
   */
  ServiceControl(Node node, Reloader reloader, Overlay overlay) {
    this.node = node;
    this.reloader = reloader;
    this.overlay = overlay;
  }

  /** The configured servers are there: whoever waits for them goes on. */
  void begin() {
    begun.countDown();
  }

  /** Whether the configured servers are there. */
  boolean begun() {
    return begun.getCount() == 0;
  }

  @Override
  public void awaitServers() {
    try {
      if (!begun.await(FILLED.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("a command does not wait any longer for the configured servers");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public StatusReport status() {
    awaitServers();
    return StatusReports.of(
        ProductVersion.current(), node.fleetView(), node.board(), Instant.now());
  }

  @Override
  public List<String> set(ServerId server, AdminState state, String reason, String author) {
    awaitServers();
    if (node.board().server(server).isEmpty()) {
      List<String> known =
          node.board().servers().map(entry -> entry.spec().id().toString()).toList();
      String hint =
          Suggestions.nearest(server.toString(), known)
              .map(near -> " (did you mean " + near + "?)")
              .orElse("");
      return List.of("there is no server " + server + hint);
    }
    return administer(server, state, reason, author);
  }

  /** Waits until the fleet confirms it; what is wrong if it does not. */
  private List<String> administer(ServerId server, AdminState state, String reason, String author) {
    Optional<String> problem;
    try {
      problem =
          node.fleet()
              .administer(new AdminWish(server, state, configured(server), reason, author))
              .toCompletableFuture()
              .get(CONFIRMED.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      problem = Optional.of("not confirmed within " + CONFIRMED.toSeconds() + " s");
    } catch (ExecutionException broken) {
      problem = Optional.of("not confirmed: " + broken.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problem = Optional.of("the service is ending");
    }
    if (problem.isEmpty()) {
      awaitsAdmin(server, state);
    }
    return problem.stream().toList();
  }

  private AdminState configured(ServerId server) {
    return node.board().server(server).map(entry -> entry.spec().admin()).orElse(AdminState.READY);
  }

  @Override
  public List<String> reload() {
    awaitServers();
    return reloader.reloadNow();
  }

  @Override
  public List<String> administer(ServerId server, AdminState wanted, String author) {
    return administer(server, wanted, REASON, author);
  }

  private void awaitsAdmin(ServerId server, AdminState wanted) {
    awaits(server, known -> known.server().state().admin().operator() == wanted);
  }

  @Override
  public void force(ServerId server, OperationalState health, String author) {
    long now = System.nanoTime();
    node.order(server, new ServerActor.Force(health, author));
    awaits(server, known -> known.voteIsTold() && since(now, known.server().state().checks()));
  }

  @Override
  public void forceAgent(ServerId server, boolean up, String author) {
    long now = System.nanoTime();
    node.order(server, new ServerActor.ForceAgent(up, author));
    awaits(
        server,
        known -> {
          AgentState agent = known.server().state().agent();
          return known.voteIsTold() && agent != null && since(now, List.of(agent.check()));
        });
  }

  @Override
  public void pause(ServerId server, boolean agent, boolean paused) {
    node.order(server, new ServerActor.Pause(agent, paused));
    awaits(server, known -> known.server().paused().line(agent) == paused);
  }

  /**
   * Waits until it shows what was ordered, and until those that track it have learned of that, so
   * that the next command finds both.
   */
  private void awaits(ServerId server, Predicate<PoolMemory.Entry> done) {
    Board board = node.board();
    boolean shown =
        board.awaits(
            () -> board.server(server).filter(done).isPresent() && board.learned(server), SHOWN);
    if (!shown) {
      LOG.warn("what was ordered of {} does not show after {}", server, SHOWN);
    }
  }

  /** Whether the checks were heard, or said to stand somehow, since then. */
  private static boolean since(long nanos, List<CheckState> checks) {
    return checks.stream().allMatch(check -> check.lastHeardNanos() - nanos >= 0);
  }

  @Override
  public List<String> configure(ServerId server, Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>(settings);
    // One that is written as its address alone would lose it to an object.
    Optional<ServerSpec> known = node.board().server(server).map(PoolMemory.Entry::spec);
    known.ifPresent(spec -> all.putIfAbsent(ADDRESS, address(spec)));
    return change(
        () -> {
          known.ifPresent(overlay::keepInitialWeight);
          overlay.put(server, all);
        });
  }

  @Override
  public int initialWeight(ServerSpec server) {
    return overlay.initialWeight(server);
  }

  private static String address(ServerSpec server) {
    return server.address().toString();
  }

  @Override
  public List<String> remove(ServerId server) {
    return change(() -> overlay.remove(server));
  }

  /** Changes what lies over the configuration, and takes that back if it can't be in force. */
  private List<String> change(Runnable overlaid) {
    Overlay before = overlay.copy();
    overlaid.run();
    List<String> problems = reloader.reloadNow();
    if (!problems.isEmpty()) {
      overlay.become(before);
    }
    return problems;
  }
}
