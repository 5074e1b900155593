package io.poolwatch.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What the fleet is told about a server: a pure function of the votes that stand now.
 *
 * @param state the state
 * @param contested whether some, but not all, of the votes that say something say DOWN
 * @param quorate whether the node that tells it sees more than half of the fleet
 * @param votes the votes it follows from, in the order of their voters
 */
public record Verdict(
    OperationalState state, boolean contested, boolean quorate, List<Vote> votes) {

  private static final Comparator<Vote> BY_VOTER = Comparator.comparing(Vote::voter);

  /** The verdict before any vote. */
  public static final Verdict NONE = new Verdict(OperationalState.UNKNOWN, false, true, List.of());

  /** The verdict that follows from the votes of the current vantages. */
  public static Verdict of(Collection<Vote> votes, VerdictRule rule, boolean quorate) {
    int voting = 0;
    int down = 0;
    int stopping = 0;
    for (Vote vote : votes) {
      if (vote.choice() != Vote.Choice.ABSTAIN) {
        voting++;
      }
      if (vote.choice() == Vote.Choice.DOWN) {
        down++;
      } else if (vote.choice() == Vote.Choice.STOPPING) {
        stopping++;
      }
    }
    List<Vote> ordered = new ArrayList<>(votes);
    ordered.sort(BY_VOTER);
    boolean contested = down > 0 && down < voting;
    return new Verdict(
        decide(voting, down, stopping, rule), contested, quorate, List.copyOf(ordered));
  }

  private static OperationalState decide(int voting, int down, int stopping, VerdictRule rule) {
    if (voting == 0) {
      return OperationalState.UNKNOWN;
    }
    if (rule.down(down, voting)) {
      return OperationalState.DOWN;
    }
    return 2 * stopping > voting - down ? OperationalState.STOPPING : OperationalState.UP;
  }
}
