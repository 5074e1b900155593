package io.poolwatch.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.ConnectionStory;
import io.poolwatch.event.Event;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.ConnectionEvent.Closed;
import io.poolwatch.model.ConnectionEvent.Failed;
import io.poolwatch.model.ConnectionEvent.TimedOut;
import io.poolwatch.model.Failure;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ConnectionActorTest {
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration CHECK = Duration.ofSeconds(2);
  private static final Timeouts TIMEOUTS = new Timeouts(CONNECT, CHECK, null);
  private static final InetSocketAddress ENDPOINT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
  private static final TlsSpec TLS =
      new TlsSpec(null, TlsSpec.Verify.REQUIRED, null, null, null, null, List.of(), "TLSv1.2");

  private final VirtualSystem system = new VirtualSystem();
  private final FakeGraph graph = new FakeGraph(system::nanos);
  private final RecordingEventLog log = new RecordingEventLog();
  private final Inbox<ConnectionEvent> owner = system.inbox();
  private Duration paused = Duration.ZERO;
  private long pausesAskedSince = -1;
  private ActorRef<ConnectionActor.Command> actor = system.spawn(behavior(), "connection");

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

  @AfterEach
  void stop() {
    system.close();
  }

  // ---- the course of an attempt

  @Test
  void anAttemptIsOpenedAsAskedAndItsEventsAreToldInOrder() {
    FakeAttempt attempt = open(7, null);
    attempt.connected();
    send(7, "PING");
    attempt.sent(3, 1).sent(1, 0).received("PONG").peerClosed();
    close(7, CloseMode.GRACEFUL, "QUIT");
    attempt.closed(CloseMode.GRACEFUL);

    assertThat(attempt.number()).isEqualTo(7);
    assertThat(attempt.endpoint()).isEqualTo(ENDPOINT);
    assertThat(attempt.plan()).isEqualTo(plan(null));
    assertThat(attempt.asked()).containsExactly("send PING", "send QUIT", "close GRACEFUL");
    assertThat(names(owner.all()))
        .containsExactly(
            "Connected", "SendProgress", "SendProgress", "Received", "PeerClosed", "Closed");
  }

  @Test
  void atDebugAnAttemptReadsAsAStory() {
    FakeAttempt attempt = open(7, TLS);
    attempt.connected().secured();
    send(7, "PING");
    attempt.sent(4, 0).received("PONG").peerClosed();
    close(7, CloseMode.ABORT, "");
    open(8, null).failed(Phase.CONNECT, Failure.Kind.REFUSED);
    open(9, null);
    pass(CONNECT);

    assertThat(log.events())
        .extracting(event -> event.name().text() + " " + event.fields().get("attempt"))
        .containsExactly(
            "connection-opening 7",
            "connection-connected 7",
            "connection-secured 7",
            "connection-sent 7",
            "connection-received 7",
            "connection-peer-closed 7",
            "connection-closed 7",
            "connection-opening 8",
            "connection-failed 8",
            "connection-opening 9",
            "connection-timed-out 9");
    assertThat(log.events()).extracting(Event::actor).containsOnly("/pools/web/web1/connection");
  }

  // ---- one terminal event and none after it

  @Test
  void nothingIsToldAfterAFailure() {
    FakeAttempt attempt = open(1, null).connected();
    attempt.failed(Phase.RECEIVE, Failure.Kind.RESET);
    attempt.received("late").peerClosed().closed(CloseMode.ABORT);
    close(1, CloseMode.GRACEFUL, "");
    pass(Duration.ofMinutes(1));

    assertThat(names(owner.all())).containsExactly("Connected", "Failed");
  }

  @Test
  void nothingIsToldAfterATimeOut() {
    FakeAttempt attempt = open(1, null);
    pass(CONNECT);
    attempt.connected().failed(Phase.CONNECT, Failure.Kind.IO);
    close(1, CloseMode.ABORT, "");
    pass(Duration.ofMinutes(1));

    assertThat(names(owner.all())).containsExactly("TimedOut");
    assertThat(attempt.asked()).containsExactly("abort");
  }

  @ParameterizedTest
  @EnumSource(CloseMode.class)
  void nothingIsToldAfterAClose(CloseMode mode) {
    FakeAttempt attempt = open(1, null).connected();
    close(1, mode, "");
    attempt.closed(CloseMode.GRACEFUL);
    attempt.received("late").failed(Phase.CLOSE, Failure.Kind.RESET).closed(CloseMode.ABORT);
    send(1, "late");
    actor.tell(new ConnectionActor.StartTls(1, TLS));
    close(1, mode, "");
    pass(Duration.ofMinutes(1));

    assertThat(names(owner.all())).containsExactly("Connected", "Closed");
  }

  @Test
  void eventsOfEarlierAttemptsAreDropped() {
    FakeAttempt first = open(1, null);
    pass(CONNECT);
    FakeAttempt second = open(2, null);
    first.connected().received("late").failed(Phase.CONNECT, Failure.Kind.REFUSED);
    first.crash(new IllegalStateException("late"));
    second.connected();

    assertThat(owner.all()).extracting(ConnectionEvent::attempt).containsExactly(1L, 2L);
    assertThat(names(owner.all())).containsExactly("TimedOut", "Connected");
  }

  @Test
  void commandsForEarlierAttemptsDoNothing() {
    open(1, null).failed(Phase.CONNECT, Failure.Kind.REFUSED);
    FakeAttempt second = open(2, null).connected();
    send(1, "late");
    close(1, CloseMode.ABORT, "");
    actor.tell(new ConnectionActor.StartTls(1, TLS));

    assertThat(second.asked()).isEmpty();
    assertThat(names(owner.all())).containsExactly("Failed", "Connected");
  }

  // ---- deadlines

  @Test
  void connectingEndsAtItsDeadlineAndNotBefore() {
    FakeAttempt attempt = open(1, null);
    pass(CONNECT.minusMillis(1));
    assertThat(owner.all()).isEmpty();

    pass(Duration.ofMillis(1));

    assertThat(owner.all()).containsExactly(timedOut(1, Phase.CONNECT, CONNECT));
    assertThat(attempt.aborted()).isTrue();
  }

  @Test
  void connectDeadlineCoversTcpAndTlsTogether() {
    FakeAttempt attempt = open(1, TLS);
    pass(Duration.ofMillis(900));
    attempt.connected();
    pass(Duration.ofMillis(99));
    assertThat(names(owner.all())).containsExactly("Connected");

    pass(Duration.ofMillis(1));

    assertThat(owner.last()).isEqualTo(timedOut(1, Phase.TLS, CONNECT));
  }

  @Test
  void replyClockBeginsWhenThePlainConnectionIsReady() {
    FakeAttempt attempt = open(1, null);
    pass(Duration.ofMillis(900));
    attempt.connected();
    pass(CHECK.minusMillis(1));
    assertThat(names(owner.all())).containsExactly("Connected");

    pass(Duration.ofMillis(1));

    assertThat(owner.last()).isEqualTo(timedOut(1, Phase.RECEIVE, CHECK));
  }

  @Test
  void replyClockBeginsAfterTheHandshake() {
    FakeAttempt attempt = open(1, TLS).connected();
    pass(Duration.ofMillis(900));
    attempt.secured();
    pass(CHECK.minusMillis(1));
    assertThat(names(owner.all())).containsExactly("Connected", "Secured");

    pass(Duration.ofMillis(1));

    assertThat(owner.last()).isEqualTo(timedOut(1, Phase.RECEIVE, CHECK));
  }

  @Test
  void aSendMustLeaveWithinItsOwnTime() {
    FakeAttempt attempt = open(1, null).connected();
    pass(Duration.ofMillis(1500));
    send(1, "request");
    pass(Duration.ofMillis(1500));
    attempt.sent(4, 3);
    pass(Duration.ofMillis(499));
    assertThat(owner.all(TimedOut.class)).isEmpty();

    pass(Duration.ofMillis(1));

    assertThat(owner.last()).isEqualTo(timedOut(1, Phase.SEND, CHECK));
  }

  @Test
  void replyClockBeginsOnlyWhenTheLastPieceHasLeft() {
    FakeAttempt attempt = open(1, null).connected();
    send(1, "request");
    pass(Duration.ofMillis(1900));
    attempt.sent(7, 0);
    pass(CHECK.minusMillis(1));
    assertThat(owner.all(TimedOut.class)).isEmpty();

    pass(Duration.ofMillis(1));

    assertThat(owner.last()).isEqualTo(timedOut(1, Phase.RECEIVE, CHECK));
  }

  @Test
  void eachCompleteSendArmsTheReplyClockAnew() {
    FakeAttempt attempt = open(1, null).connected();
    for (int i = 0; i < 3; i++) {
      send(1, "again");
      attempt.sent(5, 0);
      pass(Duration.ofMillis(1900));
    }
    assertThat(owner.all(TimedOut.class)).isEmpty();

    pass(Duration.ofMillis(100));

    assertThat(owner.last()).isEqualTo(timedOut(1, Phase.RECEIVE, CHECK));
  }

  @Test
  void receivingNeverArmsTheReplyClockAnew() {
    FakeAttempt attempt = open(1, null).connected();
    send(1, "request");
    attempt.sent(7, 0);
    for (int i = 0; i < 19; i++) {
      pass(Duration.ofMillis(100));
      attempt.received("x");
    }
    attempt.peerClosed();
    assertThat(owner.all(TimedOut.class)).isEmpty();

    pass(Duration.ofMillis(100));

    assertThat(owner.last()).isEqualTo(timedOut(1, Phase.RECEIVE, CHECK));
    assertThat(system.nanos()).isEqualTo(CHECK.toNanos());
  }

  @Test
  void tlsInsideAnOpenConnectionHasTheConnectDeadline() {
    FakeAttempt attempt = open(1, null).connected();
    pass(Duration.ofMillis(1500));
    actor.tell(new ConnectionActor.StartTls(1, TLS));
    pass(CONNECT.minusMillis(1));
    assertThat(attempt.asked()).containsExactly("startTls");
    assertThat(owner.all(TimedOut.class)).isEmpty();

    pass(Duration.ofMillis(1));

    assertThat(owner.last()).isEqualTo(timedOut(1, Phase.TLS, CONNECT));
  }

  @Test
  void wholeProbesTimeIsCountedFromItsStartAndEndsAnyPhase() {
    Duration total = Duration.ofMillis(2500);
    pass(Duration.ofMillis(400));
    FakeAttempt attempt =
        open(new ConnectionActor.Open(1, plan(null), ENDPOINT, timeouts(total), 0L));
    attempt.connected();
    for (int i = 0; i < 2; i++) {
      send(1, "again");
      attempt.sent(5, 0);
      pass(Duration.ofSeconds(1));
    }
    pass(Duration.ofMillis(99));
    assertThat(owner.all(TimedOut.class)).isEmpty();

    pass(Duration.ofMillis(1));

    assertThat(owner.last()).isEqualTo(timedOut(1, Phase.RECEIVE, total));
  }

  @Test
  void goodbyeIsOffTheWholeProbesTimeAndLasts200MillisecondsAtMost() {
    FakeAttempt attempt =
        open(new ConnectionActor.Open(1, plan(null), ENDPOINT, timeouts(CHECK), 0L));
    attempt.connected();
    pass(Duration.ofMillis(1950));
    close(1, CloseMode.GRACEFUL, "QUIT");
    attempt.sent(4, 0).received("221 bye");
    pass(Duration.ofMillis(199));
    assertThat(attempt.asked()).containsExactly("send QUIT", "close GRACEFUL");
    assertThat(owner.all(Closed.class)).isEmpty();

    pass(Duration.ofMillis(1));

    assertThat(attempt.aborted()).isTrue();
    assertThat(owner.last()).isEqualTo(new Closed(1, system.nanos(), CloseMode.ABORT));
  }

  @Test
  void noDeadlineOutlivesItsAttempt() {
    open(1, null).failed(Phase.CONNECT, Failure.Kind.REFUSED);
    pass(Duration.ofMillis(900));
    FakeAttempt second = open(2, null);
    pass(Duration.ofMillis(999));
    assertThat(names(owner.all())).containsExactly("Failed");

    pass(Duration.ofMillis(1));

    assertThat(owner.last()).isEqualTo(timedOut(2, Phase.CONNECT, CONNECT));
    assertThat(second.aborted()).isTrue();
  }

  @Test
  void aTimeOutSaysHowLateItWasNoticedAndHowLongTheProcessStoodStill() {
    pass(Duration.ofMillis(50));
    open(1, null);
    paused = Duration.ofMillis(280);
    system.freezeMillis(1300);
    pass(Duration.ZERO);

    assertThat(owner.last())
        .isEqualTo(
            new TimedOut(
                1, system.nanos(), Phase.CONNECT, CONNECT, Duration.ofMillis(300), paused));
    assertThat(pausesAskedSince).isEqualTo(Duration.ofMillis(50).toNanos());
  }

  @Test
  void noSocketAtTheDeadlineIsALocalFault() {
    graph.whenOpened(FakeAttempt::withoutSocket);
    FakeAttempt attempt = open(1, null);
    pass(CONNECT);

    assertThat(owner.all()).hasSize(1);
    Failed failed = (Failed) owner.last();
    assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.LOCAL);
    assertThat(failed.phase()).isEqualTo(Phase.CONNECT);
    assertThat(attempt.aborted()).isTrue();
  }

  // ---- closing

  @Test
  void aConnectionThatNeverConnectedIsJustDropped() {
    FakeAttempt attempt = open(1, null);
    close(1, CloseMode.GRACEFUL, "QUIT");

    assertThat(attempt.asked()).containsExactly("abort");
    assertThat(owner.all()).containsExactly(new Closed(1, 0, null));
  }

  @Test
  void anAbortIsDoneAtOnce() {
    FakeAttempt attempt = open(1, null).connected();
    close(1, CloseMode.ABORT, "QUIT");

    assertThat(attempt.asked()).containsExactly("abort");
    assertThat(owner.last()).isEqualTo(new Closed(1, 0, CloseMode.ABORT));
  }

  @Test
  void aPeerThatLetsGoDuringTheGoodbyeHasClosedAsWell() {
    FakeAttempt attempt = open(1, null).connected();
    close(1, CloseMode.GRACEFUL, "");
    attempt.failed(Phase.CLOSE, Failure.Kind.RESET);

    assertThat(owner.last()).isEqualTo(new Closed(1, 0, CloseMode.ABORT));
  }

  @Test
  void nothingIsSentAfterTheGoodbye() {
    FakeAttempt attempt = open(1, null).connected();
    close(1, CloseMode.GRACEFUL, "");
    send(1, "late");
    actor.tell(new ConnectionActor.StartTls(1, TLS));
    close(1, CloseMode.ABORT, "");

    assertThat(attempt.asked()).containsExactly("close GRACEFUL");
  }

  // ---- what must not happen

  @Test
  void aBrokenStreamBreaksTheActor() {
    Inbox<Throwable> failures = supervised();
    open(1, null).crash(new IllegalStateException("stage broke"));

    assertThat(failures.all())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOf(BrokenStreamException.class)
                    .hasRootCauseMessage("stage broke"));
    assertThat(owner.all()).isEmpty();
  }

  @Test
  void openingTwiceIsABugAndLetsGoOfTheSocket() {
    Inbox<Throwable> failures = supervised();
    FakeAttempt first = open(1, null);
    FakeAttempt last = open(2, null);

    assertThat(failures.last()).hasMessage("attempt 2 opened while 1 is open");
    assertThat(last).isSameAs(first);
    assertThat(first.aborted()).isTrue();
  }

  @Test
  void aStoppedActorLetsGoOfItsSocket() {
    FakeAttempt attempt = open(1, null).connected();
    system.stop(actor);

    assertThat(attempt.aborted()).isTrue();
  }

  @Test
  void aStoppedActorWithNothingOpenHasNothingToLetGo() {
    FakeAttempt attempt = open(1, null).failed(Phase.CONNECT, Failure.Kind.REFUSED);
    system.stop(actor);

    assertThat(attempt.asked()).isEmpty();
  }

  // ---- helpers

  /** Puts the actor below a parent that is told its failures. */
  private Inbox<Throwable> supervised() {
    Inbox<Throwable> failures = system.inbox();
    actor = Supervising.spawn(system, behavior(), failures.ref());
    return failures;
  }

  private FakeAttempt open(long number, @Nullable TlsSpec tls) {
    return open(new ConnectionActor.Open(number, plan(tls), ENDPOINT, TIMEOUTS, system.nanos()));
  }

  private FakeAttempt open(ConnectionActor.Open open) {
    actor.tell(open);
    return graph.last();
  }

  private void send(long number, String text) {
    actor.tell(new ConnectionActor.Send(number, ByteString.fromString(text)));
  }

  private void close(long number, CloseMode mode, String goodbye) {
    actor.tell(new ConnectionActor.Close(number, mode, ByteString.fromString(goodbye)));
  }

  private void pass(Duration time) {
    system.pass(time);
  }

  private TimedOut timedOut(long attempt, Phase phase, Duration limit) {
    return new TimedOut(attempt, system.nanos(), phase, limit, Duration.ZERO, Duration.ZERO);
  }

  private static Timeouts timeouts(Duration total) {
    return new Timeouts(CONNECT, CHECK, total);
  }

  private static ConnectPlan plan(@Nullable TlsSpec tls) {
    return new ConnectPlan(
        new HostPort("127.0.0.1", 8080, Optional.of(ENDPOINT.getAddress())),
        tls,
        ProxyHeader.NONE,
        null);
  }

  private static List<String> names(List<? extends ConnectionEvent> events) {
    return events.stream().map(event -> event.getClass().getSimpleName()).toList();
  }
}
