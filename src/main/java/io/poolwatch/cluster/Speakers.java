package io.poolwatch.cluster;

import io.poolwatch.model.ServerId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The servers that this node speaks for; written by the fleet's actor, readable by anyone. */
final class Speakers {
  private final Set<ServerId> own = ConcurrentHashMap.newKeySet();

  void put(ServerId server, boolean speaks) {
    if (speaks) {
      own.add(server);
    } else {
      own.remove(server);
    }
  }

  void remove(ServerId server) {
    own.remove(server);
  }

  boolean contains(ServerId server) {
    return own.contains(server);
  }
}
