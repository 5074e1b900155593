package io.poolwatch.sink;

import io.poolwatch.check.Step;
import java.util.List;

/**
 * One pool as HAProxy's commands show backends.
 *
 * @param name its name
 * @param number its number: 2 for the first, as a HAProxy with a stats socket counts
 * @param members its servers, in the order of the configuration
 * @param history how often, and since when, it had nobody left
 */
record PoolView(String name, int number, List<Member> members, Histories.History history) {

  /**
   * One of its servers.
   *
   * @param history how often, and since when, it was down
   */
  record Member(ServerView server, Histories.History history) {}

  PoolView {
    members = List.copyOf(members);
  }

  /** Whether a server's check speaks TLS. */
  boolean secure(ServerView server) {
    return server.spec().checks().stream()
                .findFirst()
                .map(check -> check.script().steps().get(0))
                .orElse(null)
            instanceof Step.Connect connect
        && connect.plan().tls() != null;
  }
}
