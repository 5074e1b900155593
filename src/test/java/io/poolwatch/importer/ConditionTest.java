package io.poolwatch.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of a condition. */
final class ConditionTest {
  private static final Environment ENVIRONMENT = new Environment(Map.of("SET", "1"));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0 ; FALSE",
        "1 ; TRUE",
        "00 ; FALSE",
        "'' ; FALSE",
        "defined(SET) ; TRUE",
        "defined(UNSET) ; FALSE",
        "!defined(UNSET) ; TRUE",
        "!!1 ; TRUE",
        "streq(a,a) ; TRUE",
        "streq(a,b) ; FALSE",
        "strneq(a,b) ; TRUE",
        "strneq(,b) ; TRUE",
        "strstr(abc,b) ; TRUE",
        "version_atleast(2.4) ; TRUE",
        "version_atleast(2.4-dev19) ; TRUE",
        "version_atleast(3.5) ; TRUE",
        "version_atleast(3.5.1) ; FALSE",
        "version_atleast(4) ; FALSE",
        "version_before(2.4) ; FALSE",
        "version_before(9.9) ; TRUE",
        "feature(OPENSSL) ; UNKNOWN",
        "openssl_version_atleast(1.1.1) ; UNKNOWN",
        "feature(OPENSSL) && 0 ; FALSE",
        "feature(OPENSSL) || 1 ; TRUE",
        "!feature(OPENSSL) ; UNKNOWN",
        "1 && 0 || 1 ; TRUE",
        "1 || 0 && 0 ; TRUE",
        "1 && (0 || 0) ; FALSE",
        "( 1 ) ; TRUE",
        "1 1 ; UNKNOWN",
        "( 1 ; UNKNOWN",
        "&& ; UNKNOWN",
        "version_atleast(x) ; UNKNOWN",
        "nothing ; UNKNOWN"
      })
  void isAsTheManualSays(String condition, Truth truth) {
    assertThat(Condition.of(condition, ENVIRONMENT)).isEqualTo(truth);
  }

  @Test
  void depthIsBounded() {
    assertThat(Condition.of("(".repeat(100_000) + "1", ENVIRONMENT)).isEqualTo(Truth.UNKNOWN);
    assertThat(Condition.of("!".repeat(100_000) + "1", ENVIRONMENT)).isEqualTo(Truth.UNKNOWN);
  }
}
