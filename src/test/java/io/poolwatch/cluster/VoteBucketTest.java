package io.poolwatch.cluster;

import static io.poolwatch.cluster.Histories.payload;
import static io.poolwatch.cluster.Histories.voter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.cluster.VoteBucket.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.pekko.cluster.UniqueAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.jdk.javaapi.CollectionConverters;

final class VoteBucketTest {
  private static final UniqueAddress A = voter(1);
  private static final UniqueAddress B = voter(2);

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  private static VoteBucket said(UniqueAddress voter, String key, long seq, String words) {
    return VoteBucket.EMPTY.with(voter, Map.of(key, new Entry(seq, payload(words))));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void mergingIsCommutativeAssociativeAndIdempotent(long seed) {
    Histories histories = new Histories(seed);
    VoteBucket a = histories.votes();
    VoteBucket b = histories.votes();
    VoteBucket c = histories.votes();

    assertThat(a.mergeData(b)).isEqualTo(b.mergeData(a));
    assertThat(a.mergeData(b).mergeData(c)).isEqualTo(a.mergeData(b.mergeData(c)));
    assertThat(a.mergeData(a)).isSameAs(a);
    assertThat(a.mergeData(b).mergeData(b)).isEqualTo(a.mergeData(b));
    assertThat(a.mergeData(VoteBucket.EMPTY)).isSameAs(a);
    assertThat(VoteBucket.EMPTY.mergeData(a)).isEqualTo(a);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void deltasInAnyOrderAndTwiceMakeTheSameAsTheFullState(long seed) {
    Histories histories = new Histories(seed);
    VoteBucket full = VoteBucket.EMPTY;
    List<VoteBucket> deltas = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      full = histories.change(full);
      if (i % 3 == 2) {
        full.deltaData().ifPresent(deltas::add);
        full = full.resetDelta();
      }
    }

    VoteBucket other = VoteBucket.EMPTY;
    for (VoteBucket delta : histories.shuffledWithDuplicates(deltas)) {
      other = other.mergeDeltaData(delta);
    }

    assertThat(other).isEqualTo(full);
  }

  @Test
  void theHigherNumberWinsPerVoterAndKey() {
    VoteBucket one =
        said(A, "k", 2, "new").mergeData(said(A, "l", 1, "l")).mergeData(said(B, "k", 1, "b"));
    VoteBucket old = said(A, "k", 1, "old");

    assertThat(one.mergeData(old)).isSameAs(one);
    assertThat(old.mergeData(one).votes())
        .isEqualTo(
            Map.of(
                A,
                Map.of("k", new Entry(2, payload("new")), "l", new Entry(1, payload("l"))),
                B,
                Map.of("k", new Entry(1, payload("b")))));
  }

  @Test
  void aDeltaHoldsWhatChangedAlone() {
    VoteBucket before = said(A, "k", 1, "k").mergeData(said(B, "k", 1, "b"));

    VoteBucket after =
        before
            .with(A, Map.of("l", new Entry(1, payload("l")), "k", new Entry(1, payload("k"))))
            .with(A, Map.of("m", new Entry(1, payload("m"))));

    assertThat(before.deltaData()).isEmpty();
    assertThat(after.deltaData().orElseThrow().votes().get(A)).containsKeys("l", "m");
    assertThat(after.deltaData().orElseThrow().votes()).doesNotContainKey(B);
    assertThat(after.resetDelta().deltaData()).isEmpty();
    assertThat(after.resetDelta()).isEqualTo(after);
  }

  @Test
  void whatIsNoNewsIsNoChange() {
    VoteBucket bucket = said(A, "k", 2, "k").resetDelta();

    assertThat(bucket.with(A, Map.of("k", new Entry(1, payload("older"))))).isSameAs(bucket);
    assertThat(bucket.with(A, Map.of("k", new Entry(2, payload("k"))))).isSameAs(bucket);
  }

  @Test
  void aRemovedVoterGoesWithAllItSaidAndNobodyTakesItOver() {
    VoteBucket bucket = said(A, "k", 1, "a").mergeData(said(B, "k", 1, "b"));

    assertThat(bucket.needPruningFrom(A)).isTrue();
    assertThat(CollectionConverters.asJava(bucket.modifiedByNodes()))
        .containsExactlyInAnyOrder(A, B);
    VoteBucket pruned = bucket.prune(A, B);

    assertThat(pruned).isEqualTo(said(B, "k", 1, "b"));
    assertThat(pruned.needPruningFrom(A)).isFalse();
    assertThat(pruned.mergeData(bucket).pruningCleanup(A)).isEqualTo(pruned);
    assertThat(pruned.pruningCleanup(A)).isSameAs(pruned);
  }

  @Test
  void aRestartedNodeIsAnotherVoter() {
    UniqueAddress restarted = new UniqueAddress(A.address(), A.longUid() + 1);
    VoteBucket bucket = said(A, "k", 9, "before").mergeData(said(restarted, "k", 1, "after"));

    assertThat(bucket.votes()).hasSize(2);
    assertThat(bucket.prune(A, B).votes()).containsOnlyKeys(restarted);
  }

  @Test
  void bucketsCantBeChangedFromOutside() {
    VoteBucket bucket = said(A, "k", 1, "a");

    assertThatThrownBy(() -> bucket.votes().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> bucket.votes().values().forEach(Map::clear))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
