package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.AgentReply;
import io.poolwatch.model.AgentWeight;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent's words mean. */
final class AgentWordsTest {

  private static AgentWords line(String text) {
    return AgentWords.of(text, ServerText.PLAIN);
  }

  /** Status, health, admin state, weight and connections; a dash for what is not said. */
  private static String meaning(String text) {
    AgentReply reply = line(text).reply();
    return reply.status()
        + " "
        + dash(reply.health())
        + " "
        + dash(reply.admin())
        + " "
        + dash(reply.weight())
        + " "
        + dash(reply.maxconn());
  }

  private static String dash(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          up                        | L7OK UP - - -
          down                      | L7STS DOWN - - -
          fail                      | L7STS FAIL - - -
          stopped                   | L7STS STOPPED - - -
          ready                     | CHECKED - READY - -
          drain                     | CHECKED - DRAIN - -
          maint                     | CHECKED - MAINT - -
          75%                       | CHECKED - - 75% -
          0%                        | CHECKED - - 0% -
          200%                      | CHECKED - - 200% -
          weight:128                | CHECKED - - 128 -
          weight:0                  | CHECKED - - 0 -
          weight:256                | CHECKED - - 256 -
          weight:50%                | CHECKED - - 50% -
          maxconn:30                | CHECKED - - - 30
          maxconn:0                 | CHECKED - - - 0
          drain up 10%              | L7OK UP DRAIN 10% -
          up,ready,100%,maxconn:5   | L7OK UP READY 100% 5
          " ,\tup ,\t "             | L7OK UP - - -
          up down                   | L7STS DOWN - - -
          down up                   | L7OK UP - - -
          drain ready               | CHECKED - READY - -
          10% weight:20             | CHECKED - - 20 -
          UP Drain WEIGHT:7 MaxConn:8 | L7OK UP DRAIN 7 8
          down # disk full          | L7STS DOWN - - -
          down #                    | L7STS DOWN - - -
          # up                      | CHECKED - - - -
          ""                        | CHECKED - - - -
          """)
  void everyWordMeansWhatItMeansToHaproxy(String text, String meaning) {
    assertThat(meaning(text)).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource({
    "down#disk full, L7STS DOWN - - -, down: disk full",
    "maint#down, CHECKED - MAINT - -, maint: down",
    "50%#half, CHECKED - - 50% -, weight 50%: half"
  })
  void theTextBeginsAtItsSignEvenInsideAWord(String text, String meaning, String info) {
    assertThat(meaning(text)).isEqualTo(meaning);
    assertThat(line(text).info()).isEqualTo(info);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          foo           | unknown word 'foo'
          upp           | unknown word 'upp'
          100           | unknown word '100'
          12.5%         | unknown word '12.5%'
          -5%           | unknown word '-5%'
          50%%          | unknown word '50%%'
          weight:257    | a weight of more than 256 'weight:257'
          weight:       | not a weight 'weight:'
          weight:x      | not a weight 'weight:x'
          weight:-1     | not a weight 'weight:-1'
          maxconn:x     | not a number of connections 'maxconn:x'
          maxconn:-1    | not a number of connections 'maxconn:-1'
          99999999999%  | unknown word '99999999999%'
          foo bar       | unknown word 'foo'
          """)
  void aWordThatIsNoneChangesNothingAndIsTold(String text, String problem) {
    assertThat(line(text).reply()).isEqualTo(new AgentReply(null, null, null, null));
    assertThat(line(text).info()).isEqualTo("changes nothing (" + problem + ")");
    assertThat(line("up " + text).info()).isEqualTo("up (" + problem + ")");
    assertThat(meaning("up " + text)).isEqualTo("L7OK UP - - -");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          up                                        | up
          fail # disk full                          | fail: disk full
          up drain 50% maxconn:3 # backup runs      | up, drain, weight 50%, maxconn 3: backup runs
          dwn # disk full                           | changes nothing: disk full (unknown word 'dwn')
          ""                                        | ""
          """)
  void theInfoSaysTheSameInWords(String text, String info) {
    assertThat(line(text).info()).isEqualTo(info);
  }

  @ParameterizedTest
  @ValueSource(chars = {'\r', '\n', '\0'})
  void aLineEndsAtTheFirstOfItsThreeEnds(char end) {
    assertThat(AgentWords.endsAt(end)).isTrue();
    assertThat(AgentWords.endsAt(' ')).isFalse();
  }

  /** Lines made of pieces that look like words, in all orders, and of any bytes. */
  @Test
  void whateverComesIsReadWithinItsRanges() {
    Random random = new Random(7);
    List<String> pieces =
        List.of(
            "up",
            "down",
            "fail",
            "stopped",
            "ready",
            "drain",
            "maint",
            "weight:",
            "maxconn:",
            "%",
            "#",
            " ",
            "\t",
            ",",
            "0",
            "9",
            "256",
            "999999999",
            "-",
            ".",
            "é",
            "Ÿ",
            "'",
            "\u0001");
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        text.append(
            random.nextInt(4) == 0
                ? (char) random.nextInt(256)
                : pieces.get(random.nextInt(pieces.size())));
      }
      String latin1 =
          new String(
              text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
      AgentWords read = line(latin1);

      AgentWeight weight = read.reply().weight();
      assertThat(weight == null || weight.of(100) <= AgentWeight.MOST).as(latin1).isTrue();
      assertThat(weight == null || weight.of(100) >= 0).as(latin1).isTrue();
      Integer maxconn = read.reply().maxconn();
      assertThat(maxconn == null || maxconn >= 0).as(latin1).isTrue();
      AdminState admin = read.reply().admin();
      assertThat(admin == null || latin1.toLowerCase(Locale.ROOT).contains(word(admin)))
          .as(latin1)
          .isTrue();
    }
  }

  private static String word(AdminState admin) {
    return admin.name().toLowerCase(Locale.ROOT);
  }
}
