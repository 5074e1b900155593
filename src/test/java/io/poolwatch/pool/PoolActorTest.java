package io.poolwatch.pool;

import static io.poolwatch.pool.PoolFixture.pool;
import static io.poolwatch.pool.PoolFixture.server;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.event.Evidence;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.AdminWish;
import io.poolwatch.model.Duty;
import io.poolwatch.model.Level;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Turn;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import io.poolwatch.server.ProbeGate;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.ServerSpecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Votes, verdicts and what is told. */
final class PoolActorTest {
  private final PoolFixture fixture = new PoolFixture();
  private final PoolMemory memory = new PoolMemory();
  private final LocalFleet alone = new LocalFleet("n1");

  @AfterEach
  void stop() {
    fixture.close();
  }

  private PoolMemory.Entry entry(String server) {
    return requireNonNull(memory.entries().get(server));
  }

  // ---- votes and verdicts

  @Test
  void aServerThatGoesDownAndComesBackIsToldOnceEachWithItsCause() {
    fixture.start(alone, pool(server(80), server(81)), memory);
    fixture.passSeconds(3);
    fixture.refuse(80, true);
    fixture.passSeconds(5);
    fixture.refuse(80, false);
    fixture.passSeconds(5);

    assertThat(fixture.transitions())
        .filteredOn(told -> told.startsWith("web80"))
        .containsExactly("web80 UNKNOWN>UP", "web80 UP>DOWN", "web80 DOWN>UP");
    Event down =
        fixture.log.events(EventName.SERVER_TRANSITION).stream()
            .filter(event -> event.level() == Level.WARN)
            .findFirst()
            .orElseThrow();
    assertThat(down.actor()).isEqualTo("/web");
    assertThat(down.fields().get("cause"))
        .isInstanceOfSatisfying(
            Evidence.class, evidence -> assertThat(evidence.health()).isEqualTo("0/2 DOWN"));
    assertThat(fixture.poolTransitions()).containsExactly("UNKNOWN>UP 1/2");
  }

  @Test
  void aPoolGoesDownWithItsLastUsableServer() {
    fixture.start(alone, pool(server(80), server(81)), memory);
    fixture.passSeconds(3);
    fixture.refuse(80, true);
    fixture.refuse(81, true);
    fixture.passSeconds(5);
    fixture.refuse(81, false);
    fixture.passSeconds(5);

    assertThat(fixture.poolTransitions())
        .containsExactly("UNKNOWN>UP 1/2", "UP>DOWN 0/2", "DOWN>UP 1/2");
    assertThat(fixture.log.events(EventName.POOL_TRANSITION))
        .extracting(Event::level)
        .containsExactly(Level.INFO, Level.WARN, Level.INFO);
  }

  @Test
  void anotherReasonToBeDownIsCastAgain() {
    FakeFleet fleet = new FakeFleet();
    fixture.start(fleet, pool(server(80)), memory);
    fixture.refuse(80, true);
    fixture.passSeconds(3);
    int casts = fleet.casts.size();
    fixture.passSeconds(5);
    assertThat(fleet.casts).as("the same reason").hasSize(casts);

    // Nobody answers any more: a time-out in place of a refusal.
    fixture.graph.whenOpened(attempt -> {});
    fixture.passSeconds(5);

    assertThat(fleet.casts)
        .hasSize(casts + 1)
        .last()
        .extracting(FakeFleet.Cast::choice)
        .isEqualTo(Vote.Choice.DOWN);
  }

  @Test
  void anotherAdminStateInTheConfigurationIsTold() {
    ActorRef<PoolActor.Command> actor = fixture.start(alone, pool(server(80)), memory);
    fixture.passSeconds(3);
    actor.tell(new PoolActor.Update(maintained()));
    fixture.passSeconds(3);
    actor.tell(new PoolActor.Update(pool(server(80))));
    fixture.passSeconds(3);

    assertThat(fixture.log.events(EventName.ADMIN_CHANGED))
        .extracting(event -> event.fields().get("from") + ">" + event.fields().get("to"))
        .containsExactly("READY>MAINT", "MAINT>READY");
  }

