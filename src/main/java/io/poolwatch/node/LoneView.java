package io.poolwatch.node;

import io.poolwatch.cluster.FleetView;
import io.poolwatch.cluster.Load;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.dispatch.ExecutionContexts;

/** What a node that is alone tells of itself. Readable by any thread. */
final class LoneView {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final String node;
  private volatile int servers;
  private volatile Load load = Load.NONE;

  LoneView(String node) {
    this.node = node;
  }

  /**
   * Looks once a second how probes get on; ends with the system.
   *
   * @param meter says how they got on since it was asked last
   */
  void watch(Supplier<Load> meter, ActorSystem<?> system) {
    system
        .scheduler()
        .scheduleAtFixedRate(
            EVERY, EVERY, () -> load = meter.get(), ExecutionContexts.fromExecutor(Runnable::run));
  }

  /** From now on so many servers are probed. */
  void probes(int count) {
    servers = count;
  }

  FleetView view() {
    return FleetView.alone(node, servers, load);
  }
}
