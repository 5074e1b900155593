package io.poolwatch.importer;

import java.util.List;

/**
 * A section with servers, {@code backend} or {@code listen}.
 *
 * @param name its name
 * @param line where it begins
 * @param settings what it says of checks
 * @param servers its servers, in order
 */
record Proxy(String name, int line, SectionSettings settings, List<ServerLine> servers) {

  Proxy {
    servers = List.copyOf(servers);
  }

  /**
   * A line with a server, or with several.
   *
   * @param statement {@code server …} or {@code server-template …}
   * @param defaults the words of {@code default-server} that stand before it
   */
  record ServerLine(Statement statement, List<Statement> defaults) {}
}
