package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How many seeds there are, as far as names tell. */
final class SeedsTest {
  private static final String A = "10.0.0.1:7355";
  private static final String B = "10.0.0.2:7355";

  private final Seeds seeds = new Seeds(List.of(A, B));

  @Test
  void aSeedWithoutAnAddressIsMissing() {
    assertThat(seeds.found(Map.of("a:7355", Set.of(A), "b:7355", Set.of()), false))
        .isEqualTo(new Seeds.Found(Set.of(A), 1));
  }

  @Test
  void aNameThatHadMoreAddressesMissesThem() {
    assertThat(seeds.found(Map.of("all:7355", Set.of(A, B)), false))
        .isEqualTo(new Seeds.Found(Set.of(A, B), 0));
    assertThat(seeds.found(Map.of("all:7355", Set.of(A)), false))
        .isEqualTo(new Seeds.Found(Set.of(A), 1));
    assertThat(seeds.found(Map.of("all:7355", Set.of()), false))
        .isEqualTo(new Seeds.Found(Set.of(), 2));
  }

  @Test
  void aMemberTakesANameForWhatItHasNow() {
    assertThat(seeds.found(Map.of("all:7355", Set.of(A, B)), false).missing()).isZero();
    assertThat(seeds.found(Map.of("all:7355", Set.of(A)), true).missing()).isZero();
    assertThat(seeds.found(Map.of("all:7355", Set.of(A)), false).missing()).isZero();
  }

  /** Else most of its addresses could never answer. */
  @Test
  void ofANameWithBothFamiliesThoseOfThisNodesFamilyCount() {
    Set<String> both = Set.of("[2001:db8::1]:7355", A, "[2001:db8::2]:7355", B);
    assertThat(Seeds.ofOneFamily(both, "10.0.0.9:7355")).containsExactly(A, B);
    assertThat(Seeds.ofOneFamily(both, "[::1]:7355"))
        .containsExactly("[2001:db8::1]:7355", "[2001:db8::2]:7355");
    assertThat(Seeds.ofOneFamily(Set.of(A), "[::1]:7355")).containsExactly(A);
  }

  @Test
  void literalsAreWhatTheySay() {
    assertThat(seeds.resolve(A)).containsExactly(Map.entry(A, Set.of(A)), Map.entry(B, Set.of(B)));
  }
}
