package io.poolwatch.node;

import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.net.ConnectionGraph;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt that does not count, so that the first that does is not charged with the loading of
 * classes: in a JVM that has just started this takes long enough to look like a slow server.
 *
 * <p>It connects to a port of its own that nobody listens on, and is refused.
 */
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private Rehearsal() {}

  /** Runs it; returns when it is over, or after a second. */
  static void of(ConnectionGraph graph) {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (Socket reserved = new Socket()) {
      reserved.bind(new InetSocketAddress(here, 0));
      int port = reserved.getLocalPort();
      attempt(
          graph,
          new ConnectPlan(
              new HostPort(here.getHostAddress(), port, Optional.of(here)),
              null,
              ProxyHeader.NONE,
              null),
          new InetSocketAddress(here, port));
    } catch (IOException noPort) {
      LOG.debug("no rehearsal", noPort);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void attempt(ConnectionGraph graph, ConnectPlan plan, InetSocketAddress endpoint)
      throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    ConnectionGraph.Attempt attempt =
        graph.open(
            0,
            plan,
            endpoint,
            new ConnectionGraph.Listener() {
              @Override
              public void on(ConnectionEvent event) {
                over.countDown();
              }

              @Override
              public void crashed(Throwable cause) {
                LOG.debug("the rehearsal broke", cause);
                over.countDown();
              }
            });
    if (!over.await(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
      LOG.debug("the rehearsal was not over within {}", LIMIT);
    }
    attempt.abort();
  }
}
