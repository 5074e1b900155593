package io.poolwatch.importer;

import java.util.List;

/**
 * A pool as it is written.
 *
 * @param name its name
 * @param line the line that it comes from
 * @param settings what its servers have in common
 * @param servers its servers, each with what is its own
 */
record Pool(String name, int line, Settings settings, List<Server> servers) {

  Pool {
    servers = List.copyOf(servers);
  }
}