  @Test
  void whatAnOperatorWantedBeforeHoldsUntilTheConfigurationSaysOtherwise() {
    wants(AdminState.DRAIN, AdminState.READY);
    ActorRef<PoolActor.Command> actor = fixture.start(alone, pool(server(80)), memory);
    fixture.passSeconds(3);
    assertThat(admin()).isEqualTo(AdminState.DRAIN);

    wants(AdminState.READY, AdminState.READY);
    fixture.passSeconds(1);
    actor.tell(new PoolActor.Update(maintained()));
    fixture.passSeconds(1);
    assertThat(admin()).isEqualTo(AdminState.MAINT);

    wants(AdminState.READY, AdminState.MAINT);
    fixture.passSeconds(1);
    assertThat(admin()).isEqualTo(AdminState.READY);
  }

  /**
   * When the process starts again, its operators' words come back, and the configuration is new.
   */
  @Test
  void aWordOverAnotherConfigurationPutsNoServerIntoServiceAgain() {
    wants(AdminState.READY, AdminState.READY);
    fixture.start(alone, maintained(), memory);
    fixture.passSeconds(3);
    assertThat(admin()).isEqualTo(AdminState.MAINT);
    assertThat(fixture.probes(80)).isZero();
    assertThat(fixture.log.events(EventName.ADMIN_CHANGED)).isEmpty();
  }

  private void wants(AdminState state, AdminState over) {
    ServerId server = new ServerId("web", "web80");
    assertThat(alone.administer(new AdminWish(server, state, over, "before", "ada")))
        .isCompletedWithValue(Optional.empty());
  }

  private AdminState admin() {
    return entry("web80").server().state().admin().state();
  }

  private PoolSpec maintained() {
    return pool(server(80).admin(AdminState.MAINT).fingerprint("other"));
  }

  @Test
  void serversAreProbedWhereTheFleetWantsItAndNowhereElse() {
    FakeFleet fleet = new FakeFleet();
    fleet.several = true;
    fixture.start(fleet, pool(server(80)), memory);
    fixture.passSeconds(5);
    assertThat(fixture.probes(80)).isZero();

    String hash = entry("web80").spec().hash();
    Duty.Standing down = new Duty.Standing(OperationalState.DOWN, null);
    fleet.want("web80", new Duty(hash, new Turn(0, 2), down));
    fixture.passSeconds(10);
    assertThat(fixture.probes(80)).as("each second slot").isBetween(4L, 7L);
    assertThat(fleet.choices("web80")).startsWith(Vote.Choice.DOWN).endsWith(Vote.Choice.UP);

    fixture.meter.ended().clear();
    fleet.want("web80", Duty.none(hash));
    assertThat(fixture.meter.ended()).containsExactly(entry("web80").spec().id());
    long probes = fixture.probes(80);
    fixture.passSeconds(10);
    assertThat(fixture.probes(80)).isEqualTo(probes);

    fleet.want("web80", new Duty("another hash", new Turn(0, 1), null));
    fixture.passSeconds(5);
    assertThat(fixture.probes(80)).as("about another configuration").isEqualTo(probes);
    fleet.want("web80", new Duty(hash, new Turn(0, 1), null));
    fixture.passSeconds(5);
    assertThat(fixture.probes(80)).isGreaterThan(probes);
  }

  /** Whose secrets or files are renewed has another fingerprint, and the same hash. */
  @Test
  void aServerWhoseSettingsChangeGoesOnFromWhatIsKnownAndNotFromWhereItsVantageBegan() {
    FakeFleet fleet = new FakeFleet();
    fleet.several = true;
    ActorRef<PoolActor.Command> actor = fixture.start(fleet, pool(server(80)), memory);
    String hash = entry("web80").spec().hash();
    Duty.Standing down = new Duty.Standing(OperationalState.DOWN, null);
    fleet.want("web80", new Duty(hash, new Turn(0, 1), down));
    fixture.passSeconds(10);
    assertThat(fleet.choices("web80")).endsWith(Vote.Choice.UP);
    fleet.casts.clear();
    fixture.meter.ended().clear();
    long before = fixture.probes(80);

    actor.tell(new PoolActor.Update(pool(server(80).secret("renewed"))));
    fixture.passSeconds(10);

    assertThat(fixture.meter.ended()).containsExactly(entry("web80").spec().id());
    assertThat(fixture.probes(80)).isGreaterThan(before);
    assertThat(fleet.choices("web80")).doesNotContain(Vote.Choice.DOWN);
  }

