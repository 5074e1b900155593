package io.poolwatch.connection;

import static io.poolwatch.connection.ConnectionFixture.CHECK;
import static io.poolwatch.connection.ConnectionFixture.CONNECT;
import static io.poolwatch.connection.ConnectionFixture.ENDPOINT;
import static io.poolwatch.connection.ConnectionFixture.TLS;
import static io.poolwatch.connection.ConnectionFixture.names;
import static io.poolwatch.connection.ConnectionFixture.plan;
import static io.poolwatch.connection.ConnectionFixture.timeouts;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectionEvent.Closed;
import io.poolwatch.model.ConnectionEvent.Failed;
import io.poolwatch.model.ConnectionEvent.TimedOut;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Phase;
import io.poolwatch.testkit.FakeGraph.FakeAttempt;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The one deadline of an attempt, as it moves with the phases. */
final class ConnectionDeadlineTest {
  private final ConnectionFixture fixture = new ConnectionFixture();

  @AfterEach
  void stop() {
    fixture.stop();
  }

  @Test
  void connectingEndsAtItsDeadlineAndNotBefore() {
    FakeAttempt attempt = fixture.open(1, null);
    fixture.pass(CONNECT.minusMillis(1));
    assertThat(fixture.owner.all()).isEmpty();

    fixture.pass(Duration.ofMillis(1));

    assertThat(fixture.owner.all()).containsExactly(fixture.timedOut(1, Phase.CONNECT, CONNECT));
    assertThat(attempt.aborted()).isTrue();
  }

  @Test
  void connectDeadlineCoversTcpAndTlsTogether() {
    FakeAttempt attempt = fixture.open(1, TLS);
    fixture.pass(Duration.ofMillis(900));
    attempt.connected();
    fixture.pass(Duration.ofMillis(99));
    assertThat(names(fixture.owner.all())).containsExactly("Connected");

    fixture.pass(Duration.ofMillis(1));

    assertThat(fixture.owner.last()).isEqualTo(fixture.timedOut(1, Phase.TLS, CONNECT));
  }

  @Test
  void replyClockBeginsWhenThePlainConnectionIsReady() {
    FakeAttempt attempt = fixture.open(1, null);
    fixture.pass(Duration.ofMillis(900));
    attempt.connected();
    fixture.pass(CHECK.minusMillis(1));
    assertThat(names(fixture.owner.all())).containsExactly("Connected");

    fixture.pass(Duration.ofMillis(1));

    assertThat(fixture.owner.last()).isEqualTo(fixture.timedOut(1, Phase.RECEIVE, CHECK));
  }

  @Test
  void replyClockBeginsAfterTheHandshake() {
    FakeAttempt attempt = fixture.open(1, TLS).connected();
    fixture.pass(Duration.ofMillis(900));
    attempt.secured();
    fixture.pass(CHECK.minusMillis(1));
    assertThat(names(fixture.owner.all())).containsExactly("Connected", "Secured");

    fixture.pass(Duration.ofMillis(1));

    assertThat(fixture.owner.last()).isEqualTo(fixture.timedOut(1, Phase.RECEIVE, CHECK));
  }

  @Test
  void aSendMustLeaveWithinItsOwnTime() {
    FakeAttempt attempt = fixture.open(1, null).connected();
    fixture.pass(Duration.ofMillis(1500));
    fixture.send(1, "request");
    fixture.pass(Duration.ofMillis(1500));
    attempt.sent(4, 3);
    fixture.pass(Duration.ofMillis(499));
    assertThat(fixture.owner.all(TimedOut.class)).isEmpty();

    fixture.pass(Duration.ofMillis(1));

    assertThat(fixture.owner.last()).isEqualTo(fixture.timedOut(1, Phase.SEND, CHECK));
  }

  @Test
  void replyClockBeginsOnlyWhenTheLastPieceHasLeft() {
    FakeAttempt attempt = fixture.open(1, null).connected();
    fixture.send(1, "request");
    fixture.pass(Duration.ofMillis(1900));
    attempt.sent(7, 0);
    fixture.pass(CHECK.minusMillis(1));
    assertThat(fixture.owner.all(TimedOut.class)).isEmpty();

    fixture.pass(Duration.ofMillis(1));

    assertThat(fixture.owner.last()).isEqualTo(fixture.timedOut(1, Phase.RECEIVE, CHECK));
  }

  @Test
  void eachCompleteSendArmsTheReplyClockAnew() {
    FakeAttempt attempt = fixture.open(1, null).connected();
    for (int i = 0; i < 3; i++) {
      fixture.send(1, "again");
      attempt.sent(5, 0);
      fixture.pass(Duration.ofMillis(1900));
    }
    assertThat(fixture.owner.all(TimedOut.class)).isEmpty();

    fixture.pass(Duration.ofMillis(100));

    assertThat(fixture.owner.last()).isEqualTo(fixture.timedOut(1, Phase.RECEIVE, CHECK));
  }

  @Test
  void receivingNeverArmsTheReplyClockAnew() {
    FakeAttempt attempt = fixture.open(1, null).connected();
    fixture.send(1, "request");
    attempt.sent(7, 0);
    for (int i = 0; i < 19; i++) {
      fixture.pass(Duration.ofMillis(100));
      attempt.received("x");
    }
    attempt.peerClosed();
    assertThat(fixture.owner.all(TimedOut.class)).isEmpty();

    fixture.pass(Duration.ofMillis(100));

    assertThat(fixture.owner.last()).isEqualTo(fixture.timedOut(1, Phase.RECEIVE, CHECK));
    assertThat(fixture.system.nanos()).isEqualTo(CHECK.toNanos());
  }

