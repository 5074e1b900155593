package io.poolwatch.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Level;
import io.poolwatch.model.Phase;
import io.poolwatch.model.Vote;
import io.poolwatch.server.ServerActor.ProbeNow;
import io.poolwatch.server.ServerActor.Probed;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.FakeGraph.FakeAttempt;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.ServerSpecs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server with several checks; the port says which one it is. */
final class ServerLinesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int WEB = 80;
  private static final int DB = 3306;

  private static final ServerSpec TWO =
      ServerSpecs.server("web1")
          .checks(check(WEB).check("web"), check(DB).inter(SECOND.multipliedBy(2)).check("db"))
          .build();

  private final ServerFixture fixture = new ServerFixture();
  private final Map<Integer, Boolean> refusing = new HashMap<>();
  private @Nullable ActorRef<ServerActor.Command> actor;

  private static ServerSpecs check(int port) {
    return ServerSpecs.server("web1").at(ServerSpecs.endpoint(port)).inter(SECOND);
  }

  @BeforeEach
  void admitAll() {
    fixture.gate = new ProbeGate(10, 10);
    fixture.graph.whenOpened(this::meet);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void meet(FakeAttempt attempt) {
    if (refusing.getOrDefault(attempt.endpoint().getPort(), false)) {
      attempt.failed(Phase.CONNECT, Failure.Kind.REFUSED);
    } else {
      attempt.connected();
    }
  }

  private ServerMemory start() {
    ServerMemory memory = fixture.memory(TWO);
    actor = fixture.start(TWO, memory);
    fixture.passMillis(0);
    return memory;
  }

  private void tell(ServerActor.Command command) {
    Objects.requireNonNull(actor, "not started").tell(command);
  }

  private void refuse(int port, boolean yes) {
    refusing.put(port, yes);
  }

  private List<Event> told(EventName name) {
    return fixture.log.events(name);
  }

  private static CheckResult result(Event event) {
    return (CheckResult) Objects.requireNonNull(event.fields().get("result"));
  }

  @Test
  void eachCheckHasItsOwnScheduleCounterAndName() {
    refuse(DB, true);
    ServerMemory memory = start();
    fixture.passMillis(3_999);

    assertThat(fixture.openedMillis(WEB)).containsExactly(0L, 1_000L, 2_000L, 3_000L);
    assertThat(fixture.openedMillis(DB)).containsExactly(0L, 2_000L);
    assertThat(memory.state().line(0).counter().display()).isEqualTo("3/3 UP");
    assertThat(memory.state().line(1).counter().display()).isEqualTo("0/2 DOWN");
    assertThat(told(EventName.CHECK_RESULT))
        .filteredOn(event -> event.level() == Level.INFO)
        .extracting(event -> result(event).check() + " " + event.fields().get("health"))
        .containsExactlyInAnyOrder("web 3/3 UP", "db 0/2 DOWN");
  }

  @Test
  void allChecksMustPassAndTheOneThatDecidesIsTheEvidence() {
    ServerMemory memory = start();
    List<Vote.Choice> votes = fixture.votes(memory);
    fixture.passMillis(2_000);
    refuse(DB, true);
    fixture.passMillis(6_000);

    assertThat(votes).containsExactly(Vote.Choice.DOWN);
    assertThat(ServerFixture.evidence(memory).check()).isEqualTo("db");
    assertThat(ServerFixture.evidence(memory).status()).isEqualTo(CheckStatus.L4CON);

    refuse(WEB, true);
    fixture.passMillis(3_000);
    refuse(DB, false);
    assertThat(votes).as("both fail, and one was told").containsExactly(Vote.Choice.DOWN);
    fixture.passMillis(6_000);
    assertThat(votes)
        .as("told again with the reason that is left")
        .containsExactly(Vote.Choice.DOWN, Vote.Choice.DOWN);
    assertThat(ServerFixture.evidence(memory).check()).isEqualTo("web");

    refuse(WEB, false);
    fixture.passMillis(2_000);
    assertThat(votes).containsExactly(Vote.Choice.DOWN, Vote.Choice.DOWN, Vote.Choice.UP);
    assertThat(ServerFixture.evidence(memory).check()).isEqualTo("web");
  }

  @Test
  void theServerIsUnknownUntilEveryCheckHasAResult() {
    fixture.graph.whenOpened(
        attempt -> {
          if (attempt.endpoint().getPort() == WEB) {
            attempt.connected();
          }
        });
    ServerMemory memory = start();

    assertThat(memory.state().line(0).counter().display()).isEqualTo("3/3 UP");
    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.ABSTAIN);
  }

  @Test
  void twoChecksOfAServerMayBeUnderWayAtOnce() {
    fixture.graph.whenOpened(attempt -> {});
    start();

    assertThat(fixture.graph.attempts()).hasSize(2);
    assertThat(fixture.gate.inFlight()).isEqualTo(2);
  }

  @Test
  void whoAsksIsToldOneResultOfEachCheckInTheirOrder() {
    fixture.unscheduled();
    start();
    Inbox<Probed> asker = fixture.system.inbox();
    refuse(WEB, true);

    tell(new ProbeNow(asker.ref()));
    fixture.passMillis(0);

    assertThat(asker.all())
        .singleElement()
        .satisfies(
            probed ->
                assertThat(probed.results())
                    .extracting(found -> found.check() + " " + found.status())
                    .containsExactly("web L4CON", "db L4OK"));
  }

  @Test
  void whoAsksWaitsForTheSlowestCheck() {
    fixture.unscheduled();
    fixture.graph.whenOpened(
        attempt -> {
          if (attempt.endpoint().getPort() == WEB) {
            attempt.connected();
          }
        });
    start();
    Inbox<Probed> asker = fixture.system.inbox();
    tell(new ProbeNow(asker.ref()));
    fixture.passMillis(900);
    assertThat(asker.all()).isEmpty();

    fixture.passMillis(100);
    assertThat(asker.all()).hasSize(1);
  }

  @Test
  void aConnectionActorThatBreaksTakesOnlyItsOwnCheckAlong() {
    fixture.graph.whenOpened(
        attempt -> {
          if (attempt.endpoint().getPort() == DB) {
            attempt.crash(new IllegalStateException("stage broke"));
          } else {
            attempt.connected();
          }
        });
    ServerMemory memory = start();
    fixture.passMillis(3_000);

    assertThat(fixture.openedMillis(WEB)).containsExactly(0L, 1_000L, 2_000L, 3_000L);
    assertThat(memory.state().line(0).counter().display()).isEqualTo("3/3 UP");
    assertThat(told(EventName.ACTOR_RESTARTED))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.actor()).endsWith("/connection-db"));
  }

  @Test
  void oneCheckWithoutNewsIsEnoughToAbstain() {
    fixture.graph.whenOpened(
        attempt -> {
          if (attempt.endpoint().getPort() == DB) {
            attempt.failed(Phase.CONNECT, Failure.Kind.LOCAL);
          } else {
            attempt.connected();
          }
        });
    ServerMemory memory = start();
    fixture.passMillis(8_000);

    assertThat(memory.state().line(1).stale()).isTrue();
    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.ABSTAIN);
    assertThat(told(EventName.SERVER_STALE))
        .singleElement()
        .satisfies(event -> assertThat(event.fields()).containsEntry("check", "db"));
  }
}
