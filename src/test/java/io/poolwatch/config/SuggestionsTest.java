package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuggestionsTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "'', abc, 3",
    "abc, abc, 0",
    "abc, abd, 1",
    "abc, ac, 1",
    "abc, abbc, 1",
    "abc, bac, 1",
    "fall, rise, 4",
    "kitten, sitting, 3",
  })
  void theDistanceCountsInsertionsDeletionsReplacementsAndSwaps(String a, String b, int expected) {
    assertThat(Suggestions.distance(a, b)).isEqualTo(expected);
    assertThat(Suggestions.distance(b, a)).isEqualTo(expected);
  }

  @Test
  void theNearestWordIsSuggestedRegardlessOfCaseAndDashes() {
    List<String> words = List.of("inter", "fastinter", "first-probe-spread");

    assertThat(Suggestions.nearest("intre", words)).hasValue("inter");
    assertThat(Suggestions.nearest("FastInter", words)).hasValue("fastinter");
    assertThat(Suggestions.nearest("firstProbeSpread", words)).hasValue("first-probe-spread");
    assertThat(Suggestions.nearest("path", words)).isEmpty();
  }

  @Test
  void shortWordsMustBeNearer() {
    assertThat(Suggestions.nearest("abcd", List.of("axyd"))).isEmpty();
  }
}
