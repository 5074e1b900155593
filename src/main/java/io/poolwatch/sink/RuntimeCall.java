package io.poolwatch.sink;

import io.poolwatch.model.ServerId;
import io.poolwatch.spec.RuntimeApiSpec.Level;
import java.util.List;
import java.util.function.Function;

/**
 * A command that was given.
 *
 * @param rest the words after the command's own
 * @param giver who gave it
 */
record RuntimeCall(List<String> rest, Giver giver) {
  /** What is answered where {@code backend/server} is wanted and something else is there. */
  static final String WHICH = "Require 'backend/server'.\n\n";

  /**
   * Who gives commands.
   *
   * @param name the user's name, or the address
   * @param level what is allowed
   * @param known whether it is this process's own user, who may read what servers replied
   */
  record Giver(String name, Level level, boolean known) {}

  RuntimeCall {
    rest = List.copyOf(rest);
  }

  /** The name of who gave it. */
  String author() {
    return giver.name();
  }

  /** One of the words, from 0; empty if there are fewer. */
  String word(int index) {
    return index < rest.size() ? rest.get(index) : "";
  }

  /** Does something with the server that the first word names. */
  String on(RuntimeViews views, Function<ServerView, String> work) {
    String name = word(0);
    int slash = name.indexOf('/');
    if (slash < 0) {
      return WHICH;
    }
    String pool = name.substring(0, slash);
    if (!views.hasPool(pool)) {
      return "No such backend.\n\n";
    }
    return views
        .server(new ServerId(pool, name.substring(slash + 1)))
        .map(work)
        .orElse("No such server.\n\n");
  }
}
