package io.poolwatch.importer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes out servers that track, in the end, one that is not carried over. */
final class Tracking {
  private final Map<String, Server> all = new HashMap<>();
  private final Set<String> sound = new HashSet<>();
  private final Losses losses;

  private Tracking(List<Members> sections, Losses losses) {
    this.losses = losses;
    for (Members section : sections) {
      section.servers().forEach(server -> all.put(section.id(server), server));
    }
  }

  /**
   * The servers of a section.
   *
   * @param servers in order
   */
  record Members(Proxy proxy, List<Server> servers) {

    Members {
      servers = List.copyOf(servers);
    }

    private String id(Server server) {
      return proxy.name() + "/" + server.name();
    }
  }

  /** The rest, by section, in order; sections without one are left out. */
  static List<Members> followable(List<Members> sections, Losses losses) {
    Tracking tracking = new Tracking(sections, losses);
    List<Members> rest = new ArrayList<>();
    for (Members section : sections) {
      List<Server> kept =
          section.servers().stream()
              .filter(server -> tracking.keeps(section.id(server), server))
              .toList();
      if (!kept.isEmpty()) {
        rest.add(new Members(section.proxy(), kept));
      }
    }
    return rest;
  }

  private boolean keeps(String id, Server server) {
    boolean kept = followable(id);
    if (!kept) {
      String what = Bytes.shown(String.valueOf(server.target()));
      losses.add(server.line(), "track", what + " is not carried over, or tracks itself: left out");
    }
    return kept;
  }

  /**
   * Whether the way from one server to the one that it tracks, and so on, ends at a checked one.
   */
  private boolean followable(String from) {
    Set<String> way = new HashSet<>();
    String at = from;
    while (way.add(at)) {
      Server server = all.get(at);
      if (server == null) {
        return false;
      }
      if (server.target() == null || sound.contains(at)) {
        sound.addAll(way);
        return true;
      }
      at = server.target();
    }
    return false;
  }
}
