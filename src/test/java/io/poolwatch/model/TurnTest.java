package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TurnTest {
  private static final long INTERVAL = 1_000;
  private static final long SHIFT = 300;

  /** Slot n begins at n times the interval and the shift, and is that of rank n mod count. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, 300",
    "0, 1, 299, 300",
    "0, 1, 300, 1300",
    "0, 2, 300, 2300",
    "1, 2, 300, 1300",
    "1, 2, 1299, 1300",
    "1, 2, 1300, 3300",
    "2, 3, 300, 2300",
    "0, 3, 300, 3300",
    "0, 3, 3299, 3300",
    "0, 2, -1701, -1700",
    "1, 2, -1701, -700"
  })
  void theNextSlotIsTheNextOfItsRank(int rank, int count, long after, long next) {
    assertThat(new Turn(rank, count).next(after, INTERVAL, SHIFT)).isEqualTo(next);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "1, 1", "3, 2", "0, 0"})
  void aRankLiesBelowTheCount(int rank, int count) {
    assertThatThrownBy(() -> new Turn(rank, count))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rank " + rank + " of " + count);
  }

  @Test
  void eachSlotIsThatOfOneRank() {
    for (long slot = -5; slot < 5; slot++) {
      long before = slot * INTERVAL + SHIFT - 1;
      long begin = before + 1;
      long takers = 0;
      for (int rank = 0; rank < 3; rank++) {
        takers += new Turn(rank, 3).next(before, INTERVAL, SHIFT) == begin ? 1 : 0;
      }
      assertThat(takers).as("slot " + slot).isEqualTo(1);
    }
  }
}
