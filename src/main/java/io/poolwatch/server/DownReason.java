package io.poolwatch.server;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Vote;
import io.poolwatch.spec.ServerSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a server is down, as was told last. Used by one thread. */
final class DownReason {
  private final ServerSpec spec;

  /** The result that was told; null while the server is not down. */
  private @Nullable CheckResult told;

  /** That of a server that is not down yet. */
  DownReason(ServerSpec spec) {
    this.spec = spec;
  }

  /**
   * Takes note of a state, and says whether the server is down for another reason than was told:
   * who asks why must not hear an old one. As long as the check that was told fails as it did,
   * others that fail as well are no news.
   */
  boolean isNews(ServerState after) {
    CheckResult before = told;
    CheckResult now = after.vote() == Vote.Choice.DOWN ? after.evidence() : null;
    if (now == null || now.outcome() != Outcome.FAILED) {
      told = now == null ? null : before;
      return false;
    }
    boolean other =
        before == null
            || (Objects.equals(before.check(), now.check())
                ? !now.sameVerdict(before)
                : !down(after, before.check()));
    told = other ? now : before;
    return other;
  }

  private boolean down(ServerState state, @Nullable String check) {
    for (int i = 0; i < state.lines(); i++) {
      if (Objects.equals(spec.line(i).name(), check)) {
        return state.line(i).counter().state() == OperationalState.DOWN;
      }
    }
    return false;
  }
}
