package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.Fleet;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever becomes of messages on their way, nodes that have the last votes say the same. */
final class VoteHistoriesTest {
  private static final ServerId SERVER = new ServerId("web", "web1");
  private static final Fleet.Profile PROFILE = new Fleet.Profile("abc", 5, Set.of());

  @ParameterizedTest
  @EnumSource(VerdictRule.class)
  void permutationsRepetitionsAndLossesEndWithTheSameVerdict(VerdictRule rule) {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      int voters = 1 + random.nextInt(5);
      List<Vote> last = new ArrayList<>();
      List<Vote> history = new ArrayList<>();
      for (int voter = 1; voter <= voters; voter++) {
        int votes = 1 + random.nextInt(6);
        for (int seq = 1; seq <= votes; seq++) {
          Vote vote = vote(voter, seq, random);
          history.add(vote);
          if (seq == votes) {
            last.add(vote);
          }
        }
      }
      Verdict first = verdict(history, voters, rule);
      for (int node = 0; node < 5; node++) {
        List<Vote> heard = new ArrayList<>(last);
        history.stream().filter(vote -> random.nextBoolean()).forEach(heard::add);
        history.stream().filter(vote -> random.nextBoolean()).forEach(heard::add);
        Collections.shuffle(heard, random);
        assertThat(verdict(heard, voters, rule)).as("round %d", round).isEqualTo(first);
      }
    }
  }

  private static Vote vote(int voter, int seq, Random random) {
    Vote.Choice[] choices = Vote.Choice.values();
    return new Vote("n" + voter + "@x#1", seq, choices[random.nextInt(choices.length)], null);
  }

  private static Verdict verdict(List<Vote> heard, int voters, VerdictRule rule) {
    Ballot ballot = new Ballot(SERVER, PROFILE);
    ballot.vantages =
        IntStream.rangeClosed(1, voters)
            .mapToObj(
                i -> new Peer("n" + i + "@x#1", "n" + i, "x:" + i, Set.of(), null, true, true))
            .toList();
    VoteBook book = new VoteBook();
    heard.forEach(vote -> book.put(ballot.subject, vote));
    return ballot.verdict(book, peer -> true, rule, true);
  }
}
