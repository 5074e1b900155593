package io.poolwatch.spec;

import io.poolwatch.model.ServerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a new configuration means for the servers of the old one. A server is unchanged, and keeps
 * its state, schedule and votes, if its fingerprint is the same.
 *
 * @param added servers of the new configuration alone, in its order
 * @param removed servers of the old configuration alone, in its order
 * @param changed servers of both that are to be probed differently, in the new order, as they are
 *     now
 * @param unchanged servers of both that are the same, in the new order
 */
public record ReloadDiff(
    List<ServerSpec> added,
    List<ServerSpec> removed,
    List<ServerSpec> changed,
    List<ServerSpec> unchanged) {

  public ReloadDiff {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
    unchanged = List.copyOf(unchanged);
  }

  /** Compares two configurations. */
  public static ReloadDiff between(ServiceSpec before, ServiceSpec after) {
    Map<ServerId, ServerSpec> left = new HashMap<>();
    before.servers().forEach(server -> left.put(server.id(), server));
    List<ServerSpec> added = new ArrayList<>();
    List<ServerSpec> changed = new ArrayList<>();
    List<ServerSpec> unchanged = new ArrayList<>();
    after
        .servers()
        .forEach(
            server -> {
              ServerSpec old = left.remove(server.id());
              if (old == null) {
                added.add(server);
              } else if (old.fingerprint().equals(server.fingerprint())) {
                unchanged.add(server);
              } else {
                changed.add(server);
              }
            });
    List<ServerSpec> removed =
        before.servers().filter(server -> left.containsKey(server.id())).toList();
    return new ReloadDiff(added, removed, changed, unchanged);
  }

  /** Whether no server is other than it was. */
  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
  }
}
