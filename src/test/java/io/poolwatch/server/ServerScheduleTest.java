package io.poolwatch.server;

import static io.poolwatch.server.ServerFixture.TLS;
import static io.poolwatch.server.ServerFixture.everySecond;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.Step;
import io.poolwatch.event.EventName;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.Failure;
import io.poolwatch.model.InitState;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Turn;
import io.poolwatch.server.ServerActor.ProbeNow;
import io.poolwatch.server.ServerActor.Probed;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.FakeGraph.FakeAttempt;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.ServerSpecs;
import io.poolwatch.testkit.ServerStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When probes are made, and when not. */
final class ServerScheduleTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final ServerFixture fixture = new ServerFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  /** Lets each attempt connect after a while. */
  private void connectingTakes(Duration time) {
    fixture.graph.whenOpened(attempt -> fixture.system.after(time, () -> connectIfOpen(attempt)));
  }

  private static void connectIfOpen(FakeAttempt attempt) {
    if (!attempt.aborted()) {
      attempt.connected();
    }
  }

  @Test
  void cadenceIsFromStartToStart() {
    connectingTakes(Duration.ofMillis(300));
    fixture.start(everySecond());

    fixture.passMillis(4_500);

    assertThat(fixture.openedMillis()).containsExactly(0L, 1_000L, 2_000L, 3_000L, 4_000L);
    assertThat(fixture.meter.results()).hasSize(5).allMatch(r -> r.outcome().pass());
    assertThat(fixture.meter.skipped()).isZero();
  }

  @Test
  void theFirstProbeIsMadeWhenItIsDue() {
    ServerSpec spec = everySecond().build();
    ServerMemory memory = fixture.memory(spec);
    ServerState state = memory.state();
    memory.write(
        ServerStates.of(
            state.line(0).counter(), state.admin().state(), 0, Duration.ofMillis(730).toNanos()));
    fixture.start(spec, memory);

    fixture.passMillis(729);
    assertThat(fixture.graph.attempts()).isEmpty();

    fixture.passMillis(1);
    assertThat(fixture.openedMillis()).containsExactly(730L);
  }

  /** All who hear of it do not come at once, and none comes later than its part of the interval. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void aSuspicionIsFollowedSomewhereInThisVantagesPartOfAFastInterval(int vantages) {
    fixture.graph.whenOpened(FakeAttempt::connected);
    long part = SECOND.toMillis() / vantages;
    Set<Long> delays = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      ServerSpec spec = ServerSpecs.server("web" + i).intervals(HOUR, SECOND, HOUR).build();
      ServerMemory memory = fixture.memory(spec);
      memory.turn(new Turn(0, vantages));
      ActorRef<ServerActor.Command> actor = fixture.start(spec, memory);
      fixture.passMillis(0);
      int before = fixture.openedMillis().size();
      long now = fixture.system.nanos() / 1_000_000;

      actor.tell(ServerActor.Suspect.INSTANCE);
      fixture.passMillis(part);
      List<Long> after = fixture.openedMillis().subList(before, fixture.openedMillis().size());
      assertThat(after).as("probes of %s", spec.id()).hasSize(1);
      delays.add(after.get(0) - now);
    }
    assertThat(delays).hasSizeGreaterThan(10);
  }

  @Test
  void slotsThatPassWhileAProbeRunsAreSkippedAndCounted() {
    connectingTakes(Duration.ofMillis(2_500));
    fixture.start(everySecond().timeouts(Duration.ofSeconds(5), SECOND));

    fixture.passMillis(6_100);

    assertThat(fixture.openedMillis()).containsExactly(0L, 3_000L, 6_000L);
    assertThat(fixture.meter.skipped()).isEqualTo(4);
    assertThat(fixture.meter.lags()).containsOnly(Duration.ZERO);
  }

  /** HAProxy's measured sequence (reference, section 2), from start to start. */
  @Test
  void intervalsFollowTheCounter() {
    List<Boolean> answers =
        List.of(true, false, true, false, false, false, true, false, true, true, true);
    fixture.graph.whenOpened(
        attempt -> {
          int number = (int) attempt.number() - 1;
          if (number >= answers.size() || answers.get(number)) {
            attempt.connected();
          } else {
            attempt.failed(Phase.CONNECT, Failure.Kind.REFUSED);
          }
        });
    fixture.start(
        ServerSpecs.server("web1")
            .health(2, 3, InitState.FULLY_UP)
            .intervals(Duration.ofMillis(600), Duration.ofMillis(200), SECOND));

    fixture.passMillis(10_000);

    List<Long> opened = fixture.openedMillis();
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i <= answers.size(); i++) {
      gaps.add(opened.get(i) - opened.get(i - 1));
    }
    assertThat(gaps)
        .containsExactly(600L, 200L, 600L, 200L, 200L, 1_000L, 200L, 1_000L, 200L, 600L, 600L);
  }

  @Test
  void spreadChecksKeepsEachIntervalWithinItsBounds() {
    fixture.graph.whenOpened(FakeAttempt::connected);
    fixture.start(everySecond().spread(20));

    fixture.passMillis(100_000);

    List<Long> opened = fixture.openedMillis();
    List<Long> gaps = new ArrayList<>();
    for (int i = 1; i < opened.size(); i++) {
      gaps.add(opened.get(i) - opened.get(i - 1));
    }
    assertThat(gaps).hasSizeBetween(85, 120);
    assertThat(gaps).allSatisfy(gap -> assertThat(gap).isBetween(799L, 1_201L));
    assertThat(gaps.stream().distinct().count()).isGreaterThan(40);
  }

  @Test
  void aHungProbeIsEndedByItsDeadlineAndProbingGoesOn() {
    fixture.start(everySecond().timeouts(SECOND, Duration.ofSeconds(2)));

    fixture.passMillis(1_000);

    assertThat(fixture.lastResult().status()).isEqualTo(CheckStatus.L4TOUT);
    assertThat(fixture.lastResult().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(fixture.graph.attempts().get(0).aborted()).isTrue();
    fixture.passMillis(1_000);
    assertThat(fixture.openedMillis()).containsExactly(0L, 1_000L, 2_000L);
  }

  /** Whatever the peer does and whoever asks, and whenever: there is at most one attempt. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noProbeEverOverlapsAnother(long seed) {
    Random random = new Random(seed);
    List<FakeAttempt> open = new ArrayList<>();
    fixture.graph.whenOpened(
        attempt -> {
          open.removeIf(FakeAttempt::aborted);
          assertThat(open).as("still open at %s", fixture.system.nanos()).isEmpty();
          open.add(attempt);
          behaveSomehow(random, attempt, open);
        });
    ActorRef<ServerActor.Command> actor =
        fixture.start(
            everySecond()
                .intervals(SECOND, Duration.ofMillis(150), Duration.ofMillis(600))
                .timeouts(Duration.ofMillis(700), Duration.ofMillis(700)));
    Inbox<Probed> asker = fixture.system.inbox();
    int asked = 0;
    for (int i = 0; i < 2_000; i++) {
      fixture.passMillis(random.nextInt(100));
      if (random.nextInt(5) == 0) {
        actor.tell(new ProbeNow(asker.ref()));
        asked++;
      }
      if (random.nextInt(50) == 0) {
        AdminState admin = List.copyOf(EnumSet.allOf(AdminState.class)).get(random.nextInt(3));
        actor.tell(new ServerActor.SetAdmin(admin, "", ""));
      }
    }
    fixture.passMillis(20_000);

    assertThat(fixture.failures.all()).isEmpty();
    assertThat(asker.all()).hasSize(asked);
    assertThat(fixture.meter.results()).hasSizeGreaterThan(40);
  }

  private void behaveSomehow(Random random, FakeAttempt attempt, List<FakeAttempt> open) {
    Duration delay = Duration.ofMillis(random.nextInt(1_000));
    switch (random.nextInt(5)) {
      case 0 -> fixture.system.after(delay, () -> connectIfOpen(attempt));
      case 1 -> {
        attempt.failed(Phase.CONNECT, Failure.Kind.REFUSED);
        open.remove(attempt);
      }
      case 2 -> attempt.connected();
      case 3 -> attempt.crash(new IllegalStateException("stage broke"));
      default -> {}
    }
  }

  // ---- probes beside the schedule

  @Test
  void whoAsksIsAnsweredBesideTheScheduleWhichGoesOnFromThere() {
    fixture.graph.whenOpened(FakeAttempt::connected);
    ActorRef<ServerActor.Command> actor = fixture.start(everySecond());
    Inbox<Probed> asker = fixture.system.inbox();
    fixture.passMillis(1_300);

    actor.tell(new ProbeNow(asker.ref()));

    assertThat(asker.all())
        .singleElement()
        .extracting(probed -> probed.results().get(0))
        .isSameAs(fixture.lastResult());
    fixture.passMillis(1_700);
    assertThat(fixture.openedMillis()).containsExactly(0L, 1_000L, 1_300L, 2_300L);
  }

  @Test
  void aProbeUnderWayAnswersAllWhoAskMeanwhile() {
    ActorRef<ServerActor.Command> actor = fixture.start(everySecond());
    Inbox<Probed> asker = fixture.system.inbox();
    actor.tell(new ProbeNow(asker.ref()));
    actor.tell(new ProbeNow(asker.ref()));
    assertThat(asker.all()).isEmpty();

    fixture.attempt().connected();

    assertThat(asker.all()).hasSize(2);
    assertThat(fixture.graph.attempts()).hasSize(1);
  }

  @Test
  void whoAsksWhileTheGoodbyeIsSaidGetsAProbeOfHisOwn() {
    fixture.graph.whenOpened(attempt -> attempt.connected().secured());
    ActorRef<ServerActor.Command> actor = fixture.start(everySecond().tls(TLS));
    Inbox<Probed> asker = fixture.system.inbox();
    actor.tell(new ProbeNow(asker.ref()));
    assertThat(asker.all()).isEmpty();

    fixture.attempt().closed(CloseMode.GRACEFUL);

    assertThat(asker.all()).hasSize(1);
    assertThat(fixture.graph.attempts()).hasSize(2);
  }

  @Test
  void whoAsksWhileAProbeWaitsAtTheGateIsAnsweredByThatOne() {
    ProbeGate.Pass other = fixture.gate.ask(0, () -> {});
    assertThat(other.admitted()).isTrue();
    fixture.graph.whenOpened(FakeAttempt::connected);
    ActorRef<ServerActor.Command> actor = fixture.start(everySecond());
    Inbox<Probed> asker = fixture.system.inbox();
    actor.tell(new ProbeNow(asker.ref()));

    other.leave();

    assertThat(asker.all()).hasSize(1);
    assertThat(fixture.graph.attempts()).hasSize(1);
  }

  @Test
  void anUnscheduledServerIsProbedOnlyWhenAsked() {
    fixture.unscheduled();
    fixture.graph.whenOpened(FakeAttempt::connected);
    ActorRef<ServerActor.Command> actor = fixture.start(everySecond());
    Inbox<Probed> asker = fixture.system.inbox();
    fixture.passMillis(10_000);
    actor.tell(ServerActor.DoubtFreshness.INSTANCE);
    assertThat(fixture.graph.attempts()).isEmpty();

    actor.tell(new ProbeNow(asker.ref()));
    fixture.passMillis(10_000);

    assertThat(fixture.graph.attempts()).hasSize(1);
    assertThat(asker.all()).hasSize(1);
    assertThat(fixture.meter.lags()).isEmpty();
    assertThat(fixture.log.events(EventName.SERVER_STALE)).isEmpty();
  }

  // ---- admin state

  @Test
  void maintenanceStopsProbingAndItsEndBeginsAnew() {
    fixture.graph.whenOpened(FakeAttempt::connected);
    ServerSpec spec = everySecond().build();
    ServerMemory memory = fixture.memory(spec);
    ActorRef<ServerActor.Command> actor = fixture.start(spec, memory);
    fixture.passMillis(1_500);

    actor.tell(new ServerActor.SetAdmin(AdminState.MAINT, "kernel", "alice"));
    fixture.passMillis(60_000);
    assertThat(fixture.openedMillis()).containsExactly(0L, 1_000L);
    assertThat(memory.state().line(0).stale()).isFalse();

    fixture.graph.whenOpened(attempt -> {});
    actor.tell(new ServerActor.SetAdmin(AdminState.READY, "done", "alice"));
    fixture.passMillis(0);

    assertThat(fixture.openedMillis()).endsWith(61_500L);
    assertThat(memory.state().line(0).counter().display()).isEqualTo("UNKNOWN");
    assertThat(fixture.log.events(EventName.ADMIN_CHANGED))
        .extracting(event -> event.fields().get("from") + ">" + event.fields().get("to"))
        .containsExactly("READY>MAINT", "MAINT>READY");
  }

  @Test
  void drainingDoesNotStopProbing() {
    fixture.graph.whenOpened(FakeAttempt::connected);
    ActorRef<ServerActor.Command> actor = fixture.start(everySecond());
    actor.tell(new ServerActor.SetAdmin(AdminState.DRAIN, "", "alice"));

    fixture.passMillis(3_000);

    assertThat(fixture.openedMillis()).containsExactly(0L, 1_000L, 2_000L, 3_000L);
  }

  @Test
  void aServerThatStartsInMaintenanceIsProbedOnlyWhenAsked() {
    fixture.graph.whenOpened(FakeAttempt::connected);
    ActorRef<ServerActor.Command> actor = fixture.start(everySecond().admin(AdminState.MAINT));
    Inbox<Probed> asker = fixture.system.inbox();
    fixture.passMillis(10_000);
    assertThat(fixture.graph.attempts()).isEmpty();

    actor.tell(new ProbeNow(asker.ref()));
    fixture.passMillis(10_000);

    assertThat(asker.all()).hasSize(1);
    assertThat(fixture.graph.attempts()).hasSize(1);
  }

  @Test
  void maintenanceTakesAWaitingProbeOutOfTheQueue() {
    ProbeGate.Pass other = fixture.gate.ask(0, () -> {});
    assertThat(other.admitted()).isTrue();
    ActorRef<ServerActor.Command> actor = fixture.start(everySecond());
    actor.tell(new ServerActor.SetAdmin(AdminState.MAINT, "", "alice"));

    other.leave();
    fixture.passMillis(5_000);

    assertThat(fixture.graph.attempts()).isEmpty();
    assertThat(fixture.gate.inFlight()).isZero();
  }

  @Test
  void changingToTheSameAdminStateIsNoChange() {
    ActorRef<ServerActor.Command> actor = fixture.start(everySecond());
    fixture.owner.drain();

    actor.tell(new ServerActor.SetAdmin(AdminState.READY, "", "alice"));

    assertThat(fixture.owner.all(ServerActor.Voted.class)).isEmpty();
    assertThat(fixture.log.events(EventName.ADMIN_CHANGED)).isEmpty();
  }

  // ---- scripts with several connections

  @Test
  void aScriptOpensOneConnectionAfterTheOther() {
    ConnectPlan second =
        new ConnectPlan(ServerSpecs.literal("127.0.0.2", 81), null, ProxyHeader.NONE, null);
    fixture.start(everySecond().step(new Step.Connect(second, false, false, null)));
    FakeAttempt first = fixture.attempt().connected();

    assertThat(first.aborted()).isTrue();
    assertThat(fixture.attempt().endpoint().getPort()).isEqualTo(81);
    assertThat(fixture.attempt().number()).isEqualTo(2);
    assertThat(fixture.meter.results()).isEmpty();

    fixture.attempt().connected();

    assertThat(fixture.lastResult().status()).isEqualTo(CheckStatus.L4OK);
    fixture.passMillis(1_000);
    assertThat(fixture.attempt().number()).isEqualTo(3);
  }
}
