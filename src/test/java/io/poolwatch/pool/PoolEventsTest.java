package io.poolwatch.pool;

import static io.poolwatch.pool.PoolFixture.pool;
import static io.poolwatch.pool.PoolFixture.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.event.Evidence;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Duty;
import io.poolwatch.model.Level;
import io.poolwatch.model.Turn;
import io.poolwatch.spec.PoolSpec;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of votes: all of it where there are several nodes, nothing where there is one. */
final class PoolEventsTest {
  private final PoolFixture fixture = new PoolFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  /** The server is probed by this node, which says UP, and then DOWN. */
  private void voteOtherwise(FakeFleet fleet) {
    PoolSpec pool = pool(server(80));
    fixture.start(fleet, pool, new PoolMemory());
    fleet.want("web80", new Duty(pool.servers().get(0).hash(), new Turn(0, 1), null));
    fixture.passSeconds(3);
    fixture.refuse(80, true);
    fixture.passSeconds(5);
  }

  private static FakeFleet fleet(boolean several) {
    FakeFleet fleet = new FakeFleet();
    fleet.several = several;
    return fleet;
  }

  @Test
  void inAFleetANodeTellsEachVoteOfItsOwnWithItsCause() {
    voteOtherwise(fleet(true));

    assertThat(fixture.log.events(EventName.VOTE_CHANGED))
        .allSatisfy(
            told -> {
              assertThat(told.level()).isEqualTo(Level.INFO);
              assertThat(told.actor()).isEqualTo("/web");
              assertThat(told.pool() + "/" + told.server()).isEqualTo("web/web80");
            })
        .extracting(PoolEventsTest::words)
        .containsExactly("ABSTAIN>UP L4OK 3/3 UP", "UP>DOWN L4CON 0/2 DOWN");
  }

  private static String words(Event told) {
    Evidence cause = (Evidence) told.fields().get("cause");
    CheckStatus status = cause == null ? null : cause.result().status();
    String health = cause == null ? "" : " " + cause.health();
    return told.fields().get("from") + ">" + told.fields().get("to") + " " + status + health;
  }

  @Test
  void aNodeThatIsAloneTellsNoVote() {
    FakeFleet fleet = fleet(false);
    voteOtherwise(fleet);

    assertThat(fleet.choices("web80")).as("it votes all the same").hasSize(3);
    assertThat(fixture.log.events(EventName.VOTE_CHANGED)).isEmpty();
  }

  @Test
  void inAFleetAVerdictIsToldWithItsVotes() {
    assertThat(transition(fleet(true)).fields())
        .containsEntry("votes", PoolsActorTest.up().votes());
  }

  @Test
  void aVerdictOfANodeThatIsAloneIsToldWithoutVotes() {
    assertThat(transition(fleet(false)).fields().get("votes")).isNull();
  }

  /** The only event of a fleet's first verdict. */
  private Event transition(FakeFleet fleet) {
    fixture.start(fleet, pool(server(80)), new PoolMemory());
    fleet.say("web80", PoolsActorTest.up());

    List<Event> told = fixture.log.events(EventName.SERVER_TRANSITION);
    assertThat(told).hasSize(1);
    return told.get(0);
  }
}
