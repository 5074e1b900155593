package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who founds a fleet, who joins which, and who gives one up. */
final class SeekingTest {
  private static final String A = "10.0.0.1:7355";
  private static final String B = "10.0.0.2:7355";
  private static final String C = "10.0.0.3:7355";
  private static final String D = "10.0.0.10:7355";
  private static final List<String> SEEDS = List.of(A, B, C);

  @Test
  void aFleetThatIsThereIsJoinedTheLargestFirst() {
    assertThat(Seeking.next(A, SEEDS, Map.of(B, List.of(B)))).isEqualTo(new Seeking.Join(B));
    assertThat(Seeking.next(A, SEEDS, Map.of(B, List.of(B), C, List.of(C, D))))
        .isEqualTo(new Seeking.Join(C));
    assertThat(Seeking.next(D, SEEDS, Map.of(B, List.of(B), A, List.of(A))))
        .as("of two alike that with the lowest address")
        .isEqualTo(new Seeking.Join(A));
  }

  @Test
  void theLowestOfMostSeedsFounds() {
    assertThat(Seeking.next(A, SEEDS, Map.of(B, List.of()))).isEqualTo(new Seeking.Found());
    assertThat(Seeking.next(B, SEEDS, Map.of(A, List.of()))).isEqualTo(new Seeking.Wait());
    assertThat(Seeking.next(B, SEEDS, Map.of(C, List.of()))).isEqualTo(new Seeking.Found());
  }

  @Test
  void whoIsCutOffFoundsNothing() {
    assertThat(Seeking.next(A, SEEDS, Map.of())).isEqualTo(new Seeking.Wait());
    assertThat(Seeking.next(D, SEEDS, Map.of(C, List.of()))).isEqualTo(new Seeking.Wait());
  }

  @Test
  void ofTwoSeedsTheLowerOneMayFoundAlone() {
    assertThat(Seeking.next(A, List.of(B, A), Map.of())).isEqualTo(new Seeking.Found());
    assertThat(Seeking.next(B, List.of(B, A), Map.of())).isEqualTo(new Seeking.Wait());
    assertThat(Seeking.next(A, List.of(A), Map.of())).isEqualTo(new Seeking.Found());
  }

  @Test
  void whoIsNoSeedOnlyJoins() {
    assertThat(Seeking.next(D, SEEDS, Map.of(A, List.of(), B, List.of(), C, List.of())))
        .isEqualTo(new Seeking.Wait());
  }

  @Test
  void theSmallerOfTwoFleetsYieldsAndOfTwoAlikeTheOneWithoutTheLowestAddress() {
    assertThat(Seeking.yields(List.of(A), List.of(B, C))).isTrue();
    assertThat(Seeking.yields(List.of(B, C), List.of(A))).isFalse();
    assertThat(Seeking.yields(List.of(B), List.of(A))).isTrue();
    assertThat(Seeking.yields(List.of(A), List.of(B))).isFalse();
  }
}
