package io.poolwatch.cli;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.node.Node;
import io.poolwatch.pool.Board;
import io.poolwatch.server.ServerActor;
import io.poolwatch.server.ServerMemory;
import io.poolwatch.sink.RuntimeControl;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has done in a running service what runtime commands want. */
final class ServiceControl implements RuntimeControl {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceControl.class);

  /** How long an order may take until it shows. */
  private static final Duration SHOWN = Duration.ofSeconds(1);

  private static final String REASON = "runtime command";
  private static final String ADDRESS = "address";

  private final Node node;
  private final Reloader reloader;
  private final Overlay overlay;

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

  @Override
  public void administer(ServerId server, AdminState wanted, String author) {
    node.order(server, new ServerActor.SetAdmin(wanted, REASON, author));
    awaits(server, memory -> memory.state().admin().operator() == wanted);
  }

  @Override
  public void force(ServerId server, OperationalState health, String author) {
    node.order(server, new ServerActor.Force(health));
  }

  @Override
  public void forceAgent(ServerId server, boolean up, String author) {
    node.order(server, new ServerActor.ForceAgent(up));
  }

  @Override
  public void pause(ServerId server, boolean agent, boolean paused, String author) {
    node.order(server, new ServerActor.Pause(agent, paused));
    awaits(server, memory -> memory.paused().line(agent) == paused);
  }

  /** Waits until it shows what was ordered, so that the next command finds it. */
  private void awaits(ServerId server, Predicate<ServerMemory> done) {
    Board board = node.board();
    boolean shown =
        board.awaits(
            () -> board.server(server).filter(known -> done.test(known.server())).isPresent(),
            SHOWN);
    if (!shown) {
      LOG.warn("what was ordered of {} does not show after {}", server, SHOWN);
    }
  }

  @Override
  public List<String> configure(ServerId server, Map<String, String> settings, String author) {
    Map<String, String> all = new TreeMap<>(settings);
    // One that is written as its address alone would lose it to an object.
    node.board().server(server).ifPresent(known -> all.putIfAbsent(ADDRESS, address(known.spec())));
    return change(() -> overlay.put(server, all));
  }

  private static String address(ServerSpec server) {
    return server.address().toString();
  }

  @Override
  public List<String> remove(ServerId server, String author) {
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
