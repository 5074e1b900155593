package io.poolwatch.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which suspicions of other vantages are followed: each voter's once while its vote stands, so that
 * one that is alone with its view does not have the others probe more and more; and again when the
 * last one is so old that it is surely another matter.
 */
final class Suspicions {
  private static final long FORGOTTEN_NANOS = Duration.ofMinutes(1).toNanos();

  private record Followed(long voteSeq, long atNanos) {}

  private final Map<VoteBook.Subject, Map<String, Followed>> followed = new HashMap<>();

  /**
   * Whether a suspicion is to be followed; it is taken as followed then.
   *
   * @param voteSeq number of the voter's vote that stands; 0 for none
   */
  boolean follow(VoteBook.Subject subject, String voter, long voteSeq, long nowNanos) {
    Map<String, Followed> known = followed.computeIfAbsent(subject, any -> new HashMap<>(4));
    Followed last = known.get(voter);
    if (last != null && last.voteSeq() == voteSeq && nowNanos - last.atNanos() < FORGOTTEN_NANOS) {
      return false;
    }
    known.put(voter, new Followed(voteSeq, nowNanos));
    return true;
  }

  /** Forgets what is too old to matter. */
  void sweep(long nowNanos) {
    followed
        .values()
        .forEach(
            known -> known.values().removeIf(last -> nowNanos - last.atNanos() >= FORGOTTEN_NANOS));
    followed.values().removeIf(Map::isEmpty);
  }
}
