package io.poolwatch.cluster;

import io.poolwatch.net.AddressText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a node looks for its fleet: the seeds that are configured, and the addresses that they have
 * now and had at the most since it was a member. Used by one thread at a time, but for {@link
 * #resolve}.
 */
final class Seeds {
  private static final Logger LOG = LoggerFactory.getLogger(Seeds.class);

  private final List<String> configured;
  private final Map<String, Integer> most = new HashMap<>();
  private final Set<String> unresolved = new HashSet<>();

  /**
   * What was found.
   *
   * @param addresses of all seeds
   * @param missing how many more there should be: those of names that have had more addresses, and
   *     one for each name that has none
   */
  record Found(Set<String> addresses, int missing) {}

  /**
   * Seeds that were not looked for yet.
   *
   * @param configured {@code HOST:PORT}, where a host may have several addresses
   */
  Seeds(List<String> configured) {
    this.configured = List.copyOf(configured);
  }

  /**
   * The addresses of each seed now, {@code HOST:PORT}; none of one that has none. Of a name with
   * addresses of both families those count that are of this node's: a node has one address. Blocks.
   *
   * @param self where this node is
   */
  Map<String, Set<String>> resolve(String self) {
    Map<String, Set<String>> resolved = new LinkedHashMap<>();
    for (String seed : configured) {
      String host = Addresses.host(seed);
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      Set<String> addresses = new TreeSet<>();
      try {
        for (InetAddress found : InetAddress.getAllByName(bare)) {
          addresses.add(AddressText.of(new InetSocketAddress(found, Addresses.port(seed))));
        }
      } catch (UnknownHostException e) {
        LOG.debug("{} can't be resolved", seed, e);
      }
      resolved.put(seed, ofOneFamily(addresses, self));
    }
    return resolved;
  }

  /** Those that are of the same family as this node's address, if there are any; else all. */
  static Set<String> ofOneFamily(Set<String> addresses, String self) {
    Set<String> same = new TreeSet<>(addresses);
    same.removeIf(address -> address.startsWith("[") != self.startsWith("["));
    return same.isEmpty() ? addresses : same;
  }

  /**
   * Takes note of what each seed has now.
   *
   * @param member whether this node is a member: then its fleet may have shrunk, and what a name
   *     has now is what it has
   */
  Found found(Map<String, Set<String>> resolved, boolean member) {
    if (member) {
      most.clear();
    }
    Set<String> addresses = new TreeSet<>(Addresses.ORDER);
    int missing = 0;
    for (Map.Entry<String, Set<String>> seed : resolved.entrySet()) {
      int now = seed.getValue().size();
      int wanted = most.merge(seed.getKey(), Math.max(1, now), Math::max);
      missing += wanted - now;
      addresses.addAll(seed.getValue());
      if (now > 0) {
        unresolved.remove(seed.getKey());
      } else if (unresolved.add(seed.getKey())) {
        LOG.warn("seed node {} has no address; asking on", seed.getKey());
      }
    }
    return new Found(addresses, missing);
  }
}
