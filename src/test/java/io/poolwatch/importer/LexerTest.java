package io.poolwatch.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a line is cut into words. */
final class LexerTest {
  private final List<String> troubles = new ArrayList<>();
  private final Environment environment =
      new Environment(Map.of("NAME", "web", "EMPTY", "", "LIST", "a  b c", "ACCENT", "é"));

  private List<String> words(String line) {
    return Lexer.words(line, environment, troubles::add);
  }

  @Test
  void blanksSeparateWordsAndAHashEndsTheLine() {
    assertThat(words("  server\tweb1  10.0.0.1:80 #check"))
        .containsExactly("server", "web1", "10.0.0.1:80");
    assertThat(words("global#this")).containsExactly("global");
    assertThat(words("   # nothing")).isEmpty();
    assertThat(words("")).isEmpty();
    assertThat(troubles).isEmpty();
  }

  @Test
  void escapesStandForWhatTheyProtect() {
    assertThat(words("send info\\ replication\\r\\n"))
        .containsExactly("send", "info replication\r\n");
    assertThat(words("a\\#b \\\\ \\x41\\x00 \\t \\\" \\'"))
        .containsExactly("a#b", "\\", "A\0", "\t", "\"", "'");
    assertThat(words("expect \\d+\\.\\1")).containsExactly("expect", "\\d+\\.\\1");
  }

  @Test
  void singleQuotesProtectEverything() {
    assertThat(words("'a \\n $NAME \"#' b")).containsExactly("a \\n $NAME \"#", "b");
    assertThat(words("x''y ''")).containsExactly("xy", "");
  }

  @Test
  void doubleQuotesProtectBlanksAndTakeVariables() {
    assertThat(words("\"a # ' b\" $NAME")).containsExactly("a # ' b", "$NAME");
    assertThat(words("\"$NAME-${NAME}1\" \"\\$NAME\"")).containsExactly("web-web1", "$NAME");
    assertThat(troubles).isEmpty();
  }

  @Test
  void aVariableMayHaveADefault() {
    assertThat(words("\"${NONE-10.0.0.1}:80\"")).containsExactly("10.0.0.1:80");
    assertThat(words("\"<${EMPTY-x}>\" \"${EMPTY:-x}\" \"${NONE:-y}\""))
        .containsExactly("<>", "x", "y");
    assertThat(troubles).isEmpty();
  }

  @Test
  void aListBecomesSeveralWords() {
    assertThat(words("s \"${LIST[*]}\" t")).containsExactly("s", "a", "b", "c", "t");
    assertThat(words("\"<${EMPTY[*]}>\"")).containsExactly("<>");
  }

  @Test
  void aVariableThatIsNotSetIsEmptyAndTold() {
    assertThat(words("\"${NONE}:80\"")).containsExactly(":80");
    assertThat(troubles).singleElement().asString().contains("NONE").contains("not set");
  }

  @Test
  void aCharacterIsAByte() {
    assertThat(words("\"$ACCENT\"")).containsExactly("Ã©");
    assertThat(Bytes.text("Ã©")).contains("é");
    assertThat(Bytes.text("\u00ff")).isEmpty();
    assertThat(Bytes.hex("\u00ff\0")).isEqualTo("ff00");
  }

  @Test
  void whatCantBeReadIsTold() {
    assertThat(words("a \"b")).isEmpty();
    assertThat(words("\"${NAME\"")).containsExactly("");
    assertThat(words("\"${NAME?x}\"")).containsExactly("");
    assertThat(words("\\xzz")).containsExactly("\\xzz");
    assertThat(words("\"5$\"")).containsExactly("5$");
    assertThat(troubles).hasSizeGreaterThan(4);
  }
}
