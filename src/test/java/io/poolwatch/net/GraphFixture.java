package io.poolwatch.net;

import com.typesafe.config.ConfigFactory;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.model.TlsSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.event.Logging;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** A real graph in an actor system of its own. */
final class GraphFixture implements AutoCloseable {
  private final ActorSystem system;
  private final PekkoConnectionGraph graph;
  private final AtomicLong attempts = new AtomicLong();

  GraphFixture() {
    this(PekkoConnectionGraph.Settings.defaults());
  }

  GraphFixture(PekkoConnectionGraph.Settings settings) {
    this(settings, Clock.systemUTC());
  }

  GraphFixture(PekkoConnectionGraph.Settings settings, Clock clock) {
    system =
        ActorSystem.create(
            "net-test",
            ConfigFactory.parseString(
                    """
                    pekko.stream.materializer.io.tcp.coalesce-writes = 1
                    pekko.log-dead-letters = 1
                    pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
                    pekko.logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
                    """)
                .withFallback(ConfigFactory.load()));
    graph = new PekkoConnectionGraph(system, settings, clock);
  }

  /** An attempt with its recorder. */
  record Probe(ConnectionGraph.Attempt attempt, Recorder recorder) {
    void send(String text) {
      attempt.send(ByteString.fromArray(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    void close(CloseMode mode) {
      attempt.close(mode);
    }

    ConnectionEvent.Failed failed() {
      return recorder.await(ConnectionEvent.Failed.class);
    }
  }

  Probe open(InetSocketAddress endpoint) {
    return open(endpoint, null);
  }

  Probe open(InetSocketAddress endpoint, @Nullable TlsSpec tls) {
    return open(endpoint, tls, ProxyHeader.NONE, null, event -> {});
  }

  Probe open(
      InetSocketAddress endpoint,
      @Nullable TlsSpec tls,
      ProxyHeader proxy,
      @Nullable InetAddress source,
      Consumer<ConnectionEvent> reaction) {
    HostPort destination =
        new HostPort(
            endpoint.getAddress().getHostAddress(),
            endpoint.getPort(),
            Optional.of(endpoint.getAddress()));
    Recorder recorder = new Recorder(reaction);
    return new Probe(
        graph.open(
            attempts.incrementAndGet(),
            new ConnectPlan(destination, tls, proxy, source),
            endpoint,
            recorder),
        recorder);
  }

  /** What work on this dispatcher is given to. */
  Executor dispatcher(String id) {
    return system.dispatchers().lookup(id);
  }

  PekkoConnectionGraph graph() {
    return graph;
  }

  /** Is told what Pekko logs at debug level from now on. */
  TestKit debugLog() {
    TestKit log = new TestKit(system);
    system.getEventStream().subscribe(log.getRef(), Logging.Debug.class);
    return log;
  }

  static TlsSpec tls(@Nullable String serverName, @Nullable Path caFile) {
    return new TlsSpec(
        serverName, TlsSpec.Verify.REQUIRED, caFile, null, null, null, List.of(), "TLSv1.2");
  }

  @Override
  public void close() {
    TestKit.shutdownActorSystem(system);
  }
}
