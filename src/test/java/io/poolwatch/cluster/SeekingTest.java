package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
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
    assertThat(next(A, SEEDS, Map.of(B, List.of(B)))).isEqualTo(new Seeking.Join(B));
    assertThat(next(A, SEEDS, Map.of(B, List.of(B), C, List.of(C, D))))
        .isEqualTo(new Seeking.Join(C));
    assertThat(next(D, SEEDS, Map.of(B, List.of(B), A, List.of(A))))
        .as("of two alike that with the lowest address")
        .isEqualTo(new Seeking.Join(A));
  }

  @Test
  void theLowestOfMostSeedsFounds() {
    assertThat(next(A, SEEDS, Map.of(B, List.of()))).isEqualTo(new Seeking.Found());
    assertThat(next(B, SEEDS, Map.of(A, List.of()))).isEqualTo(new Seeking.Wait());
    assertThat(next(B, SEEDS, Map.of(C, List.of()))).isEqualTo(new Seeking.Found());
  }

  @Test
  void whoIsCutOffFoundsNothing() {
    assertThat(next(A, SEEDS, Map.of())).isEqualTo(new Seeking.Wait());
    assertThat(next(D, SEEDS, Map.of(C, List.of()))).isEqualTo(new Seeking.Wait());
  }

  @Test
  void ofTwoSeedsTheLowerOneMayFoundAlone() {
    assertThat(next(A, List.of(B, A), Map.of())).isEqualTo(new Seeking.Found());
    assertThat(next(B, List.of(B, A), Map.of())).isEqualTo(new Seeking.Wait());
    assertThat(next(A, List.of(A), Map.of())).isEqualTo(new Seeking.Found());
  }

  @Test
  void whoIsNoSeedOnlyJoins() {
    assertThat(next(D, SEEDS, Map.of(A, List.of(), B, List.of(), C, List.of())))
        .isEqualTo(new Seeking.Wait());
  }

  /** A node whose name service is cut off as well must not found a fleet of its own. */
  @Test
  void seedsThatAreMissingCountAsAbsent() {
    Seeds.Found alone = new Seeds.Found(Set.of(A), 2);
    assertThat(Seeking.next(A, alone, Map.of())).isEqualTo(new Seeking.Wait());
    Seeds.Found most = new Seeds.Found(Set.of(A, B), 1);
    assertThat(Seeking.next(A, most, Map.of(B, List.of()))).isEqualTo(new Seeking.Found());
    Seeds.Found half = new Seeds.Found(Set.of(A), 1);
    assertThat(Seeking.next(A, half, Map.of()))
        .as("the other may have the lower address")
        .isEqualTo(new Seeking.Wait());
    assertThat(Seeking.next(A, new Seeds.Found(Set.of(), 0), Map.of()))
        .as("no look-up has worked")
        .isEqualTo(new Seeking.Wait());
  }

  private static Seeking.Step next(
      String self, List<String> seeds, Map<String, List<String>> answers) {
    return Seeking.next(self, new Seeds.Found(Set.copyOf(seeds), 0), answers);
  }

  @Test
  void theSmallerOfTwoFleetsYieldsAndOfTwoAlikeTheOneWithoutTheLowestAddress() {
    assertThat(Seeking.yields(List.of(A), List.of(B, C))).isTrue();
    assertThat(Seeking.yields(List.of(B, C), List.of(A))).isFalse();
    assertThat(Seeking.yields(List.of(B), List.of(A))).isTrue();
    assertThat(Seeking.yields(List.of(A), List.of(B))).isFalse();
  }
}
