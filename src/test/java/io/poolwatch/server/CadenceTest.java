package io.poolwatch.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.Turn;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CadenceTest {

  @ParameterizedTest
  @CsvSource({
    "0, 100, 1, 100, 0",
    "0, 100, 99, 100, 0",
    "0, 100, 100, 100, 0",
    "0, 100, 101, 200, 1",
    "0, 100, 200, 200, 1",
    "0, 100, 250, 300, 2",
    "0, 100, 1001, 1100, 10",
    "70, 100, 169, 170, 0",
    "-500, 100, -450, -400, 0"
  })
  void nextSlotIsAWholeNumberOfIntervalsAfterTheLast(
      long last, long interval, long now, long due, int skipped) {
    assertThat(Cadence.next(last, interval, now)).isEqualTo(new Cadence(due, skipped));
  }

  /** {@code System.nanoTime()} may begin anywhere, so also just before its overflow. */
  @Test
  void clockMayOverflow() {
    long last = Long.MAX_VALUE - 50;

    assertThat(Cadence.next(last, 100, last + 40)).isEqualTo(new Cadence(last + 100, 0));
    assertThat(Cadence.next(last, 100, last + 140)).isEqualTo(new Cadence(last + 200, 1));
  }

  @Test
  void noSlotIsDueInThePastOrMoreThanAnIntervalAhead() {
    Random random = new Random(4);
    for (int i = 0; i < 10_000; i++) {
      long last = random.nextLong();
      long interval = 1 + random.nextLong(1_000_000);
      long now = last + random.nextLong(10_000_000);
      Cadence next = Cadence.next(last, interval, now);

      assertThat(next.dueNanos() - now).isNotNegative();
      assertThat(next.dueNanos() - Math.max(0, now - last) - last).isLessThanOrEqualTo(interval);
      assertThat(next.dueNanos() - last).isEqualTo((next.skipped() + 1L) * interval);
    }
  }

  /** A wall clock that knows milliseconds alone, and slots between them; one that is set back. */
  @ParameterizedTest
  @CsvSource({"1, 0", "3, 0", "1, 90", "3, 90"})
  void noSlotIsGivenTwiceByAWallClockThatIsCoarseOrSetBack(int vantages, long backMillis) {
    long interval = 1_000_000_000L;
    Turn turn = new Turn(0, vantages);
    long begin = 1_700_000_000_000_000_000L;
    for (long shift : new long[] {0, 1, 499_999, 123_456_789}) {
      long now = 5_000_000_000L;
      long due = now;
      for (int probe = 1; probe < 50; probe++) {
        long wall = begin + now - (backMillis > 0 ? (probe % 2) * backMillis * 1_000_000 : 0);
        Clocks clocks = new Clocks(now, wall / 1_000_000 * 1_000_000);
        Cadence next = Cadence.inTurn(turn, due, interval, shift, clocks);
        if (probe > 1) {
          assertThat(next.dueNanos() - due).as("probe %d", probe).isGreaterThan(interval / 2);
        }
        assertThat(next.dueNanos() - now).isLessThanOrEqualTo(2 * interval * vantages);
        due = next.dueNanos();
        now = due + 20_000;
      }
    }
  }

  @Test
  void firstProbesAreSpreadEvenlyAndTheSameAtEachStart() {
    long span = 2_000_000_000L;
    int[] tenths = new int[10];
    Set<Long> delays = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      int hash = ("web/web" + i).hashCode();
      long delay = Cadence.firstDelay(hash, span);
      assertThat(delay).isBetween(0L, span - 1).isEqualTo(Cadence.firstDelay(hash, span));
      delays.add(delay);
      tenths[(int) (delay * 10 / span)]++;
    }

    assertThat(delays).hasSizeGreaterThan(9_990);
    assertThat(IntStream.of(tenths)).allMatch(count -> count > 900 && count < 1_100);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Integer.MIN_VALUE, Integer.MAX_VALUE, -1})
  void anyHashHasAFirstDelay(int hash) {
    assertThat(Cadence.firstDelay(hash, 7)).isBetween(0L, 6L);
    assertThat(Cadence.firstDelay(hash, 1)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0, 1000",
    "0, 0.999, 1000",
    "50, 0.0, 500",
    "50, 0.5, 1000",
    "10, 0.75, 1050",
    "50, 0.9999999, 1500"
  })
  void jitterIsUniformAroundTheInterval(int percent, double random, long expected) {
    assertThat(Cadence.jittered(1000, percent, random)).isEqualTo(expected);
  }

  @Test
  void withoutJitterLongIntervalsStayExact() {
    long day = 24L * 3600 * 1_000_000_000;

    assertThat(Cadence.jittered(day, 0, 0.123)).isEqualTo(day);
    assertThat(Cadence.jittered(1, 50, 0)).isEqualTo(1);
  }
}