  @Test
  void onlyAVerdictMakesATransition() {
    FakeFleet fleet = new FakeFleet();
    fixture.start(fleet, pool(server(80)), memory);
    fixture.passSeconds(3);

    assertThat(fleet.choices("web80")).containsExactly(Vote.Choice.ABSTAIN, Vote.Choice.UP);
    assertThat(fleet.casts)
        .last()
        .satisfies(
            cast -> {
              assertThat(cast.specHash()).isEqualTo("hash of same");
              assertThat(cast.evidence()).isNotNull();
            });
    assertThat(fixture.transitions()).isEmpty();
    assertThat(fixture.poolTransitions()).isEmpty();

    fleet.say("web80", verdict(Vote.Choice.DOWN));

    assertThat(fixture.transitions()).containsExactly("web80 UNKNOWN>DOWN");
    assertThat(fixture.poolTransitions()).containsExactly("UNKNOWN>DOWN 0/1");
  }

  @Test
  void whoeverHearsOfATransitionFindsItShown() {
    List<OperationalState> shown = new ArrayList<>();
    fixture.cannotSay(
        event -> {
          if (event.name() == EventName.SERVER_TRANSITION) {
            shown.add(entry("web80").told().state());
          }
          return false;
        });
    FakeFleet fleet = new FakeFleet();
    fixture.start(fleet, pool(server(80)), memory);

    fleet.say("web80", verdict(Vote.Choice.DOWN));
    fleet.say("web80", verdict(Vote.Choice.UP));

    assertThat(shown).containsExactly(OperationalState.DOWN, OperationalState.UP);
  }

  @Test
  void theSameVerdictIsNotToldAgain() {
    FakeFleet fleet = new FakeFleet();
    fixture.start(fleet, pool(server(80)), memory);
    fleet.say("web80", verdict(Vote.Choice.UP));
    fleet.say("web80", verdict(Vote.Choice.UP, Vote.Choice.UP));
    fleet.say("web81", verdict(Vote.Choice.UP));

    assertThat(fixture.transitions()).containsExactly("web80 UNKNOWN>UP");
    assertThat(entry("web80").told().votes()).hasSize(2);
  }

  @Test
  void disagreementIsToldWhenItBeginsAndWhenItEnds() {
    FakeFleet fleet = new FakeFleet();
    fixture.start(fleet, pool(server(80)), memory);
    fleet.say("web80", verdict(Vote.Choice.UP, Vote.Choice.UP, Vote.Choice.UP));
    fleet.say("web80", verdict(Vote.Choice.UP, Vote.Choice.DOWN, Vote.Choice.UP));
    fleet.say("web80", verdict(Vote.Choice.UP, Vote.Choice.DOWN, Vote.Choice.ABSTAIN));
    fleet.say("web80", verdict(Vote.Choice.DOWN, Vote.Choice.DOWN, Vote.Choice.ABSTAIN));

    assertThat(fixture.log.events(EventName.CONTESTED)).hasSize(1);
    assertThat(fixture.log.events(EventName.CONTESTED_ENDED)).hasSize(1);
    assertThat(fixture.transitions()).containsExactly("web80 UNKNOWN>UP", "web80 UP>DOWN");
  }

  private static Verdict verdict(Vote.Choice... choices) {
    List<Vote> votes =
        IntStream.range(0, choices.length)
            .mapToObj(i -> new Vote("n" + i, 1, choices[i], null))
            .toList();
    return Verdict.of(votes, VerdictRule.MAJORITY, true);
  }

