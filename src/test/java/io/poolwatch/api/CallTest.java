package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What requests say of what they take. */
final class CallTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "gzip, deflate, br | true",
        "br, GZIP;q=0.5 | true",
        "gzip;q=0 | false",
        "gzip; q=0.00 | false",
        "x-gzip | false",
        "identity | false"
      })
  void compressionIsForThoseWhoTakeIt(String accepted, boolean gzip) {
    assertThat(Calls.of("GET", "/", "accept-encoding", accepted).takesGzip()).isEqualTo(gzip);
  }

  @Test
  void whoSaysNothingTakesNoCompression() {
    assertThat(Calls.of("GET", "/").takesGzip()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"n:1:2\" | true",
        "W/\"n:1:2\" | true",
        "\"x\", \"n:1:2\" | true",
        "* | true",
        "\"n:1:3\" | false",
        "n:1:2 | false"
      })
  void aVersionIsKnownByItsTag(String sent, boolean has) {
    assertThat(Calls.of("GET", "/", "if-none-match", sent).has("\"n:1:2\"")).isEqualTo(has);
  }
}
