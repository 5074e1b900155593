package io.poolwatch.connection;

import static io.poolwatch.connection.ConnectionFixture.CONNECT;
import static io.poolwatch.connection.ConnectionFixture.ENDPOINT;
import static io.poolwatch.connection.ConnectionFixture.TLS;
import static io.poolwatch.connection.ConnectionFixture.names;
import static io.poolwatch.connection.ConnectionFixture.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.ConnectionEvent.Closed;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Phase;
import io.poolwatch.testkit.FakeGraph.FakeAttempt;
import io.poolwatch.testkit.Inbox;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The course of an attempt, and its one end. */
final class ConnectionActorTest {
  private final ConnectionFixture fixture = new ConnectionFixture();

  @AfterEach
  void stop() {
    fixture.stop();
  }

  // ---- the course of an attempt

  @Test
  void anAttemptIsOpenedAsAskedAndItsEventsAreToldInOrder() {
    FakeAttempt attempt = fixture.open(7, null);
    attempt.connected();
    fixture.send(7, "PING");
    attempt.sent(3, 1).sent(1, 0).received("PONG").peerClosed();
    fixture.close(7, CloseMode.GRACEFUL, "QUIT");
    attempt.closed(CloseMode.GRACEFUL);

    assertThat(attempt.number()).isEqualTo(7);
    assertThat(attempt.endpoint()).isEqualTo(ENDPOINT);
    assertThat(attempt.plan()).isEqualTo(plan(null));
    assertThat(attempt.asked()).containsExactly("send PING", "send QUIT", "close GRACEFUL");
    assertThat(names(fixture.owner.all()))
        .containsExactly(
            "Connected", "SendProgress", "SendProgress", "Received", "PeerClosed", "Closed");
  }

  @Test
  void atDebugAnAttemptReadsAsAStory() {
    FakeAttempt attempt = fixture.open(7, TLS);
    attempt.connected().secured();
    fixture.send(7, "PING");
    attempt.sent(4, 0).received("PONG").peerClosed();
    fixture.close(7, CloseMode.ABORT, "");
    fixture.open(8, null).failed(Phase.CONNECT, Failure.Kind.REFUSED);
    fixture.open(9, null);
    fixture.pass(CONNECT);

    assertThat(fixture.log.events())
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
    assertThat(fixture.log.events())
        .extracting(Event::actor)
        .containsOnly("/pools/web/web1/connection");
  }

  // ---- one terminal event and none after it

  @Test
  void nothingIsToldAfterAFailure() {
    FakeAttempt attempt = fixture.open(1, null).connected();
    attempt.failed(Phase.RECEIVE, Failure.Kind.RESET);
    attempt.received("late").peerClosed().closed(CloseMode.ABORT);
    fixture.close(1, CloseMode.GRACEFUL, "");
    fixture.pass(Duration.ofMinutes(1));

    assertThat(names(fixture.owner.all())).containsExactly("Connected", "Failed");
  }

  @Test
  void nothingIsToldAfterATimeOut() {
    FakeAttempt attempt = fixture.open(1, null);
    fixture.pass(CONNECT);
    attempt.connected().failed(Phase.CONNECT, Failure.Kind.IO);
    fixture.close(1, CloseMode.ABORT, "");
    fixture.pass(Duration.ofMinutes(1));

    assertThat(names(fixture.owner.all())).containsExactly("TimedOut");
    assertThat(attempt.asked()).containsExactly("abort");
  }

  @ParameterizedTest
  @EnumSource(CloseMode.class)
  void nothingIsToldAfterAClose(CloseMode mode) {
    FakeAttempt attempt = fixture.open(1, null).connected();
    fixture.close(1, mode, "");
    attempt.closed(CloseMode.GRACEFUL);
    attempt.received("late").failed(Phase.CLOSE, Failure.Kind.RESET).closed(CloseMode.ABORT);
    fixture.send(1, "late");
    fixture.actor.tell(new ConnectionActor.StartTls(1, TLS));
    fixture.close(1, mode, "");
    fixture.pass(Duration.ofMinutes(1));

    assertThat(names(fixture.owner.all())).containsExactly("Connected", "Closed");
  }

