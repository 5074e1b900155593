package io.poolwatch.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.InitState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.ServerSpecs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PoolMemoryTest {
  private static final Duration CAP = Duration.ofSeconds(10);

  private final PoolMemory memory = new PoolMemory();

  private static ServerSpecs web(String fingerprint) {
    return ServerSpecs.server("web1").fingerprint(fingerprint);
  }

  @Test
  void aServerBeginsAsConfigured() {
    ServerSpec spec = web("a").health(2, 3, InitState.FULLY_DOWN).admin(AdminState.DRAIN).build();

    ServerState state = entry(spec, CAP, 1_000).server().state();

    assertThat(state.line(0).counter().display()).isEqualTo("0/2 DOWN");
    assertThat(state.admin().state()).isEqualTo(AdminState.DRAIN);
    assertThat(state.line(0).lastHeardNanos()).isEqualTo(1_000);
    assertThat(state.line(0).nextDueNanos() - 1_000)
        .isBetween(0L, spec.checks().get(0).schedule().inter().toNanos() - 1);
  }

  @Test
  void whatIsTheSameIsKept() {
    PoolMemory.Entry first = entry(web("a").build(), CAP, 0);

    assertThat(entry(web("a").build(), CAP, 99)).isSameAs(first);
  }

  @ParameterizedTest
  @CsvSource({"UP, 5/5 UP", "STOPPING, 5/5 STOPPING", "DOWN, 0/3 DOWN", "ABSTAIN, UNKNOWN"})
  void healthBeginsAsTheVerdictStandsWhenSettingsChange(Vote.Choice choice, String health) {
    PoolMemory.Entry before = entry(web("a").build(), CAP, 0);
    Verdict stands = Verdict.of(List.of(new Vote("n1", 1, choice, null)), VerdictRule.ALL, true);
    before.tell(stands);

    PoolMemory.Entry after = entry(web("b").health(3, 5, InitState.FULLY_DOWN).build(), CAP, 7);

    assertThat(after.server().state().line(0).counter().display()).isEqualTo(health);
    assertThat(after.told()).isEqualTo(stands);
    assertThat(memory.entries()).containsEntry("web1", after);
  }

  @Test
  void aChangedServerIsProbedWithinItsNewInterval() {
    entry(web("a").inter(Duration.ofHours(1)).build(), Duration.ofHours(1), 0);

    long due = due(entry(web("b").inter(Duration.ofSeconds(2)).build(), CAP, 1_000));

    assertThat(due - 1_000).isBetween(0L, Duration.ofSeconds(2).toNanos());
  }

  @Test
  void changesOneAfterTheOtherPutOffNoProbe() {
    long planned = due(entry(web("0").build(), CAP, 0));
    assertThat(planned).isPositive();

    for (int change = 1; change <= 4; change++) {
      long now = change * planned / 5;
      assertThat(due(entry(web("" + change).build(), CAP, now))).isEqualTo(planned);
    }
  }

  @Test
  void aChangeMakesWhatIsKnownNoYounger() {
    ServerSpec spec = web("a").build();
    ServerState begun = new InitialStates(CAP, 5).first(spec);
    ServerState stale = begun.with(0, begun.line(0).gettingStale());

    ServerState after =
        new InitialStates(CAP, 1_000)
            .after(
                new InitialStates.Known(spec, stale, OperationalState.UP),
                web("b").build(),
                AdminState.READY);

    assertThat(after.line(0).lastHeardNanos()).isEqualTo(5);
    assertThat(after.line(0).stale()).isTrue();
  }

  @Test
  void aProbeThatWasDueLongAgoIsSpreadLikeAFirstOne() {
    long first = due(entry(web("a").build(), CAP, 0));

    assertThat(due(entry(web("b").build(), CAP, 10 * first))).isEqualTo(11 * first);
  }

  private static long due(PoolMemory.Entry entry) {
    return entry.server().state().line(0).nextDueNanos();
  }

  @Test
  void outOfMaintenanceHealthBeginsAnew() {
    PoolMemory.Entry before = entry(web("a").admin(AdminState.MAINT).build(), CAP, 0);
    before.tell(
        Verdict.of(List.of(new Vote("n1", 1, Vote.Choice.UP, null)), VerdictRule.ALL, true));

    PoolMemory.Entry after = entry(web("b").build(), CAP, 7);

    assertThat(after.server().state().line(0).counter().display()).isEqualTo("UNKNOWN");
  }

  @Test
  void strangersAreThoseThatTheConfigurationDoesNotName() {
    ServerSpec one = ServerSpecs.server("one").build();
    ServerSpec two = ServerSpecs.server("two").build();
    entry(one, CAP, 0);
    entry(two, CAP, 0);

    assertThat(memory.strangersTo(PoolFixture.pool(List.of(two)))).containsExactly(one);
  }

  private PoolMemory.Entry entry(ServerSpec spec, Duration spread, long nowNanos) {
    return memory.entry(spec, spec.admin(), spread, nowNanos);
  }
}
