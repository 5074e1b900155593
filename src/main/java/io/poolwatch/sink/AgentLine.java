package io.poolwatch.sink;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.Vote;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a HAProxy that asks its agent is told of a server: one line, which says all that an earlier
 * one may have changed, or nothing at all.
 *
 * <p>Source: HAProxy, configuration manual, {@code agent-check}.
 */
final class AgentLine {
  /** Changes nothing at the balancer. */
  static final String NOTHING = "\n";

  private AgentLine() {}

  /**
   * The line for a server.
   *
   * @param admin what an operator or an agent wants of it
   * @param verdict what the fleet says of it
   * @param weight its share of its configured weight in percent; null to leave weights alone
   */
  static String of(AdminState admin, Verdict verdict, @Nullable Integer weight) {
    if (admin == AdminState.MAINT) {
      return "maint\n";
    }
    if (verdict.state() == OperationalState.UNKNOWN) {
      return admin == AdminState.DRAIN ? "drain\n" : NOTHING;
    }
    StringJoiner words = new StringJoiner(" ", "", "\n");
    words.add(serves(admin, verdict) ? "ready" : "drain");
    words.add(verdict.state() == OperationalState.DOWN ? "down" : "up");
    if (weight != null) {
      words.add(weight + "%");
    }
    if (verdict.state() == OperationalState.DOWN) {
      words.add("#").add(why(verdict));
    }
    return words.toString();
  }

  /** HAProxy's agents have no word for STOPPING; both let sessions end and begin none. */
  private static boolean serves(AdminState admin, Verdict verdict) {
    return admin == AdminState.READY && verdict.state() != OperationalState.STOPPING;
  }

  /** The deciding status, and how many of those who say something say so. */
  private static String why(Verdict verdict) {
    StringBuilder text = new StringBuilder();
    int down = 0;
    int voting = 0;
    for (Vote vote : verdict.votes()) {
      voting += vote.choice() == Vote.Choice.ABSTAIN ? 0 : 1;
      if (vote.choice() == Vote.Choice.DOWN) {
        CheckResult evidence = vote.evidence();
        if (text.isEmpty() && evidence != null) {
          text.append(evidence.status()).append(' ');
          if (evidence.status().carriesCode() && evidence.code() != CheckResult.NO_CODE) {
            text.append(evidence.code()).append(' ');
          }
        }
        down++;
      }
    }
    return text.append('(').append(down).append('/').append(voting).append(')').toString();
  }
}
