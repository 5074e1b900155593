package io.poolwatch.connection;

import io.poolwatch.event.ConnectionStory;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.ConnectionEvent.TimedOut;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timeouts;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.testkit.FakeGraph;
import io.poolwatch.testkit.FakeGraph.FakeAttempt;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.Supervising;
import io.poolwatch.testkit.VirtualSystem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** One connection actor in virtual time, on a network without sockets. */
final class ConnectionFixture {
  static final Duration CONNECT = Duration.ofSeconds(1);
  static final Duration CHECK = Duration.ofSeconds(2);
  private static final Timeouts TIMEOUTS = new Timeouts(CONNECT, CHECK, null);
  static final InetSocketAddress ENDPOINT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
  static final TlsSpec TLS =
      new TlsSpec(null, TlsSpec.Verify.REQUIRED, null, null, null, null, List.of(), "TLSv1.2");

  final VirtualSystem system = new VirtualSystem();
  final FakeGraph graph = new FakeGraph(system::nanos);
  final RecordingEventLog log = new RecordingEventLog();
  final Inbox<ConnectionEvent> owner = system.inbox();
  Duration paused = Duration.ZERO;
  long pausesAskedSince = -1;
  ActorRef<ConnectionActor.Command> actor = system.spawn(behavior(), "connection");

  private Behavior<ConnectionActor.Command> behavior() {
    return ConnectionActor.create(
        new ConnectionActor.Services(graph, this::pauses, log, system::nanos),
        new ConnectionStory("/pools/web/web1/connection", new ServerId("web", "web1"), null),
        owner.ref()::tell);
  }

  private Duration pauses(long since) {
    pausesAskedSince = since;
    return paused;
  }

  /** Puts the actor below a parent that is told its failures. */
  Inbox<Throwable> supervised() {
    Inbox<Throwable> failures = system.inbox();
    actor = Supervising.spawn(system, behavior(), failures.ref());
    return failures;
  }

  FakeAttempt open(long number, @Nullable TlsSpec tls) {
    return open(new ConnectionActor.Open(number, plan(tls), ENDPOINT, TIMEOUTS, system.nanos()));
  }

  FakeAttempt open(ConnectionActor.Open open) {
    actor.tell(open);
    return graph.last();
  }

  void send(long number, String text) {
    actor.tell(new ConnectionActor.Send(number, ByteString.fromString(text)));
  }

  void close(long number, CloseMode mode, String goodbye) {
    actor.tell(new ConnectionActor.Close(number, mode, ByteString.fromString(goodbye)));
  }

  void pass(Duration time) {
    system.pass(time);
  }

  TimedOut timedOut(long attempt, Phase phase, Duration limit) {
    return new TimedOut(attempt, system.nanos(), phase, limit, Duration.ZERO, Duration.ZERO);
  }

  static Timeouts timeouts(Duration total) {
    return new Timeouts(CONNECT, CHECK, total);
  }

  static ConnectPlan plan(@Nullable TlsSpec tls) {
    return new ConnectPlan(
        new HostPort("127.0.0.1", 8080, Optional.of(ENDPOINT.getAddress())),
        tls,
        ProxyHeader.NONE,
        null);
  }

  static List<String> names(List<? extends ConnectionEvent> events) {
    return events.stream().map(event -> event.getClass().getSimpleName()).toList();
  }

  void stop() {
    system.close();
  }
}
