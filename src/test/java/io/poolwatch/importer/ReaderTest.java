package io.poolwatch.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which statements of a text count. */
final class ReaderTest {
  private final Losses losses = new Losses("h.cfg");

  private List<String> read(String text) {
    return Reader.statements(text, "h.cfg", new Environment(Map.of("A", "1")), losses).stream()
        .map(statement -> statement.line() + " " + String.join(" ", statement.words()))
        .toList();
  }

  private List<String> told() {
    return losses.all().stream().map(Loss::toString).toList();
  }

  @Test
  void linesKeepTheirNumbers() {
    assertThat(read("global\n\n# x\r\n  a b\r\nbackend web\n"))
        .containsExactly("1 global", "4 a b", "5 backend web");
  }

  @Test
  void theFirstBranchThatHoldsCounts() {
    String text =
        ".if defined(B)\none\n.elif defined(A)\ntwo\n.elif 1\nthree\n.else\nfour\n.endif\nfive";

    assertThat(read(text)).containsExactly("4 two", "10 five");
    assertThat(told()).isEmpty();
  }

  @Test
  void nothingInsideOfABranchThatDoesNotCountCounts() {
    String text = ".if 0\n.if 1\none\n.else\ntwo\n.endif\n\"${NONE}\"\n.else\nthree\n.endif";

    assertThat(read(text)).containsExactly("9 three");
    assertThat(told()).isEmpty();
  }

  @Test
  void aConditionOfWhichNothingIsKnownIsToldAndTakenForTrue() {
    assertThat(read(".if feature(OPENSSL)\none\n.else\ntwo\n.endif")).containsExactly("2 one");
    assertThat(told())
        .containsExactly("h.cfg:1: .if: nothing is known of feature(OPENSSL): taken for true");
  }

  @Test
  void unbalancedBlocksAreTold() {
    assertThat(read(".else\n.endif\n.elif 1\none\n.if 1\ntwo")).containsExactly("4 one", "6 two");
    assertThat(told()).hasSize(4).last().asString().contains(".endif");
  }

  @Test
  void variablesAreThoseOfTheConfigurationSoFar() {
    String text =
        """
        global
          setenv B two
          presetenv A other
          presetenv C three
        backend web
          x "$A $B $C ${.LINE} ${.SECTION}"
        global
          unsetenv B
          resetenv A
        backend b
          x "${B-gone} ${C-gone} $A"
        """;

    assertThat(read(text))
        .contains("6 x 1 two three 6 web", "11 x gone gone 1")
        .noneMatch(line -> line.contains("setenv"));
  }

  @Test
  void anAlertIsWhatHaproxyWouldRefuse() {
    assertThat(read(".if 1\n.alert \"no\"\n.endif\n.notice x\n.what")).isEmpty();
    assertThat(told()).hasSize(2).first().asString().contains("refuse").contains("no");
  }
}
