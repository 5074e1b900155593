package io.poolwatch.cluster;

import io.poolwatch.model.ServerId;
import io.poolwatch.model.Vote;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The votes that were heard: of each voter on each subject the one of the highest number, whatever
 * the order in which they come, and however often. Used by one thread.
 */
final class VoteBook {
  private final Map<Subject, Map<String, Vote>> votes = new HashMap<>();

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
    Map<String, Vote> cast = votes.computeIfAbsent(subject, any -> new HashMap<>(4));
    Vote known = cast.get(vote.voter());
    if (known != null && known.seq() >= vote.seq()) {
      return false;
    }
    cast.put(vote.voter(), vote);
    return true;
  }

  /** Whether a vote of that number would be news. */
  boolean isNews(Subject subject, String voter, long seq) {
    Vote known = of(subject, voter);
    return known == null || known.seq() < seq;
  }

  /** What a voter said last; null if nothing. */
  @Nullable Vote of(Subject subject, String voter) {
    Map<String, Vote> cast = votes.get(subject);
    return cast == null ? null : cast.get(voter);
  }

  /** All votes on a subject. */
  Collection<Vote> of(Subject subject) {
    Map<String, Vote> cast = votes.get(subject);
    return cast == null ? Set.of() : cast.values();
  }

  /** Forgets what all others have said. */
  void retain(Set<String> voters) {
    votes.values().forEach(cast -> cast.keySet().retainAll(voters));
    votes.values().removeIf(Map::isEmpty);
  }

  /** Forgets what a voter said of a subject. */
  void remove(Subject subject, String voter) {
    Map<String, Vote> cast = votes.get(subject);
    if (cast != null) {
      cast.remove(voter);
      if (cast.isEmpty()) {
        votes.remove(subject);
      }
    }
  }
}
