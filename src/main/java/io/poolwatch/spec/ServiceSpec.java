package io.poolwatch.spec;

import io.poolwatch.model.ServerId;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A whole configuration.
 *
 * @param file the file it came from
 * @param pools the pools, by line, then by name
 * @param node this process
 * @param cluster how it and other nodes work together
 * @param limits what all probes share
 * @param resolve how names are looked up
 * @param eventLog how events are told
 * @param sinks who is told beside standard output
 */
public record ServiceSpec(
    Path file,
    List<PoolSpec> pools,
    NodeSpec node,
    ClusterSpec cluster,
    LimitsSpec limits,
    ResolveSpec resolve,
    EventLogSpec eventLog,
    SinksSpec sinks) {

  public ServiceSpec {
    pools = List.copyOf(pools);
  }

  /** The same with other pools. */
  public ServiceSpec withPools(List<PoolSpec> others) {
    return new ServiceSpec(file, others, node, cluster, limits, resolve, eventLog, sinks);
  }

  /** The server that is probed for one: itself, or the one that it tracks in the end. */
  public ServerSpec probed(ServerSpec server) {
    ServerSpec probed = server;
    while (probed.track() != null) {
      ServerId target = probed.track();
      probed = servers().filter(other -> other.id().equals(target)).findFirst().orElseThrow();
    }
    return probed;
  }

  /** All servers, pool by pool. */
  public Stream<ServerSpec> servers() {
    return pools.stream().flatMap(pool -> pool.servers().stream());
  }
}
