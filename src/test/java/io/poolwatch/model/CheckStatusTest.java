package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.Golden;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CheckStatusTest {

  /** Names, numbers and descriptions are HAProxy's; users' scripts match on them. */
  @Test
  void tableOfStatusesIsAsReviewed() {
    StringBuilder table = new StringBuilder();
    for (CheckStatus status : CheckStatus.values()) {
      table.append(
          String.format(
              Locale.ROOT,
              "%2d %-8s %-12s %-4s %s%n",
              status.number(),
              status,
              status.outcome(),
              status.carriesCode() ? "code" : "-",
              status.description()));
    }
    Golden.assertMatches("check-statuses.txt", table.toString());
  }

  /** The one table of what an attempt that ended early is called. */
  @Test
  void tableOfPendingLayersIsAsReviewed() {
    StringBuilder table = new StringBuilder();
    for (Phase phase : Phase.values()) {
      for (CheckStatus.Ending ending : CheckStatus.Ending.values()) {
        table.append(
            String.format(
                Locale.ROOT, "%-8s %-8s %s%n", phase, ending, CheckStatus.of(phase, ending)));
      }
    }
    Golden.assertMatches("pending-layers.txt", table.toString());
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void whoeverEndsEarlyHasFailed(Phase phase) {
    for (CheckStatus.Ending ending : CheckStatus.Ending.values()) {
      assertThat(CheckStatus.of(phase, ending).outcome()).isEqualTo(Outcome.FAILED);
    }
  }
}
