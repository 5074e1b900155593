package io.poolwatch.testkit;

import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.net.ConnectionGraph;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A graph whose streams break from inside when they are told to. Safe for any thread. */
public final class BreakableGraph implements ConnectionGraph {
  private final ConnectionGraph graph;
  private final AtomicReference<@Nullable InetSocketAddress> fragile = new AtomicReference<>();

  /** Opens attempts by another graph. */
  public BreakableGraph(ConnectionGraph graph) {
    this.graph = graph;
  }

  /** Has the stream break that takes in the next bytes from there. */
  public void breakOnBytesFrom(InetSocketAddress endpoint) {
    fragile.set(endpoint);
  }

  @Override
  public Attempt open(
      long attempt, ConnectPlan plan, InetSocketAddress endpoint, Listener listener) {
    return graph.open(
        attempt,
        plan,
        endpoint,
        new Listener() {
          @Override
          public void on(ConnectionEvent event) {
            if (event instanceof ConnectionEvent.Received
                && endpoint.equals(fragile.get())
                && fragile.getAndSet(null) != null) {
              throw new IllegalStateException("stage broke");
            }
            listener.on(event);
          }

          @Override
          public void crashed(Throwable cause) {
            listener.crashed(cause);
          }
        });
  }

  @Override
  public void prepare(Set<TlsSpec> settings) {
    graph.prepare(settings);
  }
}
