package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.control.ControlJson;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server replied is not told to all who may look. */
final class QuotesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "503 Service Unavailable: expected status 200-399 | =",
        "no body to look for string 'ok' in | =",
        "did not match string 'ok': got 'SECRET' (6 bytes)"
            + " | did not match string 'ok': got '...' (6 bytes)",
        "string 'got ': got 'SECRET' (6 bytes) | string 'got '...' (6 bytes)",
        "503 Can't: got 'SECRET' (6 bytes) | 503 Can't: got '...' (6 bytes)",
        "got 'a\\'SECRET\\'' (9 bytes) | got '...' (9 bytes)",
        "got 'a\\'SECRET | got '...'",
        "got 'SECRET | got '...'",
        "peer does not speak TLS (it sent 'SECRET') | peer does not speak TLS (it sent '...')"
      })
  void whatIsQuotedOfAReplyIsCut(String text, String expected) {
    String cut = expected.equals("=") ? text : expected;

    assertThat(Quotes.cut(text)).isEqualTo(cut);
    assertThat(Quotes.cutJson(ControlJson.line(Map.of("info", text))))
        .isEqualTo(ControlJson.line(Map.of("info", cut)));
  }

  @Test
  void inJsonEachStringIsCutForItself() {
    String json = "{\"a\":\"got 'S\\\"E\\\\' (3 bytes)\",\"b\":\"it's\",\"c\":\"got 'S'\"}";

    assertThat(Quotes.cutJson(json))
        .isEqualTo("{\"a\":\"got '...'\",\"b\":\"it's\",\"c\":\"got '...'\"}");
  }
}
