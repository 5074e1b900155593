package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** How messages show what a peer sent. */
final class ExcerptTest {

  @Test
  void bytesAreShownInPrintableAscii() {
    assertThat(Excerpt.of("a'b \\c\r\n\t\u0000\u001b\u007f\u00e9~"))
        .isEqualTo("'a\\'b \\\\c\\r\\n\\t\\x00\\x1b\\x7f\\xe9~'");
  }

  @Test
  void longTextsAreCut() {
    String whole = "x".repeat(Excerpt.MOST);

    assertThat(Excerpt.of(whole)).isEqualTo("'" + whole + "'");
    assertThat(Excerpt.of(whole + "y")).isEqualTo("'" + whole + "…'");
    assertThat(Excerpt.of(ByteString.fromString(whole))).isEqualTo("'" + whole + "'");
    assertThat(Excerpt.of(ByteString.fromString(whole + "yz"))).isEqualTo("'" + whole + "…'");
  }

  @Test
  void onlyTheBytesThatAreThereAreShown() {
    assertThat(Excerpt.withSize(new byte[] {'a', 'b', 'c'}, 1)).isEqualTo("'a' (1 byte)");
    assertThat(Excerpt.withSize(new byte[] {'a', 'b', 'c'}, 2)).isEqualTo("'ab' (2 bytes)");
  }
}