  @Test
  void eventsOfEarlierAttemptsAreDropped() {
    FakeAttempt first = fixture.open(1, null);
    fixture.pass(CONNECT);
    FakeAttempt second = fixture.open(2, null);
    first.connected().received("late").failed(Phase.CONNECT, Failure.Kind.REFUSED);
    first.crash(new IllegalStateException("late"));
    second.connected();

    assertThat(fixture.owner.all()).extracting(ConnectionEvent::attempt).containsExactly(1L, 2L);
    assertThat(names(fixture.owner.all())).containsExactly("TimedOut", "Connected");
  }

  @Test
  void commandsForEarlierAttemptsDoNothing() {
    fixture.open(1, null).failed(Phase.CONNECT, Failure.Kind.REFUSED);
    FakeAttempt second = fixture.open(2, null).connected();
    fixture.send(1, "late");
    fixture.close(1, CloseMode.ABORT, "");
    fixture.actor.tell(new ConnectionActor.StartTls(1, TLS));

    assertThat(second.asked()).isEmpty();
    assertThat(names(fixture.owner.all())).containsExactly("Failed", "Connected");
  }

  // ---- closing

  @Test
  void aConnectionThatNeverConnectedIsJustDropped() {
    FakeAttempt attempt = fixture.open(1, null);
    fixture.close(1, CloseMode.GRACEFUL, "QUIT");

    assertThat(attempt.asked()).containsExactly("abort");
    assertThat(fixture.owner.all()).containsExactly(new Closed(1, 0, null));
  }

  @Test
  void anAbortIsDoneAtOnce() {
    FakeAttempt attempt = fixture.open(1, null).connected();
    fixture.close(1, CloseMode.ABORT, "QUIT");

    assertThat(attempt.asked()).containsExactly("abort");
    assertThat(fixture.owner.last()).isEqualTo(new Closed(1, 0, CloseMode.ABORT));
  }

  @Test
  void aPeerThatLetsGoDuringTheGoodbyeHasClosedAsWell() {
    FakeAttempt attempt = fixture.open(1, null).connected();
    fixture.close(1, CloseMode.GRACEFUL, "");
    attempt.failed(Phase.CLOSE, Failure.Kind.RESET);

    assertThat(fixture.owner.last()).isEqualTo(new Closed(1, 0, CloseMode.ABORT));
  }

  @Test
  void nothingIsSentAfterTheGoodbye() {
    FakeAttempt attempt = fixture.open(1, null).connected();
    fixture.close(1, CloseMode.GRACEFUL, "");
    fixture.send(1, "late");
    fixture.actor.tell(new ConnectionActor.StartTls(1, TLS));
    fixture.close(1, CloseMode.ABORT, "");

    assertThat(attempt.asked()).containsExactly("close GRACEFUL");
  }

  // ---- what must not happen

  @Test
  void aBrokenStreamBreaksTheActor() {
    Inbox<Throwable> failures = fixture.supervised();
    fixture.open(1, null).crash(new IllegalStateException("stage broke"));

    assertThat(failures.all())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOf(BrokenStreamException.class)
                    .hasRootCauseMessage("stage broke"));
    assertThat(fixture.owner.all()).isEmpty();
  }

  @Test
  void openingTwiceIsABugAndLetsGoOfTheSocket() {
    Inbox<Throwable> failures = fixture.supervised();
    FakeAttempt first = fixture.open(1, null);
    FakeAttempt last = fixture.open(2, null);

    assertThat(failures.last()).hasMessage("attempt 2 opened while 1 is open");
    assertThat(last).isSameAs(first);
    assertThat(first.aborted()).isTrue();
  }

  @Test
  void aStoppedActorLetsGoOfItsSocket() {
    FakeAttempt attempt = fixture.open(1, null).connected();
    fixture.system.stop(fixture.actor);

    assertThat(attempt.aborted()).isTrue();
  }

  @Test
  void aStoppedActorWithNothingOpenHasNothingToLetGo() {
    FakeAttempt attempt = fixture.open(1, null).failed(Phase.CONNECT, Failure.Kind.REFUSED);
    fixture.system.stop(fixture.actor);

    assertThat(attempt.asked()).isEmpty();
  }
}
