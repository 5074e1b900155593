package io.poolwatch.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How messages show bytes and times. */
final class ExcerptTest {

  @Test
  void bytesAreShownInPrintableAscii() {
    assertThat(Excerpt.of("a'b\\c\r\n\t\u0000\u001b\u007f\u00e9~"))
        .isEqualTo("'a\\'b\\\\c\\r\\n\\t\\x00\\x1b\\x7f\\xe9~'");
  }

  @Test
  void longTextsAreCut() {
    String whole = "x".repeat(Excerpt.MOST);

    assertThat(Excerpt.of(whole)).isEqualTo("'" + whole + "'");
    assertThat(Excerpt.of(whole + "y")).isEqualTo("'" + whole + "…'");
  }

  @Test
  void onlyTheBytesThatAreThereAreShown() {
    assertThat(Excerpt.withSize(new byte[] {'a', 'b', 'c'}, 1)).isEqualTo("'a' (1 byte)");
    assertThat(Excerpt.withSize(new byte[] {'a', 'b', 'c'}, 2)).isEqualTo("'ab' (2 bytes)");
  }

  @Test
  void aLongInfoIsCut() {
    String info = "x".repeat(Finding.MOST_INFO);

    assertThat(finding(info).info()).isEqualTo(info);
    assertThat(finding(info + "y").info()).isEqualTo(info + "…");
  }

  private static Finding finding(String info) {
    return new Finding(Outcome.FAILED, CheckStatus.L7RSP, 0, info, Phase.RECEIVE);
  }

  @ParameterizedTest
  @CsvSource({
    "0,          0 ms",
    "999,        0 ms",
    "12345,      0.012 ms",
    "300000,     0.3 ms",
    "1000000,    1 ms",
    "9999000,    9.999 ms",
    "10000000,   10 ms",
    "250999999,  250 ms",
    "1000000000, 1 s",
    "1500000000, 1.5 s",
    "90000000000, 90 s",
  })
  void timesAreShortAndExactEnough(long nanos, String words) {
    assertThat(Place.words(Duration.ofNanos(nanos))).isEqualTo(words);
  }
}
