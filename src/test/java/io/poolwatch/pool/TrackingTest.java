package io.poolwatch.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.event.Evidence;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.ServerSpecs;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that track others, in virtual time. */
final class TrackingTest {
  private static final ServerId A = new ServerId("web", "web80");
  private static final ServerId B = new ServerId("mail", "b");
  private static final ServerId C = new ServerId("mail", "c");

  private final PoolFixture fixture = new PoolFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static ServerSpecs web() {
    return PoolFixture.server(80);
  }

  private static ServerSpecs tracking(ServerId tracker, ServerId target) {
    return ServerSpecs.server(tracker.pool(), tracker.server())
        .at(ServerSpecs.endpoint(25))
        .track(target.pool(), target.server());
  }

  /** B tracks A in another pool, and C tracks B. */
  private static PoolSpec mail() {
    return new PoolSpec("mail", List.of(tracking(B, A).build(), tracking(C, B).build()));
  }

  private ActorRef<PoolsActor.Command> start(PoolSpec... pools) {
    ActorRef<PoolsActor.Command> actor =
        fixture.system.spawn(
            PoolsActor.create(List.of(pools), fixture.services(new LocalFleet("n1"))), "pools");
    fixture.pass(Duration.ofSeconds(2));
    return actor;
  }

  private PoolMemory.Entry entry(ServerId id) {
    return fixture.board.server(id).orElseThrow();
  }

  private OperationalState told(ServerId id) {
    return entry(id).told().state();
  }

  private ServerState state(ServerId id) {
    return entry(id).server().state();
  }

  private List<Event> transitions(ServerId id) {
    return fixture.log.events(EventName.SERVER_TRANSITION).stream()
        .filter(event -> id.server().equals(event.server()))
        .toList();
  }

  /** Stops at the very millisecond. */
  private void passUntil(ServerId id, OperationalState state) {
    for (int i = 0; i < 5_000 && told(id) != state; i++) {
      fixture.pass(Duration.ofMillis(1));
    }
    assertThat(told(id)).isEqualTo(state);
  }

  private void refuse(boolean yes) {
    fixture.refuse(80, yes);
    fixture.pass(Duration.ofSeconds(4));
  }

  @Test
  void aTrackerFollowsAlongAChainAndAcrossPoolsAtTheSameInstant() {
    start(mail(), PoolFixture.pool(web()));
    assertThat(told(C)).isEqualTo(OperationalState.UP);

    fixture.refuse(80, true);
    passUntil(A, OperationalState.DOWN);
    assertThat(told(B)).isEqualTo(OperationalState.DOWN);
    assertThat(told(C)).isEqualTo(OperationalState.DOWN);
    fixture.refuse(80, false);
    passUntil(A, OperationalState.UP);
    assertThat(told(C)).isEqualTo(OperationalState.UP);
    assertThat(transitions(B)).hasSize(3);
    assertThat(transitions(C)).hasSize(3);
  }

  @Test
  void theCauseNamesTheTargetAndIsItsResult() {
    start(mail(), PoolFixture.pool(web()));
    refuse(true);

    Event down = transitions(C).get(1);
    assertThat(down.fields()).containsEntry("via", B);
    assertThat(down.field("cause", Evidence.class).result().status()).isEqualTo(CheckStatus.L4CON);
    assertThat(transitions(B).get(1).fields()).containsEntry("via", A);
    assertThat(transitions(A).get(1).fields()).doesNotContainKey("via");
  }

  @Test
  void aTrackerMakesNoProbes() {
    start(mail(), PoolFixture.pool(web()));
    fixture.pass(Duration.ofSeconds(60));

    assertThat(fixture.probes(25)).isZero();
    assertThat(fixture.log.events(EventName.SERVER_STALE)).isEmpty();
  }

