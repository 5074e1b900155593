package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of verdicts in docs/fleet.md is what the code does, with any number of abstentions. */
final class VerdictTableTest {
  private static final int ROWS = 21;
  private static final int MOST = 5;

  @Test
  void theTableOfTheDocumentationHolds() throws IOException {
    List<String[]> rows =
        Files.readAllLines(Path.of("docs/fleet.md")).stream()
            .filter(line -> line.matches("\\| \\d \\| \\d \\|.*"))
            .map(line -> line.split("\\|", -1))
            .toList();
    assertThat(rows).hasSize(ROWS);
    for (String[] row : rows) {
      int voting = Integer.parseInt(row[1].strip());
      int down = Integer.parseInt(row[2].strip());
      for (int abstaining = 0; voting + abstaining <= MOST; abstaining++) {
        for (VerdictRule rule : VerdictRule.values()) {
          Verdict verdict = Verdict.of(votes(voting, down, abstaining), rule, true);
          String told =
              switch (rule) {
                case MAJORITY -> row[3];
                case ANY -> row[4];
                case ALL -> row[5];
              };
          assertThat(verdict.state().name())
              .as("%s with %d abstaining, %s", Arrays.toString(row), abstaining, rule)
              .isEqualTo(told.strip());
          assertThat(verdict.contested()).isEqualTo(row[6].strip().equals("yes"));
        }
      }
    }
  }

  /** Of the votes that don't say DOWN more than half have to say so; a tie keeps traffic coming. */
  @Test
  void aServerIsStoppingIfMostOfThoseThatDoNotCallItDownSaySo() {
    assertThat(stopping(1, 0, 0)).isEqualTo(OperationalState.STOPPING);
    assertThat(stopping(1, 1, 0)).isEqualTo(OperationalState.UP);
    assertThat(stopping(2, 1, 0)).isEqualTo(OperationalState.STOPPING);
    assertThat(stopping(1, 0, 1)).isEqualTo(OperationalState.STOPPING);
    assertThat(stopping(1, 1, 1)).isEqualTo(OperationalState.UP);
    assertThat(stopping(2, 1, 2)).isEqualTo(OperationalState.STOPPING);
    assertThat(stopping(1, 0, 2)).isEqualTo(OperationalState.DOWN);
  }

  private static OperationalState stopping(int stopping, int up, int down) {
    List<Vote> votes = votes(stopping + up + down, down, 1);
    for (int i = down; i < down + stopping; i++) {
      votes.set(i, new Vote("n" + i, 1, Vote.Choice.STOPPING, null));
    }
    return Verdict.of(votes, VerdictRule.MAJORITY, true).state();
  }

  private static List<Vote> votes(int voting, int down, int abstaining) {
    List<Vote> votes = new ArrayList<>();
    for (int i = 0; i < voting + abstaining; i++) {
      Vote.Choice choice =
          i >= voting ? Vote.Choice.ABSTAIN : i < down ? Vote.Choice.DOWN : Vote.Choice.UP;
      votes.add(new Vote("n" + i, 1, choice, null));
    }
    return votes;
  }
}
