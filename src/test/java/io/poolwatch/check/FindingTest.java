package io.poolwatch.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import org.junit.jupiter.api.Test;

/** How long messages get. */
final class FindingTest {

  @Test
  void aLongInfoIsCut() {
    String info = "x".repeat(Finding.MOST_INFO);

    assertThat(finding(info).info()).isEqualTo(info);
    assertThat(finding(info + "y").info()).isEqualTo(info + "…");
  }

  @Test
  void noPairOfSurrogatesIsCutApart() {
    String most = "x".repeat(Finding.MOST_INFO - 1);

    assertThat(finding(most + "\ud83d\ude00").info()).isEqualTo(most + "…");
  }

  private static Finding finding(String info) {
    return new Finding(Outcome.FAILED, CheckStatus.L7RSP, 0, info, Phase.RECEIVE);
  }
}
