package io.poolwatch.cluster;

import io.poolwatch.model.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is in the fleet, who is heard, and what each knows: by the cluster's membership and by the
 * beacons that nodes send each second. Used by one thread.
 */
final class Roster {
  /** Who is not heard for so long has no say until it is heard again. */
  static final Duration SILENCE = Duration.ofSeconds(3);

  /** What is known of a node beside its membership. */
  private static final class Hearing {
    long lastNanos;
    FleetMessage.@Nullable Beacon beacon;

    /** The digest of the servers that it knows, as far as these are known here; else empty. */
    String config = "";

    Map<ServerId, String> servers = Map.of();

    /** What it is telling now, in several messages. */
    Map<ServerId, String> collected = new HashMap<>();

    Hearing(long nowNanos) {
      lastNanos = nowNanos;
    }
  }

  private Peer self;
  private Map<String, Peer> peers;
  private final Map<String, Hearing> hearings = new HashMap<>();
  private boolean ready;
  private final Configs configs = new Configs();

  /** The roster of a node that is alone. */
  Roster(Peer alone) {
    self = alone;
    peers = Map.of(alone.voter(), alone);
  }

  /** This node. */
  Peer self() {
    return self;
  }

  /** From now on this node knows these servers, with their hashes. */
  void know(Map<ServerId, String> mine) {
    configs.own(mine);
  }

  /** The servers that this node knows, with their hashes. */
  Map<ServerId, String> servers() {
    return configs.own();
  }

  /** Digest of the servers that this node knows. */
  String config() {
    return configs.digest();
  }

  /** This node takes part from now on, or no more. */
  void ready(boolean now) {
    ready = now;
  }

  /** Whether this node takes part. */
  boolean ready() {
    return ready;
  }

  /** These are the members now; this node under the name that it has among them. */
  void members(Peer me, Collection<Peer> all, long nowNanos) {
    self = me;
    Map<String, Peer> now = new TreeMap<>();
    all.forEach(peer -> now.put(peer.voter(), peer));
    now.put(me.voter(), me);
    peers = now;
    hearings.keySet().retainAll(now.keySet());
    now.keySet().forEach(voter -> hearings.computeIfAbsent(voter, any -> new Hearing(nowNanos)));
  }

  /** All members, this node among them. */
  Collection<Peer> peers() {
    return peers.values();
  }

  /** All others. */
  List<Peer> others() {
    return peers.values().stream().filter(peer -> !isSelf(peer)).toList();
  }

  /** A member by its unique name; null if there is none. */
  @Nullable Peer peer(String voter) {
    return peers.get(voter);
  }

  /** The unique names of all members. */
  Set<String> voters() {
    return peers.keySet();
  }

  boolean isSelf(Peer peer) {
    return peer.voter().equals(self.voter());
  }

  /** Whether a node was heard of late, or is this one. */
  boolean heard(Peer peer, long nowNanos) {
    Hearing hearing = hearings.get(peer.voter());
    return isSelf(peer) || (hearing != null && nowNanos - hearing.lastNanos <= SILENCE.toNanos());
  }

  /** Whether this node hears a member, by either way. */
  boolean reachable(Peer peer, long nowNanos) {
    return isSelf(peer) || (peer.reachable() && heard(peer, nowNanos));
  }

  /** Whether this node's side of a cut, if there is one, speaks for the fleet. */
  boolean quorate(long nowNanos) {
    return Quorum.of(peers(), peer -> reachable(peer, nowNanos));
  }

  /** This process did not run for a while: the others had no chance to be heard. */
  void paused(long nanos, long nowNanos) {
    hearings
        .values()
        .forEach(hearing -> hearing.lastNanos = Math.min(nowNanos, hearing.lastNanos + nanos));
  }

  /**
   * A member is alive.
   *
   * @return whether it has to be asked which servers it knows
   */
  boolean hear(FleetMessage.Beacon beacon, long nowNanos) {
    Hearing hearing = hearings.get(beacon.from());
    if (hearing == null) {
      return false;
    }
    hearing.lastNanos = nowNanos;
    hearing.beacon = beacon;
    adopt(hearing, beacon.config());
    return !beacon.config().equals(hearing.config);
  }

  /** Takes what a node knows from those that know the same; returns whether that is news. */
  private boolean adopt(Hearing hearing, String config) {
    Map<ServerId, String> known = configs.of(config);
    if (known == null || hearing.config.equals(config)) {
      return false;
    }
    hearing.config = config;
    hearing.servers = known;
    return true;
  }

  /**
   * A member tells which servers it knows; what got lost on the way makes it all worthless.
   *
   * @return whether it is known now
   */
  boolean learn(FleetMessage.Config told) {
    Hearing hearing = hearings.get(told.from());
    if (hearing == null) {
      return false;
    }
    if (told.first()) {
      hearing.collected = new HashMap<>();
    }
    told.servers().forEach(server -> hearing.collected.put(server.id(), server.hash()));
    if (!told.last()) {
      return false;
    }
    configs.learn(told.config(), hearing.collected);
    hearing.collected = new HashMap<>();
    boolean news = false;
    for (Hearing each : hearings.values()) {
      news |= each.beacon != null && adopt(each, each.beacon.config());
    }
    configs.retain(hearings.values().stream().map(each -> each.config).collect(Collectors.toSet()));
    return news;
  }

  /** Whether it is known which servers a member knows, as it says itself. */
  boolean informed(String voter) {
    Hearing hearing = hearings.get(voter);
    return hearing != null
        && hearing.beacon != null
        && hearing.beacon.config().equals(hearing.config);
  }

  /** What a member said last of itself; null if nothing yet. */
  FleetMessage.@Nullable Beacon beacon(Peer peer) {
    Hearing hearing = hearings.get(peer.voter());
    return hearing == null ? null : hearing.beacon;
  }

  /** The members that may probe a server by a configuration of that hash. */
  List<Peer> candidates(ServerId server, String hash) {
    List<Peer> candidates = new ArrayList<>(peers.size());
    for (Peer peer : peers.values()) {
      if (isSelf(peer) ? ready && peer.active() : takesPart(peer, server, hash)) {
        candidates.add(peer);
      }
    }
    return candidates;
  }

  private boolean takesPart(Peer peer, ServerId server, String hash) {
    Hearing hearing = hearings.get(peer.voter());
    return hearing != null
        && peer.active()
        && hearing.beacon != null
        && hearing.beacon.ready()
        && hash.equals(hearing.servers.get(server));
  }

  /** Whether another node knows a server, by whatever configuration. */
  boolean knows(ServerId server) {
    return hearings.values().stream().anyMatch(hearing -> hearing.servers.containsKey(server));
  }

  /** How many of this node's servers another one does not know, or knows otherwise; and reverse. */
  int differing(Peer peer) {
    Hearing hearing = hearings.get(peer.voter());
    return hearing == null ? 0 : configs.differing(hearing.config);
  }
}