  @Test
  void tlsInsideAnOpenConnectionHasTheConnectDeadline() {
    FakeAttempt attempt = fixture.open(1, null).connected();
    fixture.pass(Duration.ofMillis(1500));
    fixture.actor.tell(new ConnectionActor.StartTls(1, TLS));
    fixture.pass(CONNECT.minusMillis(1));
    assertThat(attempt.asked()).containsExactly("startTls");
    assertThat(fixture.owner.all(TimedOut.class)).isEmpty();

    fixture.pass(Duration.ofMillis(1));

    assertThat(fixture.owner.last()).isEqualTo(fixture.timedOut(1, Phase.TLS, CONNECT));
  }

  @Test
  void wholeProbesTimeIsCountedFromItsStartAndEndsAnyPhase() {
    Duration total = Duration.ofMillis(2500);
    fixture.pass(Duration.ofMillis(400));
    FakeAttempt attempt =
        fixture.open(new ConnectionActor.Open(1, plan(null), ENDPOINT, timeouts(total), 0L));
    attempt.connected();
    for (int i = 0; i < 2; i++) {
      fixture.send(1, "again");
      attempt.sent(5, 0);
      fixture.pass(Duration.ofSeconds(1));
    }
    fixture.pass(Duration.ofMillis(99));
    assertThat(fixture.owner.all(TimedOut.class)).isEmpty();

    fixture.pass(Duration.ofMillis(1));

    assertThat(fixture.owner.last()).isEqualTo(fixture.timedOut(1, Phase.RECEIVE, total));
  }

  @Test
  void goodbyeIsOffTheWholeProbesTimeAndLasts200MillisecondsAtMost() {
    FakeAttempt attempt =
        fixture.open(new ConnectionActor.Open(1, plan(null), ENDPOINT, timeouts(CHECK), 0L));
    attempt.connected();
    fixture.pass(Duration.ofMillis(1950));
    fixture.close(1, CloseMode.GRACEFUL, "QUIT");
    attempt.sent(4, 0).received("221 bye");
    fixture.pass(Duration.ofMillis(199));
    assertThat(attempt.asked()).containsExactly("send QUIT", "close GRACEFUL");
    assertThat(fixture.owner.all(Closed.class)).isEmpty();

    fixture.pass(Duration.ofMillis(1));

    assertThat(attempt.aborted()).isTrue();
    assertThat(fixture.owner.last())
        .isEqualTo(new Closed(1, fixture.system.nanos(), CloseMode.ABORT));
  }

  @Test
  void noDeadlineOutlivesItsAttempt() {
    fixture.open(1, null).failed(Phase.CONNECT, Failure.Kind.REFUSED);
    fixture.pass(Duration.ofMillis(900));
    FakeAttempt second = fixture.open(2, null);
    fixture.pass(Duration.ofMillis(999));
    assertThat(names(fixture.owner.all())).containsExactly("Failed");

    fixture.pass(Duration.ofMillis(1));

    assertThat(fixture.owner.last()).isEqualTo(fixture.timedOut(2, Phase.CONNECT, CONNECT));
    assertThat(second.aborted()).isTrue();
  }

  @Test
  void aTimeOutSaysHowLateItWasNoticedAndHowLongTheProcessStoodStill() {
    fixture.pass(Duration.ofMillis(50));
    fixture.open(1, null);
    fixture.paused = Duration.ofMillis(280);
    fixture.system.freezeMillis(1300);
    fixture.pass(Duration.ZERO);

    assertThat(fixture.owner.last())
        .isEqualTo(
            new TimedOut(
                1,
                fixture.system.nanos(),
                Phase.CONNECT,
                CONNECT,
                Duration.ofMillis(300),
                fixture.paused));
    assertThat(fixture.pausesAskedSince).isEqualTo(Duration.ofMillis(50).toNanos());
  }

  @ParameterizedTest
  @CsvSource({"0, 280, 280", "700, 0, 700", "150, 120, 270"})
  void ourOwnPartOfAHandshakeCountsLikeAPause(long worked, long paused, long told) {
    FakeAttempt attempt = fixture.open(1, ConnectionFixture.TLS);
    fixture.paused = Duration.ofMillis(paused);
    attempt.connected().ownWork(Duration.ofMillis(worked));
    fixture.pass(CONNECT);

    assertThat(((TimedOut) fixture.owner.last()).paused()).isEqualTo(Duration.ofMillis(told));
  }

  @Test
  void ourOwnPartOfAHandshakeThatIsDoneExcusesNoReply() {
    FakeAttempt attempt = fixture.open(1, ConnectionFixture.TLS);
    attempt.connected().ownWork(Duration.ofMillis(700));
    attempt.secured();
    fixture.pass(CHECK);

    assertThat(fixture.owner.last()).isEqualTo(fixture.timedOut(1, Phase.RECEIVE, CHECK));
  }

  @Test
  void noSocketAtTheDeadlineIsALocalFault() {
    fixture.graph.whenOpened(FakeAttempt::withoutSocket);
    FakeAttempt attempt = fixture.open(1, null);
    fixture.pass(CONNECT);

    assertThat(fixture.owner.all()).hasSize(1);
    Failed failed = (Failed) fixture.owner.last();
    assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.LOCAL);
    assertThat(failed.phase()).isEqualTo(Phase.CONNECT);
    assertThat(attempt.aborted()).isTrue();
  }
}
