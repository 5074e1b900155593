package io.poolwatch.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.Matchers.Trouble;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MatcherTest {
  private static void none(Trouble trouble) {
    throw new AssertionError(trouble.toString());
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean found(Matcher matcher, byte[] data) {
    return matcher.begin().found(data, data.length, true);
  }

  private static Matcher string(String text) {
    return Objects.requireNonNull(Matchers.string(text, MatcherTest::none));
  }

  private static Matcher regex(String regex) {
    return Objects.requireNonNull(Matchers.regex(regex, MatcherTest::none));
  }

  @Test
  void aStringIsFoundAsUtf8() {
    assertThat(found(string("Größe"), "die Größe".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(found(string("Größe"), latin1("die Größe"))).isFalse();
    assertThat(string("Größe").minLength()).isEqualTo(7);
  }

  @Test
  void hexIsFoundAsBytes() {
    Matcher hex = Objects.requireNonNull(Matchers.hex("00 FF 0a", MatcherTest::none));

    assertThat(found(hex, new byte[] {1, 0, (byte) 0xff, 10})).isTrue();
    assertThat(found(hex, new byte[] {1, 0, (byte) 0xff, 11})).isFalse();
    assertThat(hex.describe()).isEqualTo("hex '00 FF 0a'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "^2[0-9]{2}    | 250 fine      | true",
        "^2[0-9]{2}    | 550 2 of them | false",
        "(?i)pong      | +PONG         | true",
        "pong          | +PONG         | false",
        "a.b           | a\u00e9b      | true",
        "\\xe9         | a\u00e9b      | true",
        "^$            | x             | false",
      })
  void aRegexIsFoundInLatin1(String regex, String text, boolean found) {
    assertThat(found(regex(regex), latin1(text))).isEqualTo(found);
  }

  @Test
  void aRegexFindsALiteralTextAsServersSendIt() {
    assertThat(found(regex("Gr(ö|oe)ße"), "Größe".getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0D0A$", "0d0a$", "^(31|32)+0D"})
  void aHexRegexLooksAtTheHexDumpInEitherCase(String regex) {
    Matcher matcher = Objects.requireNonNull(Matchers.hexRegex(regex, MatcherTest::none));

    assertThat(found(matcher, latin1("1212\r\n"))).isTrue();
    assertThat(found(matcher, latin1("xx\n\r"))).isFalse();
  }

  @Test
  void aPatternThatOverlapsItselfIsFound() {
    assertThat(found(string("aab"), latin1("aaaaab"))).isTrue();
    assertThat(found(string("abcabd"), latin1("abcabcabd"))).isTrue();
    assertThat(found(string("abab"), latin1("abacabaab"))).isFalse();
  }

  @Test
  void aStringIsFoundWhereJavaFindsIt() {
    Random random = new Random(Splits.SEED);
    for (int round = 0; round < 5_000; round++) {
      String text = ofTwoLetters(random, random.nextInt(30));
      String pattern = ofTwoLetters(random, 1 + random.nextInt(5));

      assertThat(found(string(pattern), latin1(text)))
          .as("seed %d, round %d: %s in %s", Splits.SEED, round, pattern, text)
          .isEqualTo(text.contains(pattern));
    }
  }

  private static String ofTwoLetters(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(random.nextBoolean() ? 'a' : 'b');
    }
    return text.toString();
  }

  @Test
  void aStringSearchLooksAtEachByteOnce() {
    byte[] data = latin1("xxxxneedle");
    Matcher.Search search = string("needle").begin();
    for (int length = 1; length < data.length; length++) {
      assertThat(search.found(data, length, false)).isFalse();
      Arrays.fill(data, 0, length, (byte) '?');
    }

    assertThat(search.found(data, data.length, false)).isTrue();
  }

  @Test
  void whatWasFoundStaysFound() {
    for (Matcher matcher : List.of(string("OK"), regex("OK$"))) {
      Matcher.Search search = matcher.begin();
      assertThat(search.found(latin1("OK"), 2, false)).isTrue();
      assertThat(search.found(latin1("OK, but"), 7, true)).isTrue();
    }
  }

  @Test
  void aRegexSearchThroughSixteenKibibytesByteByByteStaysCheap() {
    byte[] data = new byte[16 * 1024];
    Arrays.fill(data, (byte) 'a');
    RegexMatcher.Scan search = (RegexMatcher.Scan) regex("(a|aa)+b").begin();
    for (int length = 1; length <= data.length; length++) {
      assertThat(search.found(data, length, false)).isFalse();
    }

    assertThat(search.work()).isLessThan(RegexMatcher.FREE_WORK + 12L * data.length);
  }

  @Test
  void aLookThatWasPutOffIsMadeUpForAtLast() {
    byte[] data = new byte[16 * 1024];
    Matcher.Search search = regex("end$").begin();
    for (int length = 1; length < data.length; length++) {
      assertThat(search.found(data, length, false)).isFalse();
    }
    System.arraycopy(latin1("end"), 0, data, data.length - 3, 3);

    assertThat(search.found(data, data.length, true)).isTrue();
  }

  @Test
  void aReplyInNetworkSegmentsIsLookedAtWithEach() {
    byte[] data = new byte[16 * 1024];
    System.arraycopy(latin1("end"), 0, data, data.length - 3, 3);
    Matcher.Search search = regex("end").begin();
    for (int length = 200; length < data.length; length += 200) {
      assertThat(search.found(data, length, false)).isFalse();
    }

    assertThat(search.found(data, data.length, false)).isTrue();
  }

  @Test
  void aShortReplyIsLookedAtWithEachByte() {
    byte[] data = latin1("x".repeat(300) + "end");
    Matcher.Search search = regex("end").begin();
    for (int length = 1; length < data.length; length++) {
      assertThat(search.found(data, length, false)).isFalse();
    }

    assertThat(search.found(data, data.length, false)).isTrue();
  }

  @Test
  void hexDigitsAreBytes() {
    assertThat(Matchers.bytes("0d 0A ff", MatcherTest::none)).containsExactly(13, 10, 255);
  }

  @Test
  void whatCanNotBeReadIsTold() {
    List<Trouble> troubles = new ArrayList<>();

    assertThat(Matchers.string("", troubles::add)).isNull();
    assertThat(Matchers.regex("(?=x)", troubles::add)).isNull();
    assertThat(Matchers.hexRegex("(", troubles::add)).isNull();
    assertThat(Matchers.hex("0d0", troubles::add)).isNull();
    assertThat(Matchers.hex("0x", troubles::add)).isNull();
    assertThat(Matchers.hex("", troubles::add)).isNull();
    assertThat(troubles)
        .extracting(Trouble::message)
        .containsExactly(
            "an empty string is in every reply",
            "bad regular expression: invalid or unsupported Perl syntax",
            "bad regular expression: missing closing )",
            "an odd number of hex digits: 3",
            "character 2 is no hex digit",
            "there is no hex digit");
  }
}
