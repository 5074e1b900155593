package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutcomeTest {

  @ParameterizedTest
  @CsvSource({
    "PASSED, true, true, true",
    "CONDITIONAL, true, true, true",
    "FAILED, true, true, false",
    "NEUTRAL, false, true, false",
    "INCONCLUSIVE, false, false, false"
  })
  void whatAnOutcomeSays(Outcome outcome, boolean conclusive, boolean heard, boolean pass) {
    assertThat(outcome.conclusive()).isEqualTo(conclusive);
    assertThat(outcome.heard()).isEqualTo(heard);
    assertThat(outcome.pass()).isEqualTo(pass);
  }
}
