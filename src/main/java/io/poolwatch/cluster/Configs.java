package io.poolwatch.cluster;

import io.poolwatch.model.ServerId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The servers that nodes know, with the hashes of their configurations, by the digest of it all:
 * nodes that know the same share one map. Used by one thread.
 */
final class Configs {
  private Map<ServerId, String> own = Map.of();

  /** Empty as long as this node knows nothing, as is what nodes tell that were not heard yet. */
  private String digest = "";

  private final Map<String, Map<ServerId, String>> others = new HashMap<>();

  /** By how many servers another configuration differs, as far as that was counted already. */
  private final Map<String, Integer> differing = new HashMap<>();

  /** From now on this node knows these. */
  void own(Map<ServerId, String> servers) {
    if (!digest.isEmpty()) {
      others.put(digest, own);
    }
    own = Map.copyOf(servers);
    digest = Digests.of(own);
    differing.clear();
  }

  /** What this node knows. */
  Map<ServerId, String> own() {
    return own;
  }

  /** The digest of what this node knows. */
  String digest() {
    return digest;
  }

  /** What nodes know that tell this digest; null if that was not told yet. */
  @Nullable Map<ServerId, String> of(String told) {
    return told.equals(digest) ? own : others.get(told);
  }

  /** What nodes know that tell this digest; nothing comes of it if that is not true. */
  void learn(String told, Map<ServerId, String> servers) {
    if (of(told) == null && Digests.of(servers).equals(told)) {
      others.put(told, Map.copyOf(servers));
    }
  }

  /** Forgets all others but these. */
  void retain(Set<String> digests) {
    others.keySet().retainAll(digests);
    differing.keySet().retainAll(digests);
  }

  /** How many servers only this node or only those with that digest know, or know otherwise. */
  int differing(String told) {
    Map<ServerId, String> theirs = of(told);
    return theirs == null || theirs == own
        ? 0
        : differing.computeIfAbsent(told, any -> count(theirs));
  }

  private int count(Map<ServerId, String> theirs) {
    long mine =
        own.entrySet().stream()
            .filter(server -> !server.getValue().equals(theirs.get(server.getKey())))
            .count();
    long more = theirs.keySet().stream().filter(server -> !own.containsKey(server)).count();
    return Math.toIntExact(mine + more);
  }
}
