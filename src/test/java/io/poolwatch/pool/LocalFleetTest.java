package io.poolwatch.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.Vote;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalFleetTest {
  private static final ServerId WEB1 = new ServerId("web", "1");
  private static final ServerId DB1 = new ServerId("db", "1");

  private final LocalFleet fleet = new LocalFleet("n1");
  private final List<Verdict> told = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"UP, UP", "STOPPING, STOPPING", "DOWN, DOWN", "ABSTAIN, UNKNOWN"})
  void theOwnVoteIsTheVerdict(Vote.Choice choice, OperationalState state) {
    fleet.join("web", (server, verdict) -> told.add(verdict));

    fleet.cast(WEB1, "hash", choice, null);

    assertThat(told)
        .containsExactly(new Verdict(state, false, true, List.of(new Vote("n1", 1, choice, null))));
  }

  @Test
  void eachPoolHearsOfItsOwnServersAlone() {
    fleet.join("web", (server, verdict) -> told.add(verdict));

    fleet.cast(DB1, "hash", Vote.Choice.UP, null);

    assertThat(told).isEmpty();
  }

  @Test
  void whoJoinsLateIsToldWhatStandsAndTakesThePlaceOfTheOneBefore() {
    List<Verdict> before = new ArrayList<>();
    fleet.join("web", (server, verdict) -> before.add(verdict));
    fleet.cast(WEB1, "hash", Vote.Choice.UP, null);
    fleet.cast(DB1, "hash", Vote.Choice.UP, null);

    fleet.join("web", (server, verdict) -> told.add(verdict));
    fleet.cast(WEB1, "hash", Vote.Choice.DOWN, null);

    assertThat(before).hasSize(1);
    assertThat(told)
        .extracting(Verdict::state)
        .containsExactly(OperationalState.UP, OperationalState.DOWN);
  }

  @Test
  void aPoolThatLeftHearsNothingAndTheOthersGoOn() {
    List<Verdict> other = new ArrayList<>();
    fleet.join("web", (server, verdict) -> told.add(verdict));
    fleet.join("db", (server, verdict) -> other.add(verdict));

    fleet.leave("web");
    fleet.cast(WEB1, "hash", Vote.Choice.UP, null);
    fleet.cast(DB1, "hash", Vote.Choice.UP, null);

    assertThat(told).isEmpty();
    assertThat(other).hasSize(1);
  }

  @Test
  void aWithdrawnVoteIsForgotten() {
    fleet.cast(WEB1, "hash", Vote.Choice.UP, null);
    fleet.withdraw(WEB1);

    fleet.join("web", (server, verdict) -> told.add(verdict));

    assertThat(told).isEmpty();
  }

  @Test
  void eachVoteHasAHigherNumber() {
    fleet.join("web", (server, verdict) -> told.add(verdict));
    fleet.cast(WEB1, "hash", Vote.Choice.UP, null);
    fleet.cast(WEB1, "hash", Vote.Choice.UP, null);

    assertThat(told).extracting(verdict -> verdict.votes().get(0).seq()).containsExactly(1L, 2L);
  }
}
