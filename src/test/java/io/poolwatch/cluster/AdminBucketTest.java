package io.poolwatch.cluster;

import static io.poolwatch.cluster.Histories.payload;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.cluster.AdminBucket.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AdminBucketTest {

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  private static AdminBucket written(long counter, String node, String words) {
    return AdminBucket.EMPTY.with(Map.of("k", new Register(counter, node, payload(words))));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void mergingIsCommutativeAssociativeAndIdempotent(long seed) {
    Histories histories = new Histories(seed);
    AdminBucket a = histories.admin();
    AdminBucket b = histories.admin();
    AdminBucket c = histories.admin();

    assertThat(a.mergeData(b)).isEqualTo(b.mergeData(a));
    assertThat(a.mergeData(b).mergeData(c)).isEqualTo(a.mergeData(b.mergeData(c)));
    assertThat(a.mergeData(a)).isSameAs(a);
    assertThat(a.mergeData(b).mergeData(b)).isEqualTo(a.mergeData(b));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void deltasInAnyOrderAndTwiceMakeTheSameAsTheFullState(long seed) {
    Histories histories = new Histories(seed);
    AdminBucket full = AdminBucket.EMPTY;
    List<AdminBucket> deltas = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      full = histories.change(full);
      if (i % 3 == 2) {
        full.deltaData().ifPresent(deltas::add);
        full = full.resetDelta();
      }
    }

    AdminBucket other = AdminBucket.EMPTY;
    for (AdminBucket delta : histories.shuffledWithDuplicates(deltas)) {
      other = other.mergeDeltaData(delta);
    }

    assertThat(other).isEqualTo(full);
  }

  @Test
  void theHigherCounterWinsAndThenTheHigherName() {
    AdminBucket third = written(3, "a", "third");
    AdminBucket second = written(2, "z", "second");
    AdminBucket rival = written(3, "b", "rival");

    assertThat(second.mergeData(third)).isEqualTo(third);
    assertThat(third.mergeData(second)).isSameAs(third);
    assertThat(third.mergeData(rival)).isEqualTo(rival);
    assertThat(rival.mergeData(third)).isSameAs(rival);
  }

  @Test
  void whatDoesNotWinIsNoChange() {
    AdminBucket bucket = written(3, "b", "x").resetDelta();

    assertThat(bucket.with(Map.of("k", new Register(3, "a", payload("y"))))).isSameAs(bucket);
    assertThat(bucket.deltaData()).isEmpty();
  }
}
