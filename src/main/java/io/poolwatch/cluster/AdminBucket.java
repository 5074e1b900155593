package io.poolwatch.cluster;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.cluster.ddata.AbstractDeltaReplicatedData;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.ReplicatedDelta;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What operators want of some servers, as Distributed Data replicates it: one register a key that
 * every node may write, where the highest (counter, node) wins. No clock orders them.
 *
 * <p>A delta is a bucket that holds what changed; deltas may come in any order, twice or never.
 * What operators want outlives the node on which they said it: nothing is pruned, nothing deleted.
 *
 * <p>Immutable. Equal buckets have the same order, and so the same bytes on every node.
 */
final class AdminBucket extends AbstractDeltaReplicatedData<AdminBucket, AdminBucket>
    implements ReplicatedDelta {

  /** Without a register. */
  static final AdminBucket EMPTY = new AdminBucket(Collections.emptySortedMap(), null);

  private final SortedMap<String, Register> registers;

  /** What was changed here since {@link #resetDelta}; null if nothing was. */
  private final @Nullable AdminBucket changes;

  /**
   * What was written last under one key.
   *
   * @param counter one above the highest that its writer had seen
   * @param node the writer's name, which decides between writers that did not see each other
   * @param payload what was written, opaque here
   */
  record Register(long counter, String node, ByteString payload) {
    private static final Comparator<Register> ORDER =
        Comparator.comparingLong(Register::counter)
            .thenComparing(Register::node)
            .thenComparing(Register::payload, Payloads.ORDER);

    /** The one that wins. */
    static Register higher(Register one, Register other) {
      return ORDER.compare(one, other) >= 0 ? one : other;
    }
  }

  private AdminBucket(SortedMap<String, Register> registers, @Nullable AdminBucket changes) {
    this.registers = registers;
    this.changes = changes;
  }

  /** A bucket that holds these, as it came from another node. */
  static AdminBucket of(Map<String, Register> registers) {
    return new AdminBucket(Collections.unmodifiableSortedMap(new TreeMap<>(registers)), null);
  }

  /** This bucket with these written; one that does not win changes nothing. */
  AdminBucket with(Map<String, Register> written) {
    AdminBucket news = of(written);
    AdminBucket joined = mergeData(news);
    if (joined.registers == registers) {
      return this;
    }
    return new AdminBucket(joined.registers, changes == null ? news : changes.mergeData(news));
  }

  /** The name of one bucket among all that are replicated. */
  static Key<AdminBucket> key(String id) {
    return new Name(id);
  }

  private static final class Name extends Key<AdminBucket> {
    private static final long serialVersionUID = 1L;

    Name(String id) {
      super(id);
    }
  }

  /** All registers by key. */
  SortedMap<String, Register> registers() {
    return registers;
  }

  @Override
  public AdminBucket mergeData(AdminBucket that) {
    SortedMap<String, Register> joined = Joining.join(registers, that.registers, Register::higher);
    return joined == registers ? this : new AdminBucket(joined, null);
  }

  @Override
  public Optional<AdminBucket> deltaData() {
    return Optional.ofNullable(changes);
  }

  @Override
  public AdminBucket mergeDeltaData(AdminBucket delta) {
    return mergeData(delta);
  }

  @Override
  public AdminBucket resetDelta() {
    return changes == null ? this : new AdminBucket(registers, null);
  }

  @Override
  public AdminBucket zero() {
    return EMPTY;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AdminBucket that && registers.equals(that.registers);
  }

  @Override
  public int hashCode() {
    return registers.hashCode();
  }

  @Override
  public String toString() {
    return "AdminBucket" + registers;
  }
}
