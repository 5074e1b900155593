package io.poolwatch.spec;

import java.util.List;

/**
 * Which nodes of a fleet probe a server.
 *
 * @param count how many of them, 1 to 100; all that there are if there are fewer
 * @param tags what each of them must have in {@code node.tags}; empty for any node
 */
public record VantageSpec(int count, List<String> tags) {

  public VantageSpec {
    tags = List.copyOf(tags);
  }
}
