package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgentWeightTest {

  @ParameterizedTest
  @CsvSource({
    "50, 100, 50",
    "50, 101, 50",
    "75, 1, 1",
    "1, 1, 1",
    "0, 100, 0",
    "50, 0, 0",
    "200, 100, 200",
    "300, 100, 256",
    "999999999, 256, 256"
  })
  void aPercentageIsOfTheConfiguredWeight(int percent, int configured, int weight) {
    assertThat(new AgentWeight(percent, true).of(configured)).isEqualTo(weight);
  }

  /** Whoever has a weight of its own makes its share of it: nothing is rounded twice. */
  @ParameterizedTest
  @CsvSource({
    "50, true, 1, 50",
    "50, true, 3, 50",
    "0, true, 3, 0",
    "128, false, 100, 128",
    "1, false, 256, 1",
    "2, false, 3, 67",
    "0, false, 3, 0"
  })
  void aShareIsToldAsTheAgentSaidIt(int value, boolean percent, int configured, int share) {
    assertThat(new AgentWeight(value, percent).percentOf(configured)).isEqualTo(share);
  }

  @ParameterizedTest
  @CsvSource({"0, 100, 0", "128, 1, 128", "256, 0, 256"})
  void aNumberIsTheWeight(int number, int configured, int weight) {
    assertThat(new AgentWeight(number, false).of(configured)).isEqualTo(weight);
  }
}