  @Test
  void aPoolOfServersThatMayNotBeUsedIsDownFromTheStart() {
    fixture.start(
        alone,
        pool(server(80).admin(AdminState.MAINT), server(81).admin(AdminState.DRAIN)),
        memory);

    assertThat(fixture.poolTransitions()).containsExactly("UNKNOWN>DOWN 0/2");
  }

  @Test
  void aServerOfWhichNothingIsHeardIsUnknownAfterThreeIntervals() {
    ProbeGate gate = new ProbeGate(1, 1);
    fixture.system.spawn(
        PoolActor.create(pool(server(80)), memory, fixture.services(alone, gate)), "web");
    fixture.passSeconds(2);
    assertThat(fixture.transitions()).containsExactly("web80 UNKNOWN>UP");
    fixture.graph.whenOpened(attempt -> {});
    fixture.system.spawn(
        PoolActor.create(
            new PoolSpec(
                "hog",
                List.of(
                    ServerSpecs.server("hog", "hog")
                        .timeouts(Duration.ofHours(1), Duration.ofHours(1))
                        .build())),
            new PoolMemory(),
            fixture.services(new FakeFleet(), gate)),
        "hog");
    fixture.passSeconds(60);

    assertThat(fixture.transitions()).endsWith("web80 UP>UNKNOWN");
    assertThat(fixture.log.events(EventName.SERVER_STALE)).hasSize(1);
    assertThat(fixture.poolTransitions()).containsExactly("UNKNOWN>UP 1/1", "UP>UNKNOWN 0/1");
  }

  // ---- first probes

  @Test
  void firstProbesAreSpreadOverTheIntervalByNameAlone() {
    ServerSpecs[] servers =
        IntStream.rangeClosed(1, 40).mapToObj(PoolFixture::server).toArray(ServerSpecs[]::new);
    fixture.start(alone, pool(servers), memory);
    fixture.pass(Duration.ofMillis(999));

    List<Long> opened =
        fixture.graph.attempts().stream().map(attempt -> attempt.openedNanos()).toList();
    assertThat(opened).hasSize(40).doesNotHaveDuplicates();
    assertThat(opened).anyMatch(at -> at < 200_000_000).anyMatch(at -> at > 800_000_000);
    try (PoolFixture again = new PoolFixture()) {
      again.system.spawn(
          PoolActor.create(pool(servers), new PoolMemory(), again.services(alone)), "web");
      again.pass(Duration.ofMillis(999));
      assertThat(again.graph.attempts())
          .extracting(attempt -> attempt.openedNanos())
          .isEqualTo(opened);
    }
  }

  @Test
  void theSpreadOfFirstProbesIsCapped() {
    ServerSpecs slow = server(80).inter(Duration.ofHours(1));
    fixture.start(alone, pool(slow), memory);
    fixture.passSeconds(10);

    assertThat(fixture.probes(80)).isEqualTo(1);
  }

  // ---- whoever wants to know

  private Inbox<ServerActor.Probed> asker() {
    return fixture.system.inbox();
  }

  @Test
  void whoAsksForAServerIsAnsweredByIt() {
    ActorRef<PoolActor.Command> actor = fixture.start(alone, pool(server(80), server(81)), memory);
    Inbox<ServerActor.Probed> asker = asker();

    actor.tell(new PoolActor.ProbeNow("web81", asker.ref()));
    actor.tell(new PoolActor.ProbeNow("web99", asker.ref()));

    assertThat(asker.all())
        .singleElement()
        .satisfies(probed -> assertThat(probed.server().server()).isEqualTo("web81"));
  }

  @Test
  void theStateOfAServerCanBeReadByAnyone() {
    fixture.start(alone, pool(server(80)), memory);
    fixture.passSeconds(1);

    assertThat(entry("web80").told().state()).isEqualTo(OperationalState.UP);
    assertThat(memory.told()).isEqualTo(OperationalState.UP);
  }
}
