package io.poolwatch.cluster;

import io.poolwatch.model.ServerId;
import io.poolwatch.model.Vote;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The votes that were heard: of each voter on each server the one of the highest number, whatever
 * the order in which they come, and however often. A voter knows a server by one configuration at a
 * time, so what it said by another one is gone. Used by one thread.
 */
final class VoteBook {

  private record Said(String hash, Vote vote) {}

  private final Map<ServerId, Map<String, Said>> votes = new HashMap<>();

  /**
   * What is voted on.
   *
   * @param server the server
   * @param hash hash of its configuration: votes by another one are about something else
   */
  record Subject(ServerId server, String hash) {
    private static final int DIGITS = 16;

    /** By the first 64 bits of a configuration's hash: enough to tell those of one server apart. */
    static Subject of(ServerId server, String specHash) {
      return new Subject(server, specHash.substring(0, Math.min(DIGITS, specHash.length())));
    }
  }

  /** Takes note of a vote; returns whether it is news. */
  boolean put(Subject subject, Vote vote) {
    if (!isNews(subject.server(), vote.voter(), vote.seq())) {
      return false;
    }
    votes
        .computeIfAbsent(subject.server(), any -> new HashMap<>(4))
        .put(vote.voter(), new Said(subject.hash(), vote));
    return true;
  }

  /** Whether a vote of that number would be news. */
  boolean isNews(ServerId server, String voter, long seq) {
    Said known = said(server, voter);
    return known == null || known.vote().seq() < seq;
  }

  /** What a voter said last, if it is on that configuration of the server; else null. */
  @Nullable Vote of(Subject subject, String voter) {
    Said known = said(subject.server(), voter);
    return known != null && known.hash().equals(subject.hash()) ? known.vote() : null;
  }

  private @Nullable Said said(ServerId server, String voter) {
    Map<String, Said> cast = votes.get(server);
    return cast == null ? null : cast.get(voter);
  }

  /** Forgets what all others have said, and what was said of all other servers. */
  void retain(Set<String> voters, Predicate<ServerId> servers) {
    votes.keySet().removeIf(servers.negate());
    votes.values().forEach(cast -> cast.keySet().retainAll(voters));
    votes.values().removeIf(Map::isEmpty);
  }

  /** Forgets what a voter said of a server. */
  void remove(ServerId server, String voter) {
    Map<String, Said> cast = votes.get(server);
    if (cast != null) {
      cast.remove(voter);
      if (cast.isEmpty()) {
        votes.remove(server);
      }
    }
  }

  /** The number of servers on which there is a vote. */
  int size() {
    return votes.size();
  }
}
