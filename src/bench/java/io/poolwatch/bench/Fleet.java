package io.poolwatch.bench;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servers that a contender probes: each endpoint once in each pool.
 *
 * @param kind what a probe does
 * @param pools how many pools
 * @param interval from probe to probe of a server
 * @param caFile the authority of the endpoints' certificates; null without TLS
 */
record Fleet(
    Kind kind,
    List<InetSocketAddress> endpoints,
    int pools,
    Duration interval,
    @Nullable Path caFile) {

  int servers() {
    return endpoints.size() * pools;
  }
}
