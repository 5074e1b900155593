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

  private final Seeds seeds = new Seeds();

  @Test
  void aSeedWithoutAnAddressIsMissing() {
    assertThat(seeds.found(Map.of("a:7355", Set.of(A), "b:7355", Set.of())))
        .isEqualTo(new Seeds.Found(Set.of(A), 1));
  }

  @Test
  void aNameThatHadMoreAddressesMissesThem() {
    assertThat(seeds.found(Map.of("all:7355", Set.of(A, B))))
        .isEqualTo(new Seeds.Found(Set.of(A, B), 0));
    assertThat(seeds.found(Map.of("all:7355", Set.of(A)))).isEqualTo(new Seeds.Found(Set.of(A), 1));
    assertThat(seeds.found(Map.of("all:7355", Set.of()))).isEqualTo(new Seeds.Found(Set.of(), 2));
  }

  @Test
  void literalsAreWhatTheySay() {
    assertThat(Seeds.resolve(List.of(A, B)))
        .containsExactly(Map.entry(A, Set.of(A)), Map.entry(B, Set.of(B)));
  }
}
