package io.poolwatch.server;

import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.PauseLog;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.model.Vote;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.FakeGraph;
import io.poolwatch.testkit.FakeGraph.FakeAttempt;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.RecordingMeter;
import io.poolwatch.testkit.ServerSpecs;
import io.poolwatch.testkit.ServerStates;
import io.poolwatch.testkit.Supervising;
import io.poolwatch.testkit.VirtualSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/** One server actor at a time in virtual time, on a network without sockets. */
final class ServerFixture implements AutoCloseable {
  static final Duration MAX_LAG = Duration.ofMillis(250);
  static final TlsSpec TLS =
      new TlsSpec(null, TlsSpec.Verify.REQUIRED, null, null, null, null, List.of(), "TLSv1.2");

  final VirtualSystem system = new VirtualSystem();
  final FakeGraph graph = new FakeGraph(system::nanos);
  final RecordingEventLog log = new RecordingEventLog();
  final RecordingMeter meter = new RecordingMeter();
  ProbeGate gate = new ProbeGate(1, 1);
  final Inbox<ResolverActor.Command> resolver = system.inbox();
  final Inbox<ServerActor.Report> owner = system.inbox();
  final Inbox<Throwable> failures = system.inbox();
  private Duration pause = Duration.ZERO;
  private boolean scheduled = true;

  /** Has the process say that it stood still for so long. */
  void paused(Duration length) {
    pause = length;
  }

  /** Only what is asked for is probed. */
  ServerFixture unscheduled() {
    scheduled = false;
    return this;
  }

  /** What a server begins with whose first probe is due now. */
  ServerMemory memory(ServerSpec spec) {
    return new ServerMemory(ServerStates.first(spec, system.nanos()));
  }

  /** Starts an actor whose failures are told. */
  ActorRef<ServerActor.Command> start(ServerSpec spec, ServerMemory memory) {
    return Supervising.spawn(system, behavior(spec, memory), failures.ref());
  }

  /** Starts an actor whose first probe is due now, and has it made. */
  ActorRef<ServerActor.Command> start(ServerSpecs specs) {
    ServerSpec spec = specs.build();
    ActorRef<ServerActor.Command> actor = start(spec, memory(spec));
    passMillis(0);
    return actor;
  }

  /** A server that is probed every second. */
  static ServerSpecs everySecond() {
    return ServerSpecs.server("web1").inter(Duration.ofSeconds(1));
  }

  Behavior<ServerActor.Command> behavior(ServerSpec spec, ServerMemory memory) {
    PauseLog pauses = since -> pause;
    return ServerActor.create(
        spec,
        memory,
        new ServerActor.Services(
            new ConnectionActor.Services(graph, pauses, log, system::nanos),
            log,
            meter,
            gate,
            resolver.ref(),
            MAX_LAG,
            system::nanos,
            scheduled),
        owner.ref());
  }

  /** Has something done with each vote from now on. */
  void onVote(Runnable reaction) {
    owner.react(
        report -> {
          if (report instanceof ServerActor.Voted) {
            reaction.run();
          }
        });
  }

  /** The votes that the server's state stands for, from now on. */
  List<Vote.Choice> votes(ServerMemory memory) {
    List<Vote.Choice> votes = new ArrayList<>();
    onVote(() -> votes.add(memory.state().vote()));
    return votes;
  }

  /** The result that the vote rests on. */
  static CheckResult evidence(ServerMemory memory) {
    return Objects.requireNonNull(memory.state().evidence(), "no evidence");
  }

  /** When each attempt was opened, in milliseconds. */
  List<Long> openedMillis() {
    return graph.attempts().stream()
        .map(attempt -> Duration.ofNanos(attempt.openedNanos()).toMillis())
        .toList();
  }

  /** The same of those that went to one port. */
  List<Long> openedMillis(int port) {
    return graph.attempts().stream()
        .filter(attempt -> attempt.endpoint().getPort() == port)
        .map(attempt -> Duration.ofNanos(attempt.openedNanos()).toMillis())
        .toList();
  }

  /** The last attempt on the network. */
  FakeAttempt attempt() {
    return graph.last();
  }

  CheckResult lastResult() {
    List<CheckResult> all = meter.results();
    return all.get(all.size() - 1);
  }

  void passMillis(long millis) {
    system.passMillis(millis);
  }

  @Override
  public void close() {
    system.close();
  }
}
