package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
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
    for (int most = 0; most < 6; most++) {
      int known = Math.min(expected, most + 1);
      assertThat(Math.min(Suggestions.distance(a, b, most), most + 1)).isEqualTo(known);
      assertThat(Math.min(Suggestions.distance(b, a, most), most + 1)).isEqualTo(known);
    }
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
  void ofWordsThatAreAsNearTheFirstIsSuggested() {
    assertThat(Suggestions.nearest("web-0", List.of("web-3", "web-1", "web-2"))).hasValue("web-1");
  }

  @Test
  void amongTenThousandWordsALongOneIsSoonKnownToBeNone() {
    List<String> words = IntStream.range(0, 10_000).mapToObj(i -> "shop/web-" + i).toList();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();

    assertThat(Suggestions.nearest("x".repeat(4_000), words)).isEmpty();

    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before))
        .isLessThan(Duration.ofMillis(500));
  }

  @Test
  void shortWordsMustBeNearer() {
    assertThat(Suggestions.nearest("abcd", List.of("axyd"))).isEmpty();
  }
}
