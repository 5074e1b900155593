package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "0,             0 ms",
    "49999,         0 ms",
    "412345,        0.4 ms",
    "950001,        1 ms",
    "1000000,       1 ms",
    "1904000,       1.9 ms",
    "9949999,       9.9 ms",
    "9950000,       10 ms",
    "250400000,     250 ms",
    "999499999,     999 ms",
    "999500000,     1 s",
    "1000000000,    1 s",
    "1250000000,    1.25 s",
    "9994000000,    9.99 s",
    "9996000000,    10 s",
    "12540000000,   12.5 s",
    "90000000000,   90 s",
    "3600000000000, 3600 s",
  })
  void durationsAreToldInFewDigits(long nanos, String words) {
    assertThat(DurationText.ofNanos(nanos)).isEqualTo(words);
    assertThat(DurationText.of(Duration.ofNanos(nanos))).isEqualTo(words);
  }
}
