package io.poolwatch.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Level;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Vote;
import io.poolwatch.server.ServerActor.ProbeNow;
import io.poolwatch.server.ServerActor.Probed;
import io.poolwatch.server.ServerActor.SetAdmin;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.FakeGraph.FakeAttempt;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.ServerSpecs;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with several checks, and one with an agent; the port says who is asked. */
final class ServerLinesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int WEB = 80;
  private static final int DB = 3306;
  private static final int AGENT = 8081;

  private static final ServerSpec TWO =
      ServerSpecs.server("web1")
          .checks(check(WEB).check("web"), check(DB).inter(SECOND.multipliedBy(2)).check("db"))
          .build();

  private static final ServerSpec ASKED =
      check(WEB)
          .weight(10)
          .agent(ServerSpecs.agent(endpoint(AGENT), SECOND.multipliedBy(2)))
          .build();

  private final ServerFixture fixture = new ServerFixture();

  /** What the agent says; empty if it refuses. */
  private String says = "up\n";

  private @Nullable ActorRef<ServerActor.Command> actor;

  private final Map<Integer, Boolean> refusing = new HashMap<>();

  private static ServerSpecs check(int port) {
    return ServerSpecs.server("web1").at(endpoint(port)).inter(SECOND);
  }

  private static InetSocketAddress endpoint(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
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
    int port = attempt.endpoint().getPort();
    boolean silent = port == AGENT && says.isEmpty();
    if (silent || refusing.getOrDefault(port, false)) {
      attempt.failed(Phase.CONNECT, Failure.Kind.REFUSED);
    } else if (port == AGENT) {
      attempt.connected().received(says).peerClosed();
      attempt.closed(CloseMode.GRACEFUL);
    } else {
      attempt.connected();
    }
  }

  private ServerMemory start(ServerSpec spec) {
    return start(spec, fixture.memory(spec));
  }

  private ServerMemory start(ServerSpec spec, ServerMemory memory) {
    actor = fixture.start(spec, memory);
    fixture.passMillis(0);
    return memory;
  }

  private void tell(ServerActor.Command command) {
    Objects.requireNonNull(actor, "not started").tell(command);
  }

  /** The result that the vote rests on. */
  private static CheckResult evidence(ServerMemory memory) {
    return Objects.requireNonNull(memory.state().evidence(), "no evidence");
  }

  /** What the agent was last heard, or not heard, to say. */
  private static CheckResult ofAgent(ServerMemory memory) {
    return Objects.requireNonNull(memory.state().line(1).lastResult(), "never asked");
  }

  private void refuse(int port, boolean yes) {
    refusing.put(port, yes);
  }

  private List<Long> openedMillis(int port) {
    return fixture.graph.attempts().stream()
        .filter(attempt -> attempt.endpoint().getPort() == port)
        .map(attempt -> Duration.ofNanos(attempt.openedNanos()).toMillis())
        .toList();
  }

  private List<Event> told(EventName name) {
    return fixture.log.events(name);
  }

  private static CheckResult result(Event event) {
    return (CheckResult) Objects.requireNonNull(event.fields().get("result"));
  }

  private List<Vote.Choice> votes(ServerMemory memory) {
    List<Vote.Choice> votes = new ArrayList<>();
    fixture.onVote(() -> votes.add(memory.state().vote()));
    return votes;
  }

  // ---- several checks

  @Test
  void eachCheckHasItsOwnScheduleCounterAndName() {
    refuse(DB, true);
    ServerMemory memory = start(TWO);
    fixture.passMillis(3_999);

    assertThat(openedMillis(WEB)).containsExactly(0L, 1_000L, 2_000L, 3_000L);
    assertThat(openedMillis(DB)).containsExactly(0L, 2_000L);
    assertThat(memory.state().line(0).counter().display()).isEqualTo("3/3 UP");
    assertThat(memory.state().line(1).counter().display()).isEqualTo("0/2 DOWN");
    assertThat(told(EventName.CHECK_RESULT))
        .filteredOn(event -> event.level() == Level.INFO)
        .extracting(event -> result(event).check() + " " + event.fields().get("health"))
        .containsExactlyInAnyOrder("web 3/3 UP", "db 0/2 DOWN");
  }

  @Test
  void allChecksMustPassAndTheOneThatDecidesIsTheEvidence() {
    ServerMemory memory = start(TWO);
    List<Vote.Choice> votes = votes(memory);
    fixture.passMillis(2_000);
    refuse(DB, true);
    fixture.passMillis(6_000);

    assertThat(votes).containsExactly(Vote.Choice.DOWN);
    assertThat(evidence(memory).check()).isEqualTo("db");
    assertThat(evidence(memory).status()).isEqualTo(CheckStatus.L4CON);

    refuse(WEB, true);
    fixture.passMillis(3_000);
    refuse(DB, false);
    assertThat(votes).as("both fail, and one was told").containsExactly(Vote.Choice.DOWN);
    fixture.passMillis(6_000);
    assertThat(votes)
        .as("told again with the reason that is left")
        .containsExactly(Vote.Choice.DOWN, Vote.Choice.DOWN);
    assertThat(evidence(memory).check()).isEqualTo("web");

    refuse(WEB, false);
    fixture.passMillis(2_000);
    assertThat(votes).containsExactly(Vote.Choice.DOWN, Vote.Choice.DOWN, Vote.Choice.UP);
    assertThat(evidence(memory).check()).isEqualTo("web");
  }

  @Test
  void theServerIsUnknownUntilEveryCheckHasAResult() {
    fixture.graph.whenOpened(
        attempt -> {
          if (attempt.endpoint().getPort() == WEB) {
            attempt.connected();
          }
        });
    ServerMemory memory = start(TWO);

    assertThat(memory.state().line(0).counter().display()).isEqualTo("3/3 UP");
    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.ABSTAIN);
  }

  @Test
  void twoChecksOfAServerMayBeUnderWayAtOnce() {
    fixture.graph.whenOpened(attempt -> {});
    start(TWO);

    assertThat(fixture.graph.attempts()).hasSize(2);
    assertThat(fixture.gate.inFlight()).isEqualTo(2);
  }

  @Test
  void whoAsksIsToldOneResultOfEachCheckInTheirOrder() {
    fixture.unscheduled();
    start(TWO);
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
    start(TWO);
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
    ServerMemory memory = start(TWO);
    fixture.passMillis(3_000);

    assertThat(openedMillis(WEB)).containsExactly(0L, 1_000L, 2_000L, 3_000L);
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
    ServerMemory memory = start(TWO);
    fixture.passMillis(8_000);

    assertThat(memory.state().line(1).stale()).isTrue();
    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.ABSTAIN);
    assertThat(told(EventName.SERVER_STALE))
        .singleElement()
        .satisfies(event -> assertThat(event.fields()).containsEntry("check", "db"));
  }

  // ---- the agent

  @Test
  void anAgentThatSaysDownTakesTheServerDownAtOnceAndUpBringsItBack() {
    ServerMemory memory = start(ASKED);
    List<Vote.Choice> votes = votes(memory);
    says = "down # disk full\n";
    fixture.passMillis(2_000);
    assertThat(votes).containsExactly(Vote.Choice.DOWN);
    assertThat(evidence(memory).info()).isEqualTo("down: disk full");
    assertThat(evidence(memory).check()).isEqualTo(CheckSpec.AGENT);

    says = "up\n";
    fixture.passMillis(2_000);
    assertThat(votes).containsExactly(Vote.Choice.DOWN, Vote.Choice.UP);
  }

  @Test
  void anAgentThatSaysUpDoesNotBringUpWhatAHealthCheckCallsDown() {
    refuse(WEB, true);
    ServerMemory memory = start(ASKED);
    fixture.passMillis(10_000);

    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.DOWN);
    assertThat(evidence(memory).status()).isEqualTo(CheckStatus.L4CON);
  }

  @Test
  void failingToReachTheAgentChangesNothing() {
    says = "down\n";
    ServerMemory memory = start(ASKED);
    says = "";
    fixture.passMillis(60_000);

    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.DOWN);
    assertThat(ofAgent(memory).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(ofAgent(memory).status()).isEqualTo(CheckStatus.L4CON);
    assertThat(memory.state().line(1).counter().display()).isEqualTo("0/1 DOWN");
  }

  @Test
  void anAgentThatWasNeverReachedHasNoObjection() {
    says = "";
    ServerMemory memory = start(ASKED);
    fixture.passMillis(60_000);

    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.UP);
    assertThat(evidence(memory).check()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n", "foo\n", "\n", "ready\n", "50%\n"})
  void aLineWithoutAWordOfHealthLeavesHealthAlone(String line) {
    says = "down\n";
    ServerMemory memory = start(ASKED);
    says = line;
    fixture.passMillis(2_000);

    assertThat(ofAgent(memory).status()).isEqualTo(CheckStatus.CHECKED);
    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.DOWN);
    assertThat(evidence(memory).info()).isEqualTo("down");
  }

  @Test
  void whatTheAgentWantsIsToldAsTheAgents() {
    ServerMemory memory = start(ASKED);
    says = "drain 50% maxconn:30 # backup\n";
    fixture.passMillis(4_000);

    assertThat(memory.state().admin().state()).isEqualTo(AdminState.DRAIN);
    assertThat(memory.state().weight(10)).isEqualTo(5);
    assertThat(told(EventName.ADMIN_CHANGED))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.fields())
                    .containsEntry("from", AdminState.READY)
                    .containsEntry("to", AdminState.DRAIN)
                    .containsEntry("by", "agent")
                    .containsEntry("reason", "drain, weight 50%, maxconn 30: backup"));
    assertThat(told(EventName.CAPACITY_CHANGED))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.fields()).containsEntry("weight", 5).containsEntry("maxconn", 30));
  }

  @Test
  void anOperatorsMaintenanceIsNotTheAgentsToEnd() {
    ServerMemory memory = start(ASKED);
    tell(new SetAdmin(AdminState.MAINT, "kernel", "alice"));
    says = "ready up\n";
    fixture.passMillis(10_000);

    assertThat(memory.state().admin().state()).isEqualTo(AdminState.MAINT);
    assertThat(told(EventName.ADMIN_CHANGED))
        .singleElement()
        .satisfies(event -> assertThat(event.fields()).containsEntry("by", "operator"));
  }

  @Test
  void inMaintenanceTheAgentIsStillAskedAndMayEndIt() {
    ServerMemory memory = start(ASKED);
    says = "maint\n";
    fixture.passMillis(2_000);
    assertThat(memory.state().admin().state()).isEqualTo(AdminState.MAINT);
    int probes = openedMillis(WEB).size();
    fixture.passMillis(8_000);
    assertThat(openedMillis(WEB)).hasSize(probes);
    assertThat(openedMillis(AGENT)).containsExactly(0L, 2_000L, 4_000L, 6_000L, 8_000L, 10_000L);

    says = "ready\n";
    fixture.passMillis(2_000);
    assertThat(memory.state().admin().state()).isEqualTo(AdminState.READY);
    assertThat(openedMillis(WEB)).endsWith(12_000L);
    assertThat(told(EventName.ADMIN_CHANGED))
        .extracting(event -> event.fields().get("from") + ">" + event.fields().get("to"))
        .containsExactly("READY>MAINT", "MAINT>READY");
  }

  @Test
  void anOperatorCanLiftWhatADeadAgentWanted() {
    says = "maint\n";
    ServerMemory memory = start(ASKED);
    says = "";
    fixture.passMillis(10_000);

    tell(new SetAdmin(AdminState.READY, "agent is dead", "alice"));
    fixture.passMillis(0);

    assertThat(memory.state().admin().state()).isEqualTo(AdminState.READY);
    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.UP);
  }

  @Test
  void anAgentThatIsSilentForThreeIntervalsIsStaleUntilItSpeaksAgain() {
    says = "drain\n";
    ServerMemory memory = start(ASKED);
    says = "";
    fixture.passMillis(6_000);
    assertThat(memory.state().line(1).stale()).isFalse();

    fixture.passMillis(2_000);
    assertThat(memory.state().line(1).stale()).isTrue();
    assertThat(memory.state().admin().state()).isEqualTo(AdminState.DRAIN);
    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.UP);
    assertThat(told(EventName.AGENT_STALE))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.level()).isEqualTo(Level.WARN);
              assertThat(event.fields()).containsEntry("sinceMs", Duration.ofSeconds(8));
            });

    says = "50%\n";
    fixture.passMillis(2_000);
    assertThat(memory.state().line(1).stale()).isFalse();
    assertThat(told(EventName.AGENT_STALE)).hasSize(1);
    assertThat(told(EventName.AGENT_STALE_ENDED))
        .singleElement()
        .satisfies(
            event -> assertThat(event.fields()).containsEntry("sinceMs", Duration.ofSeconds(10)));
    assertThat(told(EventName.SERVER_STALE)).isEmpty();
  }

  @Test
  void maintenanceIsNoExcuseForASilentAgent() {
    ServerMemory memory = start(ASKED);
    tell(new SetAdmin(AdminState.MAINT, "", "alice"));
    says = "";
    fixture.passMillis(10_000);

    assertThat(memory.state().line(1).stale()).isTrue();
    assertThat(memory.state().line(0).stale()).isFalse();
  }

  @Test
  void whatAnAgentSaidSurvivesTheActor() {
    says = "down drain 50%\n";
    ServerState known = start(ASKED).state();

    try (ServerFixture other = new ServerFixture()) {
      ServerMemory inherited = new ServerMemory(known);
      other.graph.whenOpened(FakeAttempt::connected);
      other.start(ASKED, inherited);
      other.passMillis(1_000);

      assertThat(inherited.state().vote()).isEqualTo(Vote.Choice.DOWN);
      assertThat(inherited.state().admin().state()).isEqualTo(AdminState.DRAIN);
      assertThat(inherited.state().weight(10)).isEqualTo(5);
    }
  }

  @Test
  void aSteadyAgentIsNoNews() {
    says = "up 50%\n";
    start(ASKED);
    fixture.passMillis(10_000);

    assertThat(told(EventName.CHECK_RESULT))
        .filteredOn(event -> CheckSpec.AGENT.equals(result(event).check()))
        .extracting(Event::level)
        .containsExactly(
            Level.INFO, Level.DEBUG, Level.DEBUG, Level.DEBUG, Level.DEBUG, Level.DEBUG);
    assertThat(told(EventName.CAPACITY_CHANGED)).hasSize(1);
  }
}
