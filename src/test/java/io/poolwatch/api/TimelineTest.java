package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The last events, and how they are found. */
final class TimelineTest {
  private final Timeline timeline = new Timeline(5);

  private void add(int from, int to) {
    for (int i = from; i <= to; i++) {
      String kind = i % 2 == 0 ? "server-transition" : "check-result";
      timeline.add(new TimelineEntry(i, 1_000L * i, kind, "web", "web" + i % 3, "{" + i + "}"));
    }
  }

  private List<Long> find(Map<String, String> parameters) throws Refused {
    return timeline.find(TimelineQuery.read(parameters)).entries().stream()
        .map(TimelineEntry::seq)
        .toList();
  }

  @Test
  void anEmptyOneHasNothing() throws Refused {
    assertThat(timeline.first()).isEqualTo(1);
    assertThat(timeline.last()).isZero();
    assertThat(timeline.after(0)).isEmpty();
    assertThat(find(Map.of())).isEmpty();
  }

  @Test
  void theOldestGiveWay() throws Refused {
    add(1, 8);

    assertThat(timeline.first()).isEqualTo(4);
    assertThat(timeline.last()).isEqualTo(8);
    assertThat(find(Map.of())).containsExactly(8L, 7L, 6L, 5L, 4L);
    assertThat(timeline.after(6)).extracting(TimelineEntry::seq).containsExactly(7L, 8L);
    assertThat(timeline.after(0)).hasSize(5);
    assertThat(timeline.after(8)).isEmpty();
  }

  @Test
  void aQueryNarrows() throws Refused {
    add(1, 5);

    assertThat(find(Map.of("kind", "server-transition,admin-changed"))).containsExactly(4L, 2L);
    assertThat(find(Map.of("kind", "check-result,check-result"))).containsExactly(5L, 3L, 1L);
    assertThat(find(Map.of("pool", "web", "server", "web1"))).containsExactly(4L, 1L);
    assertThat(find(Map.of("pool", "db"))).isEmpty();
    assertThat(find(Map.of("since", "1970-01-01T00:00:02Z", "until", "1970-01-01T00:00:04Z")))
        .containsExactly(3L, 2L);
  }

  @Test
  void pagesFollowOneAnother() throws Refused {
    add(1, 5);

    Timeline.Found first = timeline.find(TimelineQuery.read(Map.of("limit", "2")));
    assertThat(first.entries()).extracting(TimelineEntry::seq).containsExactly(5L, 4L);
    assertThat(first.more()).isTrue();
    Timeline.Found last = timeline.find(TimelineQuery.read(Map.of("limit", "3", "before", "4")));
    assertThat(last.entries()).extracting(TimelineEntry::seq).containsExactly(3L, 2L, 1L);
    assertThat(last.more()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "kind, no-such-event",
    "kind, 'server-transition,'",
    "limit, 0",
    "limit, 1001",
    "limit, x",
    "before, -1",
    "before, 9999999999999999999",
    "since, yesterday",
    "until, +1000000000-12-31T23:59:59.999999999Z"
  })
  void aParameterThatMakesNoSenseIsRefused(String name, String value) {
    assertThatThrownBy(() -> TimelineQuery.read(Map.of(name, value)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reply().status()).isEqualTo(400);
              assertThat(refused.reply().body().utf8String()).contains(name);
            });
  }

  @ParameterizedTest
  @CsvSource({"n:1:2, n, 1, 2", "a:b:17:0, a:b, 17, 0"})
  void anIdNamesNodeStartAndNumber(String text, String node, long start, long seq) {
    assertThat(EventId.read(text)).isEqualTo(new EventId(node, start, seq)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"''", "n", "n:1", ":1:2", "n:x:2", "n:1:", "n:1:-2", "n:1:9999999999999999999"})
  void whatIsNoIdIsNone(String text) {
    assertThat(EventId.read(text)).isNull();
  }
}
