package io.poolwatch.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import org.junit.jupiter.api.Test;

/** How messages show bytes. */
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
}
