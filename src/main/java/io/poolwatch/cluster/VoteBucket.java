package io.poolwatch.cluster;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.ddata.AbstractDeltaReplicatedData;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.RemovedNodePruning;
import org.apache.pekko.cluster.ddata.ReplicatedDelta;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The votes on some servers as Distributed Data replicates them: voter → key → entry, where of two
 * entries of one voter and key that with the higher number wins. Nobody but a voter writes its own.
 *
 * <p>A delta is a bucket that holds what changed. Deltas may come in any order, twice or never:
 * what one lost brings is in the next full state. Nothing is deleted, for it would come back from
 * others: a vote that is withdrawn is an entry with an empty payload. All entries of a node that
 * was removed from the cluster go with it.
 *
 * <p>Immutable. Equal buckets have the same order, and so the same bytes on every node.
 */
final class VoteBucket extends AbstractDeltaReplicatedData<VoteBucket, VoteBucket>
    implements ReplicatedDelta, RemovedNodePruning {

  /** Without a vote. */
  static final VoteBucket EMPTY = new VoteBucket(Collections.emptySortedMap(), null);

  private final SortedMap<UniqueAddress, SortedMap<String, Entry>> votes;

  /** What was changed here since {@link #resetDelta}; null if nothing was. */
  private final @Nullable VoteBucket changes;

  /**
   * What a voter says under one key.
   *
   * @param seq grows with each change
   * @param payload what it says, opaque here
   */
  record Entry(long seq, ByteString payload) {

    /** The later of two; of two with one number, which no voter writes, always the same. */
    static Entry later(Entry one, Entry other) {
      if (one.seq != other.seq) {
        return one.seq > other.seq ? one : other;
      }
      return Payloads.ORDER.compare(one.payload, other.payload) >= 0 ? one : other;
    }
  }

  private VoteBucket(
      SortedMap<UniqueAddress, SortedMap<String, Entry>> votes, @Nullable VoteBucket changes) {
    this.votes = votes;
    this.changes = changes;
  }

  /** A bucket that holds these, as it came from another node. */
  static VoteBucket of(SortedMap<UniqueAddress, SortedMap<String, Entry>> votes) {
    SortedMap<UniqueAddress, SortedMap<String, Entry>> copy = new TreeMap<>();
    votes.forEach(
        (voter, entries) -> {
          if (!entries.isEmpty()) {
            copy.put(voter, Collections.unmodifiableSortedMap(new TreeMap<>(entries)));
          }
        });
    return new VoteBucket(Collections.unmodifiableSortedMap(copy), null);
  }

  /** This bucket with what a voter says newly; entries that are not later change nothing. */
  VoteBucket with(UniqueAddress voter, Map<String, Entry> said) {
    VoteBucket news = of(new TreeMap<>(Map.of(voter, new TreeMap<>(said))));
    VoteBucket joined = mergeData(news);
    if (joined.votes == votes) {
      return this;
    }
    return new VoteBucket(joined.votes, changes == null ? news : changes.mergeData(news));
  }

  /** The name of one bucket among all that are replicated. */
  static Key<VoteBucket> key(String id) {
    return new Name(id);
  }

  private static final class Name extends Key<VoteBucket> {
    private static final long serialVersionUID = 1L;

    Name(String id) {
      super(id);
    }
  }

  /** All votes: voter → key → entry. */
  SortedMap<UniqueAddress, SortedMap<String, Entry>> votes() {
    return votes;
  }

  @Override
  public VoteBucket mergeData(VoteBucket that) {
    SortedMap<UniqueAddress, SortedMap<String, Entry>> joined =
        Joining.join(votes, that.votes, (ours, theirs) -> Joining.join(ours, theirs, Entry::later));
    return joined == votes ? this : new VoteBucket(joined, null);
  }

  @Override
  public Optional<VoteBucket> deltaData() {
    return Optional.ofNullable(changes);
  }

  @Override
  public VoteBucket mergeDeltaData(VoteBucket delta) {
    return mergeData(delta);
  }

  @Override
  public VoteBucket resetDelta() {
    return changes == null ? this : new VoteBucket(votes, null);
  }

  @Override
  public VoteBucket zero() {
    return EMPTY;
  }

  @Override
  public scala.collection.immutable.Set<UniqueAddress> modifiedByNodes() {
    return CollectionConverters.asScala(new HashSet<>(votes.keySet())).toSet();
  }

  @Override
  public boolean needPruningFrom(UniqueAddress removed) {
    return votes.containsKey(removed);
  }

  /** Nobody takes over the votes of a voter that is gone. */
  @Override
  public VoteBucket prune(UniqueAddress removed, UniqueAddress collapseInto) {
    return pruningCleanup(removed);
  }

  @Override
  public VoteBucket pruningCleanup(UniqueAddress removed) {
    if (!votes.containsKey(removed)) {
      return this;
    }
    SortedMap<UniqueAddress, SortedMap<String, Entry>> left = new TreeMap<>(votes);
    left.remove(removed);
    return new VoteBucket(Collections.unmodifiableSortedMap(left), null);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VoteBucket that && votes.equals(that.votes);
  }

  @Override
  public int hashCode() {
    return votes.hashCode();
  }

  @Override
  public String toString() {
    return "VoteBucket" + votes;
  }
}
