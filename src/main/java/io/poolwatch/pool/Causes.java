package io.poolwatch.pool;

import io.poolwatch.event.Evidence;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.Vote;
import org.jspecify.annotations.Nullable;

/** The probe that a verdict rests on. */
public final class Causes {

  private Causes() {}

  /**
   * The evidence of the first vote that says the same as the verdict; null if none has any.
   *
   * @param own what this node knows of the server; if the evidence is its own, health is told too
   */
  public static @Nullable Evidence of(Verdict verdict, ServerState own) {
    Vote.Choice said = Vote.Choice.of(verdict.state());
    for (Vote vote : verdict.votes()) {
      CheckResult evidence = vote.evidence();
      if (vote.choice() == said && evidence != null) {
        CheckState deciding = own.deciding();
        return deciding != null && evidence.equals(deciding.evidence())
            ? new Evidence(evidence, deciding.counter().display())
            : new Evidence(evidence, null);
      }
    }
    return null;
  }
}
