package io.poolwatch.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Level;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Vote;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.resolve.ResolverActor.Resolved;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.FakeGraph.FakeAttempt;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.ServerSpecs;
import io.poolwatch.testkit.ServerStates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers whose address is a name. */
final class ServerNamesTest {
  private static final ServerSpec SPEC =
      ServerSpecs.server("db1").named("db.example", 5432).inter(Duration.ofSeconds(1)).build();

  private final ServerFixture fixture = new ServerFixture();
  private final ServerMemory memory = fixture.memory(SPEC);

  private ActorRef<ServerActor.Command> start() {
    fixture.graph.whenOpened(FakeAttempt::connected);
    ActorRef<ServerActor.Command> actor = fixture.start(SPEC, memory);
    fixture.passMillis(0);
    return actor;
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void answer(@Nullable String address, @Nullable String problem) {
    ResolverActor.Watch watch = (ResolverActor.Watch) fixture.resolver.all().get(0);
    watch.watcher().tell(new Resolved("db.example", address == null ? null : ip(address), problem));
  }

  private static InetAddress ip(String address) {
    try {
      return InetAddress.getAllByName(address)[0];
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private List<Object> moves() {
    return fixture.log.events(EventName.ENDPOINT_CHANGED).stream()
        .<Object>map(event -> event.fields().get("from") + " > " + event.fields().get("to"))
        .toList();
  }

  @Test
  void theNameIsWatchedAndNothingIsProbedBeforeTheFirstAnswer() {
    start();
    fixture.passMillis(900);

    assertThat(fixture.resolver.all())
        .singleElement()
        .isInstanceOfSatisfying(
            ResolverActor.Watch.class,
            watch -> assertThat(watch.names()).containsExactly("db.example"));
    assertThat(fixture.graph.attempts()).isEmpty();

    answer("10.0.0.1", null);

    assertThat(fixture.attempt().endpoint()).isEqualTo(new InetSocketAddress(ip("10.0.0.1"), 5432));
    assertThat(fixture.meter.lags()).containsExactly(Duration.ofMillis(900));
    assertThat(moves()).isEmpty();
  }

  @Test
  void theFirstAnswerDoesNotBringTheFirstProbeForward() {
    ServerState begin = memory.state();
    long due = Duration.ofMillis(730).toNanos();
    memory.write(ServerStates.of(begin.line(0).counter(), begin.admin().state(), 0, due));
    start();

    answer("10.0.0.1", null);
    fixture.passMillis(1_500);

    assertThat(fixture.openedMillis()).containsExactly(730L);
    assertThat(fixture.meter.lags()).containsExactly(Duration.ZERO);
  }

  @Test
  void aNameThatWasNeverResolvedIsUnknownAndNotProbed() {
    start();
    answer(null, "Name or service not known");
    fixture.passMillis(2_900);

    assertThat(fixture.graph.attempts()).isEmpty();
    assertThat(fixture.meter.results()).isEmpty();
    assertThat(fixture.meter.lags()).isEmpty();
    assertThat(memory.state().line(0).lastResult())
        .isEqualTo(
            CheckResult.inconclusive(
                CheckStatus.SOCKERR,
                Phase.RESOLVE,
                "unresolved: db.example: Name or service not known"));
    assertThat(memory.state().line(0).counter().display()).isEqualTo("UNKNOWN");
    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.ABSTAIN);
    assertThat(fixture.log.events(EventName.CHECK_RESULT))
        .extracting(Event::level)
        .containsExactly(Level.INFO, Level.DEBUG, Level.DEBUG);
  }

  @Test
  void itIsProbedAsSoonAsItIsResolved() {
    start();
    answer(null, "Name or service not known");
    fixture.passMillis(500);

    answer("10.0.0.7", null);

    assertThat(fixture.openedMillis()).containsExactly(500L);
    assertThat(memory.state().line(0).counter().display()).isEqualTo("3/3 UP");
    assertThat(moves()).containsExactly("null > 10.0.0.7:5432");
  }

  @Test
  void whoAsksForAnUnresolvedServerIsToldWhy() {
    ActorRef<ServerActor.Command> actor = start();
    answer(null, "Name or service not known");
    Inbox<ServerActor.Probed> asker = fixture.system.inbox();

    actor.tell(new ServerActor.ProbeNow(asker.ref()));

    assertThat(asker.all())
        .singleElement()
        .satisfies(
            probed ->
                assertThat(probed.results().get(0).outcome()).isEqualTo(Outcome.INCONCLUSIVE));
  }

  @Test
  void anotherAddressIsAnEventAndIsProbedAtOnceWhileTheVerdictStands() {
    start();
    answer("10.0.0.1", null);
    fixture.passMillis(300);
    fixture.owner.drain();
    fixture.graph.whenOpened(attempt -> {});

    answer("10.0.0.2", null);

    assertThat(moves()).containsExactly("10.0.0.1:5432 > 10.0.0.2:5432");
    assertThat(fixture.openedMillis()).containsExactly(0L, 300L);
    assertThat(fixture.attempt().endpoint().getAddress()).isEqualTo(ip("10.0.0.2"));
    assertThat(memory.state().vote()).isEqualTo(Vote.Choice.UP);
    assertThat(fixture.owner.all(ServerActor.Voted.class)).isEmpty();
  }

  @Test
  void anAddressThatChangesDuringAProbeIsProbedAfterIt() {
    start();
    fixture.graph.whenOpened(attempt -> {});
    answer("10.0.0.1", null);
    fixture.passMillis(300);

    answer("10.0.0.2", null);
    assertThat(fixture.graph.attempts()).hasSize(1);
    fixture.attempt().connected();

    assertThat(fixture.openedMillis()).containsExactly(0L, 300L);
    assertThat(fixture.attempt().endpoint().getAddress()).isEqualTo(ip("10.0.0.2"));
  }

  @Test
  void aFailedLookUpKeepsTheLastAddress() {
    start();
    answer("10.0.0.1", null);
    answer("10.0.0.1", "no answer within 5 s");
    fixture.passMillis(1_000);

    assertThat(fixture.openedMillis()).containsExactly(0L, 1_000L);
    assertThat(fixture.attempt().endpoint().getAddress()).isEqualTo(ip("10.0.0.1"));
    assertThat(moves()).isEmpty();
  }

  @Test
  void inMaintenanceAnotherAddressIsNotProbed() {
    ActorRef<ServerActor.Command> actor = start();
    answer("10.0.0.1", null);
    actor.tell(new ServerActor.SetAdmin(AdminState.MAINT, "", "alice"));

    answer("10.0.0.2", null);
    fixture.passMillis(5_000);

    assertThat(fixture.graph.attempts()).hasSize(1);
    assertThat(moves()).hasSize(1);
  }
}
