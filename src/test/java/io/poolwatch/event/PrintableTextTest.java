package io.poolwatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrintableTextTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "plain text, 100 %", "C:\\dir", "naïve café", "状態", "🙂"})
  void visibleTextStaysAsItIs(String text) {
    assertThat(PrintableText.escape(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0000, NUL",
    "0007, BEL",
    "0008, BS",
    "001b, ESC",
    "007f, DEL",
    "0085, next line",
    "009b, CSI in one byte",
    "00ad, soft hyphen",
    "061c, Arabic letter mark",
    "200b, zero-width space",
    "200e, left-to-right mark",
    "200f, right-to-left mark",
    "2028, line separator",
    "2029, paragraph separator",
    "202a, bidi embedding",
    "202e, bidi override",
    "2066, bidi isolate",
    "2069, end of isolate",
    "feff, byte order mark",
    "d800, unpaired high surrogate",
    "dfff, unpaired low surrogate",
  })
  void whatIsNotPlainlyVisibleIsToldByItsNumber(String hex, String what) {
    String text = "a" + (char) Integer.parseInt(hex, 16) + "b";

    assertThat(PrintableText.escape(text)).as(what).isEqualTo("a\\u" + hex + "b");
  }

  @Test
  void lineEndsAndTabsHaveTheirCustomaryEscapes() {
    assertThat(PrintableText.escape("+PONG\r\n\tx")).isEqualTo("+PONG\\r\\n\\tx");
  }

  @Test
  void formatCharactersBeyondTheFirstPlaneAreToldByBothCodeUnits() {
    String tag = Character.toString(0xe0041);

    assertThat(PrintableText.escape("x" + tag)).isEqualTo("x\\udb40\\udc41");
  }

  @Test
  void unpairedSurrogatesAreReplacedWhereTextMustBeEncoded() {
    assertThat(PrintableText.wellFormed("a\ud800b\udc00c🙂")).isEqualTo("a\ufffdb\ufffdc🙂");
    assertThat(PrintableText.wellFormed("plain")).isEqualTo("plain");
  }
}
