package io.poolwatch.pool;

import io.poolwatch.event.Evidence;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.Vote;
import org.jspecify.annotations.Nullable;

/** The probe that a verdict rests on. */
final class Causes {

  private Causes() {}

  /**
   * The evidence of the first vote that says the same as the verdict, else what this node saw last;
   * null if there was no probe at all.
   *
   * @param own what this node knows of the server
   */
  static @Nullable Evidence of(Verdict verdict, ServerState own) {
    for (Vote vote : verdict.votes()) {
      CheckResult evidence = vote.evidence();
      if (vote.choice() == Vote.Choice.of(verdict.state()) && evidence != null) {
        boolean mine = evidence.equals(own.lastConclusive());
        return new Evidence(evidence, mine ? own.counter().display() : null);
      }
    }
    CheckResult last = own.lastResult();
    return last == null ? null : new Evidence(last, own.counter().display());
  }
}
