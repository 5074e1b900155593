package io.poolwatch.pool;

import static io.poolwatch.pool.PoolFixture.pool;
import static io.poolwatch.pool.PoolFixture.server;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.InitState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Vote;
import io.poolwatch.testkit.ServerSpecs;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that come, go and change. */
final class PoolUpdateTest {
  private final PoolFixture fixture = new PoolFixture();
  private final PoolMemory memory = new PoolMemory();
  private final LocalFleet alone = new LocalFleet("n1");

  @AfterEach
  void stop() {
    fixture.close();
  }

  private String health(String server) {
    return requireNonNull(memory.entries().get(server))
        .server()
        .state()
        .line(0)
        .counter()
        .display();
  }

  @Test
  void anUpdateThatChangesNothingLeavesEveryProbeAlone() {
    ActorRef<PoolActor.Command> actor = fixture.start(alone, pool(server(80), server(81)), memory);
    fixture.pass(Duration.ofMillis(3_400));
    List<Long> before = opened();

    actor.tell(new PoolActor.Update(pool(server(81), server(80))));
    fixture.passSeconds(2);

    assertThat(opened()).hasSize(before.size() + 4);
    assertThat(fixture.meter.ended()).as("both when they came").hasSize(2);
    assertThat(fixture.transitions()).hasSize(2);
    assertThat(gaps(80)).containsOnly(1_000_000_000L);
    assertThat(gaps(81)).containsOnly(1_000_000_000L);
  }

  private List<Long> opened() {
    return fixture.graph.attempts().stream().map(attempt -> attempt.openedNanos()).toList();
  }

  private List<Long> gaps(int port) {
    List<Long> times =
        fixture.graph.attempts().stream()
            .filter(attempt -> attempt.endpoint().getPort() == port)
            .map(attempt -> attempt.openedNanos())
            .toList();
    return IntStream.range(1, times.size()).mapToObj(i -> times.get(i) - times.get(i - 1)).toList();
  }

  @Test
  void anAddedServerIsProbedAndARemovedOneIsForgotten() {
    FakeFleet fleet = new FakeFleet();
    ActorRef<PoolActor.Command> actor = fixture.start(fleet, pool(server(80)), memory);
    fixture.passSeconds(2);
    fixture.graph.whenOpened(attempt -> {});
    fixture.passSeconds(1);

    actor.tell(new PoolActor.Update(pool(server(81))));
    long probes = fixture.probes(80);
    fixture.passSeconds(3);

    assertThat(fixture.probes(80)).isEqualTo(probes);
    assertThat(fixture.last(80).aborted()).isTrue();
    assertThat(fleet.withdrawn).containsExactly(new ServerId("web", "web80"));
    assertThat(memory.entries()).containsOnlyKeys("web81");
    assertThat(fixture.probes(81)).isPositive();
    assertThat(fleet.choices("web80")).containsExactly(Vote.Choice.ABSTAIN, Vote.Choice.UP);
  }

  @Test
  void aRemovedServerCountsNoMore() {
    ActorRef<PoolActor.Command> actor = fixture.start(alone, pool(server(80), server(81)), memory);
    fixture.refuse(81, true);
    fixture.passSeconds(5);

    actor.tell(new PoolActor.Update(pool(server(81))));

    assertThat(fixture.poolTransitions()).containsExactly("UNKNOWN>UP 1/2", "UP>DOWN 0/1");
  }

  @Test
  void aServerThatIsAddedAgainBeginsAnew() {
    ActorRef<PoolActor.Command> actor = fixture.start(alone, pool(server(80)), memory);
    fixture.passSeconds(2);
    actor.tell(new PoolActor.Update(pool(server(81))));
    actor.tell(new PoolActor.Update(pool(server(80))));

    assertThat(health("web80")).isEqualTo("UNKNOWN");
    fixture.passSeconds(2);
    assertThat(fixture.transitions()).containsExactly("web80 UNKNOWN>UP", "web80 UNKNOWN>UP");
  }

  @Test
  void aChangeOfSettingsAloneMovesNothing() {
    ActorRef<PoolActor.Command> actor = fixture.start(alone, pool(server(80)), memory);
    fixture.passSeconds(2);
    fixture.refuse(80, true);
    fixture.passSeconds(2);
    assertThat(health("web80")).isEqualTo("1/3 UP");

    actor.tell(
        new PoolActor.Update(
            pool(server(80).health(3, 5, InitState.UNKNOWN).fingerprint("other"))));

    assertThat(health("web80")).isEqualTo("5/5 UP");
    fixture.passSeconds(3);
    assertThat(fixture.transitions()).containsExactly("web80 UNKNOWN>UP");
    assertThat(fixture.poolTransitions()).containsExactly("UNKNOWN>UP 1/1");
    fixture.passSeconds(3);
    assertThat(fixture.transitions()).containsExactly("web80 UNKNOWN>UP", "web80 UP>DOWN");
  }

  @Test
  void aChangedServerIsProbedAsItIsSetNow() {
    ActorRef<PoolActor.Command> actor = fixture.start(alone, pool(server(80)), memory);
    fixture.passSeconds(2);
    long probes = fixture.probes(80);

    ServerSpecs moved =
        ServerSpecs.server("web80").at(ServerSpecs.endpoint(90)).fingerprint("other");
    actor.tell(new PoolActor.Update(pool(moved)));
    fixture.passSeconds(2);

    assertThat(fixture.probes(80)).isEqualTo(probes);
    assertThat(fixture.probes(90)).isPositive();
  }
}
