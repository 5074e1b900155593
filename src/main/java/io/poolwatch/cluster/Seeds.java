package io.poolwatch.cluster;

import io.poolwatch.net.AddressText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a node looks for its fleet: the seeds that are configured, and the addresses that they have
 * now and had at the most. Used by one thread, but for {@link #resolve}.
 */
final class Seeds {
  private static final Logger LOG = LoggerFactory.getLogger(Seeds.class);

  private final Map<String, Integer> most = new HashMap<>();

  /**
   * What was found.
   *
   * @param addresses of all seeds
   * @param missing how many more there should be: those of names that have had more addresses, and
   *     one for each name that has none
   */
  record Found(Set<String> addresses, int missing) {}

  /** The addresses of each seed now, {@code HOST:PORT}; none of one that has none. Blocks. */
  static Map<String, Set<String>> resolve(List<String> seeds) {
    Map<String, Set<String>> resolved = new LinkedHashMap<>();
    for (String seed : seeds) {
      Set<String> addresses = new TreeSet<>();
      String host = Addresses.host(seed);
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      try {
        for (InetAddress found : InetAddress.getAllByName(bare)) {
          addresses.add(AddressText.of(new InetSocketAddress(found, Addresses.port(seed))));
        }
      } catch (UnknownHostException e) {
        LOG.warn("seed node {} can't be resolved", seed, e);
      }
      resolved.put(seed, addresses);
    }
    return resolved;
  }

  /** Takes note of what each seed has now. */
  Found found(Map<String, Set<String>> resolved) {
    Set<String> addresses = new TreeSet<>(Addresses.ORDER);
    int missing = 0;
    for (Map.Entry<String, Set<String>> seed : resolved.entrySet()) {
      int now = seed.getValue().size();
      int wanted = most.merge(seed.getKey(), Math.max(1, now), Math::max);
      missing += wanted - now;
      addresses.addAll(seed.getValue());
    }
    return new Found(addresses, missing);
  }
}
