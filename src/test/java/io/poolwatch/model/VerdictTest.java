package io.poolwatch.model;

import static io.poolwatch.model.Vote.Choice.ABSTAIN;
import static io.poolwatch.model.Vote.Choice.DOWN;
import static io.poolwatch.model.Vote.Choice.STOPPING;
import static io.poolwatch.model.Vote.Choice.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class VerdictTest {
  private static final int MOST_VANTAGES = 5;

  static Stream<Arguments> rulesAndVantages() {
    return Stream.of(VerdictRule.values())
        .flatMap(
            rule ->
                Stream.iterate(0, k -> k <= MOST_VANTAGES, k -> k + 1)
                    .map(k -> Arguments.of(rule, k)));
  }

  @ParameterizedTest
  @MethodSource("rulesAndVantages")
  void everyCombinationOfVotesGivesTheVerdictOfItsCounts(VerdictRule rule, int vantages) {
    List<List<Vote.Choice>> all = combinations(vantages);
    assertThat(all).hasSize((int) Math.pow(Vote.Choice.values().length, vantages));
    for (List<Vote.Choice> choices : all) {
      Verdict verdict = Verdict.of(votes(choices), rule, true);

      assertThat(verdict.state()).as("%s %s", rule, choices).isEqualTo(expected(choices, rule));
      assertThat(verdict.contested()).as("%s", choices).isEqualTo(disagree(choices));
    }
  }

  /** The design's sentence, said with counts of words instead of arithmetic on votes. */
  private static OperationalState expected(List<Vote.Choice> choices, VerdictRule rule) {
    double down = Collections.frequency(choices, DOWN);
    double stopping = Collections.frequency(choices, STOPPING);
    double voting = choices.size() - Collections.frequency(choices, ABSTAIN);
    if (voting == 0) {
      return OperationalState.UNKNOWN;
    }
    double share = down / voting;
    boolean isDown =
        switch (rule) {
          case MAJORITY -> share > 0.5;
          case ANY -> share > 0;
          case ALL -> share == 1;
        };
    if (isDown) {
      return OperationalState.DOWN;
    }
    return stopping / (voting - down) > 0.5 ? OperationalState.STOPPING : OperationalState.UP;
  }

  private static boolean disagree(List<Vote.Choice> choices) {
    return choices.contains(DOWN) && (choices.contains(UP) || choices.contains(STOPPING));
  }

  @ParameterizedTest
  @CsvSource({
    "MAJORITY, UP DOWN, UP",
    "MAJORITY, UP DOWN DOWN, DOWN",
    "MAJORITY, UP UP DOWN DOWN, UP",
    "MAJORITY, DOWN DOWN STOPPING, DOWN",
    "MAJORITY, DOWN STOPPING STOPPING, STOPPING",
    "MAJORITY, STOPPING UP, UP",
    "MAJORITY, DOWN ABSTAIN ABSTAIN, DOWN",
    "MAJORITY, ABSTAIN ABSTAIN, UNKNOWN",
    "ANY, UP UP DOWN, DOWN",
    "ANY, ABSTAIN UP, UP",
    "ALL, DOWN DOWN UP, UP",
    "ALL, DOWN DOWN ABSTAIN, DOWN",
    "ALL, ABSTAIN, UNKNOWN"
  })
  void tiesKeepTheServerInServiceAndAbstentionsDoNotCount(
      VerdictRule rule, String choices, OperationalState state) {
    List<Vote.Choice> cast = Stream.of(choices.split(" ")).map(Vote.Choice::valueOf).toList();

    assertThat(Verdict.of(votes(cast), rule, true).state()).isEqualTo(state);
  }

  @Test
  void noOrderOfVotesMatters() {
    Random random = new Random(17);
    for (List<Vote.Choice> choices : combinations(4)) {
      List<Vote> votes = new ArrayList<>(votes(choices));
      Verdict verdict = Verdict.of(votes, VerdictRule.MAJORITY, false);
      for (int i = 0; i < 5; i++) {
        Collections.shuffle(votes, random);
        assertThat(Verdict.of(votes, VerdictRule.MAJORITY, false)).isEqualTo(verdict);
      }
    }
  }

  @Test
  void twoVotesAreToldInTheOrderOfTheirVoters() {
    Vote first = vote("a", DOWN);
    Vote second = vote("b", UP);

    assertThat(Verdict.of(List.of(second, first), VerdictRule.ALL, true).votes())
        .containsExactly(first, second);
  }

  @Test
  void votesAreToldInTheOrderOfTheirVoters() {
    List<Vote> votes = List.of(vote("c", UP), vote("a", DOWN), vote("b", ABSTAIN));

    assertThat(Verdict.of(votes, VerdictRule.ALL, true).votes())
        .extracting(Vote::voter)
        .containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @EnumSource(VerdictRule.class)
  void noVotesAreTheVerdictThatStandsBeforeAny(VerdictRule rule) {
    assertThat(Verdict.of(List.of(), rule, true)).isEqualTo(Verdict.NONE);
  }

  @Test
  void aVerdictSaysWhetherItsTellerIsQuorate() {
    assertThat(Verdict.of(List.of(vote("a", UP)), VerdictRule.ANY, false).quorate()).isFalse();
    assertThat(Verdict.of(List.of(vote("a", UP)), VerdictRule.ANY, true).quorate()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"UNKNOWN, ABSTAIN", "UP, UP", "STOPPING, STOPPING", "DOWN, DOWN"})
  void aVoteSaysWhatTheCounterStandsFor(OperationalState state, Vote.Choice choice) {
    assertThat(Vote.Choice.of(state)).isEqualTo(choice);
  }

  private static List<List<Vote.Choice>> combinations(int length) {
    List<List<Vote.Choice>> all = List.of(List.of());
    for (int i = 0; i < length; i++) {
      all =
          all.stream()
              .flatMap(
                  start -> Stream.of(Vote.Choice.values()).map(choice -> append(start, choice)))
              .toList();
    }
    return all;
  }

  private static List<Vote.Choice> append(List<Vote.Choice> start, Vote.Choice last) {
    List<Vote.Choice> longer = new ArrayList<>(start);
    longer.add(last);
    return longer;
  }

  private static List<Vote> votes(List<Vote.Choice> choices) {
    List<Vote> votes = new ArrayList<>();
    for (int i = 0; i < choices.size(); i++) {
      votes.add(vote("node-" + i, choices.get(i)));
    }
    return votes;
  }

  private static Vote vote(String voter, Vote.Choice choice) {
    return new Vote(voter, 1, choice, null);
  }
}
