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
import io.poolwatch.server.ServerActor.SetAdmin;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.FakeGraph.FakeAttempt;
import io.poolwatch.testkit.ServerSpecs;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with a check and an agent; the port says who is asked. */
final class ServerAgentTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int WEB = 80;
  private static final int AGENT = 8081;

  private static final ServerSpec ASKED =
      ServerSpecs.server("web1")
          .at(ServerSpecs.endpoint(WEB))
          .inter(SECOND)
          .weight(10)
          .agent(ServerSpecs.agent(ServerSpecs.endpoint(AGENT), SECOND.multipliedBy(2)))
          .build();

  private final ServerFixture fixture = new ServerFixture();
  private final ServerMemory memory = fixture.memory(ASKED);

  /** What the agent says; empty if it refuses. */
  private String says = "up\n";

  private boolean serverRefuses;
  private @Nullable ActorRef<ServerActor.Command> actor;

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
    boolean agent = attempt.endpoint().getPort() == AGENT;
    if (agent ? says.isEmpty() : serverRefuses) {
      attempt.failed(Phase.CONNECT, Failure.Kind.REFUSED);
    } else if (agent) {
      attempt.connected().received(says).peerClosed();
      attempt.closed(CloseMode.GRACEFUL);
    } else {
      attempt.connected();
    }
  }

  private void start() {
    actor = fixture.start(ASKED, memory);
    fixture.passMillis(0);
  }

  private void tell(ServerActor.Command command) {
    Objects.requireNonNull(actor, "not started").tell(command);
  }

  /** What the agent was last heard, or not heard, to say. */
  private CheckResult ofAgent() {
    return Objects.requireNonNull(memory.state().line(1).lastResult(), "never asked");
  }

  private List<Event> told(EventName name) {
    return fixture.log.events(name);
  }

  @Test
  void anAgentThatSaysDownTakesTheServerDownAtOnceAndUpBringsItBack() {
    start();
    List<Vote.Choice> votes = fixture.votes(memory);
    says = "down # disk full\n";
    fixture.passMillis(2_000);
    assertThat(votes).containsExactly(Vote.Choice.DOWN);
    assertThat(ServerFixture.evidence(memory).info()).isEqualTo("down: disk full");
    assertThat(ServerFixture.evidence(memory).check()).isEqualTo(CheckSpec.AGENT);

    says = "up\n";
    fixture.passMillis(2_000);
    assertThat(votes).containsExactly(Vote.Choice.DOWN, Vote.Choice.UP);
  }

  @Test
  void anAgentThatSaysUpDoesNotBringUpWhatAHealthCheckCallsDown() {
    serverRefuses = true;
    start();
    fixture.passMillis(10_000);

    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.DOWN);
    assertThat(ServerFixture.evidence(memory).status()).isEqualTo(CheckStatus.L4CON);
  }

  @Test
  void failingToReachTheAgentChangesNothing() {
    says = "down\n";
    start();
    says = "";
    fixture.passMillis(60_000);

    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.DOWN);
    assertThat(ofAgent().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(ofAgent().status()).isEqualTo(CheckStatus.L4CON);
    assertThat(memory.state().line(1).counter().display()).isEqualTo("0/1 DOWN");
  }

  @Test
  void anAgentThatWasNeverReachedHasNoObjection() {
    says = "";
    start();
    fixture.passMillis(60_000);

    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.UP);
    assertThat(ServerFixture.evidence(memory).check()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n", "foo\n", "\n", "ready\n", "50%\n"})
  void aLineWithoutAWordOfHealthLeavesHealthAlone(String line) {
    says = "down\n";
    start();
    says = line;
    fixture.passMillis(2_000);

    assertThat(ofAgent().status()).isEqualTo(CheckStatus.CHECKED);
    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.DOWN);
    assertThat(ServerFixture.evidence(memory).info()).isEqualTo("down");
  }

  @Test
  void whatTheAgentWantsIsToldAsTheAgents() {
    start();
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
    start();
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
    start();
    says = "maint\n";
    fixture.passMillis(2_000);
    assertThat(memory.state().admin().state()).isEqualTo(AdminState.MAINT);
    int probes = fixture.openedMillis(WEB).size();
    fixture.passMillis(8_000);
    assertThat(fixture.openedMillis(WEB)).hasSize(probes);
    assertThat(fixture.openedMillis(AGENT))
        .containsExactly(0L, 2_000L, 4_000L, 6_000L, 8_000L, 10_000L);

    says = "ready\n";
    fixture.passMillis(2_000);
    assertThat(memory.state().admin().state()).isEqualTo(AdminState.READY);
    assertThat(fixture.openedMillis(WEB)).endsWith(12_000L);
    assertThat(told(EventName.ADMIN_CHANGED))
        .extracting(event -> event.fields().get("from") + ">" + event.fields().get("to"))
        .containsExactly("READY>MAINT", "MAINT>READY");
  }

  @Test
  void anOperatorCanLiftWhatADeadAgentWanted() {
    says = "maint\n";
    start();
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
    start();
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
    start();
    tell(new SetAdmin(AdminState.MAINT, "", "alice"));
    says = "";
    fixture.passMillis(10_000);

    assertThat(memory.state().line(1).stale()).isTrue();
    assertThat(memory.state().line(0).stale()).isFalse();
  }

  @Test
  void whatAnAgentSaidSurvivesTheActor() {
    says = "down drain 50%\n";
    start();
    ServerState known = memory.state();

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
    start();
    fixture.passMillis(10_000);

    assertThat(told(EventName.CHECK_RESULT))
        .filteredOn(event -> isOfAgent(event))
        .extracting(Event::level)
        .containsExactly(
            Level.INFO, Level.DEBUG, Level.DEBUG, Level.DEBUG, Level.DEBUG, Level.DEBUG);
    assertThat(told(EventName.CAPACITY_CHANGED)).hasSize(1);
  }

  private static boolean isOfAgent(Event checkResult) {
    CheckResult result = (CheckResult) checkResult.fields().get("result");
    return result != null && CheckSpec.AGENT.equals(result.check());
  }
}
