package io.poolwatch.spec;

import java.util.List;

/**
 * One pool.
 *
 * @param name its name
 * @param servers its servers, in the order they are listed: by line, then by name
 */
public record PoolSpec(String name, List<ServerSpec> servers) {

  public PoolSpec {
    servers = List.copyOf(servers);
  }
}
