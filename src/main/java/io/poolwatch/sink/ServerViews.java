package io.poolwatch.sink;

import io.poolwatch.model.CheckState;
import io.poolwatch.model.ServerState;
import io.poolwatch.pool.PoolMemory;
import io.poolwatch.server.ServerMemory;
import io.poolwatch.sink.ServerView.CheckView;
import io.poolwatch.spec.ServerSpec;
import org.jspecify.annotations.Nullable;

/** Makes views of what is known of servers. */
final class ServerViews {
  private ServerViews() {}

  /**
   * The view of a server at this moment.
   *
   * @param initialWeight its weight of the configuration
   */
  static ServerView of(PoolMemory.Entry server, int initialWeight) {
    ServerSpec spec = server.spec();
    ServerState state = server.server().state();
    ServerMemory.Paused paused = server.server().paused();
    return new ServerView(
        spec,
        server.told().state(),
        state.admin().operator(),
        state.admin().agent(),
        state.admin().inherited(),
        state.weight(spec.weight()),
        initialWeight,
        check(state, paused),
        state.agent() == null ? null : view(state.agent().check(), !paused.agent()));
  }

  /** Of several checks the one that decides, or else the first. */
  private static @Nullable CheckView check(ServerState state, ServerMemory.Paused paused) {
    if (state.checks().isEmpty()) {
      return null;
    }
    CheckState deciding = state.deciding();
    CheckState shown =
        deciding != null && state.checks().contains(deciding) ? deciding : state.checks().get(0);
    return view(shown, !paused.checks());
  }

  private static CheckView view(CheckState check, boolean enabled) {
    return new CheckView(check.counter(), check.lastResult(), enabled);
  }
}
