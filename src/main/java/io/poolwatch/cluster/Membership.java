package io.poolwatch.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** What Pekko's cluster knows of who is there, in the fleet's words. Safe for any thread. */
final class Membership {
  private static final Set<MemberStatus> PRESENT =
      Set.of(
          MemberStatus.joining(),
          MemberStatus.weaklyUp(),
          MemberStatus.up(),
          MemberStatus.leaving(),
          MemberStatus.exiting());
  private static final Set<MemberStatus> ACTIVE =
      Set.of(MemberStatus.weaklyUp(), MemberStatus.up());

  private final Cluster cluster;

  Membership(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Where this node is: {@code HOST:PORT}. */
  String address() {
    return address(cluster.selfMember().address());
  }

  private static String address(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  /** Whether this node is a member that takes part. */
  boolean joined() {
    return ACTIVE.contains(cluster.selfMember().status());
  }

  /** Whether a fleet has let this node in, but not yet taken it up. */
  boolean joining() {
    return cluster.selfMember().status().equals(MemberStatus.joining());
  }

  /** The addresses of all members. */
  List<String> addresses() {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> PRESENT.contains(member.status()))
        .map(member -> address(member.address()))
        .toList();
  }

  /** The unique name of this node. */
  String voter() {
    return peer(cluster.selfMember(), true).voter();
  }

  /** All members. */
  List<Peer> peers() {
    Set<Member> unreachable = cluster.state().getUnreachable();
    List<Peer> peers = new ArrayList<>();
    for (Member member : cluster.state().getMembers()) {
      if (PRESENT.contains(member.status())) {
        peers.add(peer(member, !unreachable.contains(member)));
      }
    }
    return List.copyOf(peers);
  }

  private static Peer peer(Member member, boolean reachable) {
    String name = role(member, "node:");
    String address = address(member.address());
    String zone = role(member, "zone:");
    Set<String> tags =
        member.getRoles().stream()
            .filter(role -> role.startsWith("tag:"))
            .map(role -> role.substring("tag:".length()))
            .collect(Collectors.toSet());
    return new Peer(
        Peer.voter(name, address, member.uniqueAddress().longUid()),
        name,
        address,
        tags,
        zone.isEmpty() ? null : zone,
        ACTIVE.contains(member.status()),
        reachable);
  }

  private static String role(Member member, String prefix) {
    return member.getRoles().stream()
        .filter(role -> role.startsWith(prefix))
        .map(role -> role.substring(prefix.length()))
        .findFirst()
        .orElse("");
  }
}