  @Test
  void aTrackerHasTheAdminStateOfItsTarget() {
    start(mail(), PoolFixture.pool(web().admin(AdminState.MAINT)));

    assertThat(state(C).admin().state()).isEqualTo(AdminState.MAINT);
    assertThat(state(C).admin().inherited()).isEqualTo(AdminState.MAINT);
    assertThat(state(C).admin().operator()).isEqualTo(AdminState.READY);
    assertThat(fixture.log.events(EventName.ADMIN_CHANGED))
        .filteredOn(event -> "c".equals(event.server()))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.fields())
                    .containsEntry("by", "track")
                    .containsEntry("reason", "tracks mail/b"));
  }

  @Test
  void itsOwnAdminStateIsNoMatterToItsTarget() {
    PoolSpec mail = new PoolSpec("mail", List.of(tracking(B, A).admin(AdminState.DRAIN).build()));
    start(mail, PoolFixture.pool(web()));

    assertThat(state(B).admin().state()).isEqualTo(AdminState.DRAIN);
    assertThat(state(A).admin().state()).isEqualTo(AdminState.READY);
  }

  @Test
  void aTrackerWhoseTargetComesLaterLearnsOfIt() {
    ActorRef<PoolsActor.Command> actor = start(mail());
    assertThat(told(C)).isEqualTo(OperationalState.UNKNOWN);

    actor.tell(new PoolsActor.Update(List.of(mail(), PoolFixture.pool(web()))));
    fixture.pass(Duration.ofSeconds(2));
    assertThat(told(C)).isEqualTo(OperationalState.UP);
  }

  @Test
  void aTrackerThatComesLaterLearnsHowItsTargetStands() {
    ActorRef<PoolsActor.Command> actor = start(PoolFixture.pool(web()));

    actor.tell(new PoolsActor.Update(List.of(mail(), PoolFixture.pool(web()))));
    fixture.pass(Duration.ZERO);
    assertThat(told(C)).isEqualTo(OperationalState.UP);
  }

  @Test
  void aServerThatBeginsToTrackKeepsItsVerdictUntilItsTargetHasAnother() {
    PoolSpec checked =
        new PoolSpec(
            "mail",
            List.of(
                ServerSpecs.server("mail", "b")
                    .at(ServerSpecs.endpoint(25))
                    .fingerprint("checked")
                    .build()));
    ActorRef<PoolsActor.Command> actor = start(checked, PoolFixture.pool(web()));
    PoolSpec tracked = new PoolSpec("mail", List.of(tracking(B, A).build()));

    actor.tell(new PoolsActor.Update(List.of(tracked, PoolFixture.pool(web()))));
    fixture.pass(Duration.ofSeconds(5));

    assertThat(transitions(B)).hasSize(1);
    refuse(true);
    assertThat(told(B)).isEqualTo(OperationalState.DOWN);
  }

  @Test
  void aTrackerThatLeftHearsNothingAnyMore() {
    ActorRef<PoolsActor.Command> actor = start(mail(), PoolFixture.pool(web()));

    actor.tell(new PoolsActor.Update(List.of(PoolFixture.pool(web()))));
    refuse(true);

    assertThat(fixture.board.server(B)).isEmpty();
    assertThat(transitions(B)).hasSize(1);
  }

  @Test
  void aPoolThatBrokeFollowsAgain() {
    fixture.cannotSay(
        event -> event.name() == EventName.SERVER_TRANSITION && "b".equals(event.server()));
    start(mail(), PoolFixture.pool(web()));
    assertThat(fixture.restarted()).isNotEmpty();

    fixture.cannotSay(event -> false);
    refuse(true);
    assertThat(told(B)).isEqualTo(OperationalState.DOWN);
    assertThat(told(C)).isEqualTo(OperationalState.DOWN);
  }

  @Test
  void whoAsksForAProbeOfATrackerIsAnsweredAtOnceWithNothing() {
    ActorRef<PoolsActor.Command> actor = start(mail(), PoolFixture.pool(web()));
    Inbox<ServerActor.Probed> asker = fixture.system.inbox();

    actor.tell(new PoolsActor.ProbeNow("mail", "b", asker.ref()));
    fixture.pass(Duration.ZERO);

    assertThat(asker.all())
        .singleElement()
        .satisfies(probed -> assertThat(probed.results()).isEmpty());
  }
}
