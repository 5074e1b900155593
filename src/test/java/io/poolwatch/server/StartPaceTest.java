package io.poolwatch.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StartPaceTest {
  private static final long SHORT = Duration.ofMillis(1).toNanos();
  private static final long MIDDLING = Duration.ofMillis(30).toNanos();
  private static final long LONG = Duration.ofMillis(60).toNanos();

  private static final int BEATS_PER_SECOND = 50;

  private final StartPace pace = new StartPace();
  private final List<String> granted = new ArrayList<>();

  @Test
  void nothingIsHeldBackBeforeTheFirstBeat() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(ask("any").granted()).isTrue();
    }
  }

  @Test
  void aLongWaitHalvesWhatWasStartedLast() {
    assertThat(StartPace.quota(StartPace.MOST, 100, LONG)).isEqualTo(50);
    assertThat(StartPace.quota(60, 100, LONG)).isEqualTo(30);
  }

  @Test
  void howeverLongTheWaitsSomeMayStart() {
    assertThat(StartPace.quota(StartPace.LEAST, 0, LONG)).isEqualTo(StartPace.LEAST);
  }

  @Test
  void aShortWaitDoublesWhatMayStartUpToALimit() {
    assertThat(StartPace.quota(50, 50, SHORT)).isEqualTo(100);
    assertThat(StartPace.quota(StartPace.MOST, 0, SHORT)).isEqualTo(StartPace.MOST);
  }

  @Test
  void aWaitBetweenShortAndLongAddsAQuarterUpToALimit() {
    assertThat(StartPace.quota(50, 50, MIDDLING)).isEqualTo(62);
    assertThat(StartPace.quota(1, 1, MIDDLING)).isEqualTo(2);
    assertThat(StartPace.quota(StartPace.MOST, 0, MIDDLING)).isEqualTo(StartPace.MOST);
  }

  @Test
  void atSteadyMiddlingWaitsAllIsLetGoWithinASecond() {
    int quota = StartPace.LEAST;
    for (int beat = 0; beat < BEATS_PER_SECOND; beat++) {
      quota = StartPace.quota(quota, quota, MIDDLING);
    }

    assertThat(quota).isEqualTo(StartPace.MOST);
  }

  @Test
  void whoMustWaitStartsWithTheNextBeatsInTheOrderOfAsking() {
    pace.beat(LONG);
    askForAllThereIs();
    ask("a");
    ask("b");
    assertThat(granted).as("all before them had leave at once").isEmpty();
    assertThat(pace.waiting()).isEqualTo(2);

    pace.beat(MIDDLING);

    assertThat(granted).containsExactly("a", "b");
    assertThat(pace.waiting()).isZero();
  }

  @Test
  void whoGaveUpIsPassedOver() {
    pace.beat(LONG);
    askForAllThereIs();
    StartPace.Start gone = ask("gone");
    StartPace.Start stays = ask("stays");
    gone.forget();

    pace.beat(MIDDLING);

    assertThat(granted).containsExactly("stays");
    assertThat(stays.granted()).isTrue();
    assertThat(gone.granted()).isFalse();
  }

  private void askForAllThereIs() {
    for (int i = 0; i < StartPace.LEAST; i++) {
      ask("early");
    }
  }

  private StartPace.Start ask(String name) {
    return pace.ask(() -> granted.add(name));
  }
}
