package io.poolwatch.load;

import io.poolwatch.testkit.PemWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Writes the configuration of a large fleet. */
public final class FleetConfig {
  private final StringBuilder pools = new StringBuilder();
  private final StringBuilder root =
      new StringBuilder("  event-log.format = json\n  node.name = load\n");

  /** Adds settings below the root, in HOCON. */
  public FleetConfig with(String settings) {
    root.append("  ").append(settings).append('\n');
    return this;
  }

  /** Probes so often, and with so short deadlines that no probe outlasts its interval. */
  public FleetConfig every(Duration interval) {
    long deadline = Math.min(2_000, interval.toMillis() / 2);
    return with(
        "defaults.check { inter = %dms, timeout { connect = %dms, check = %dms } }"
            .formatted(interval.toMillis(), deadline, deadline));
  }

  /**
   * Adds a pool of servers that are dealt out over the endpoints in turn, and whose check is http
   * with a path of its own for each server, {@code /POOL/sNUMBER}.
   *
   * @param settings of the pool, in HOCON
   */
  public FleetConfig httpPool(
      String name, int servers, List<InetSocketAddress> endpoints, String settings) {
    open(name, "check.type = http\n    " + settings);
    for (int i = 0; i < servers; i++) {
      server(
          i,
          endpoints.get(i % endpoints.size()),
          ", check.request.path = \"/%s/s%d\"".formatted(name, i));
    }
    return close();
  }

  /**
   * Adds a pool with one server at each endpoint.
   *
   * @param settings of the pool, in HOCON
   */
  public FleetConfig pool(String name, List<InetSocketAddress> endpoints, String settings) {
    open(name, settings);
    for (int i = 0; i < endpoints.size(); i++) {
      server(i, endpoints.get(i), "");
    }
    return close();
  }

  private void open(String name, String settings) {
    pools.append("  %s {\n    %s\n    servers {\n".formatted(name, settings));
  }

  private void server(int number, InetSocketAddress endpoint, String more) {
    pools.append(
        "      s%d { address = \"127.0.0.1:%d\"%s }\n".formatted(number, endpoint.getPort(), more));
  }

  private FleetConfig close() {
    pools.append("    }\n  }\n");
    return this;
  }

  /** Writes it to a file. */
  public Path write(Path file) {
    return PemWriter.write(file, "poolwatch {\n" + root + "  pools {\n" + pools + "  }\n}\n");
  }
}
