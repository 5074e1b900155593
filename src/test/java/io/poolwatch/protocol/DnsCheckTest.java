package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.Problem;
import io.poolwatch.protocol.DnsCheck.Rcode;
import io.poolwatch.protocol.DnsCheck.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DnsCheckTest {
  private static final DnsCheck CHECK = new DnsCheck("www.a.de", RecordType.A, Rcode.NOERROR);
  private static final String QUESTION = "03777777" + "0161" + "026465" + "00" + "0001" + "0001";
  private static final String RECORD = "c00c00010001000000050004" + "0a000001";

  private static String bytes(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  /** A message with its length, as Latin-1. */
  private static String message(String... hexParts) {
    String hex = String.join("", hexParts);
    return bytes("%04x%s".formatted(hex.length() / 2, hex));
  }

  private static String response(String flags) {
    return message("7077", flags, "0001000000000000", QUESTION);
  }

  private static String verdict(String... replies) {
    return Play.of(CHECK, Play.PLAIN, replies).verdict();
  }

  @Test
  void anAnswerIsAPass() {
    Play play =
        Play.of(CHECK, Play.PLAIN, message("7077", "8180", "0001000100000000", QUESTION, RECORD));

    assertThat(play.verdict()).isEqualTo("L7OK 0");
    assertThat(play.sent()).containsExactly(message("7077", "0100", "0001000000000000", QUESTION));
  }

  @ParameterizedTest
  @CsvSource({
    "8182, 'L7STS 2 SERVFAIL (2), expected NOERROR'",
    "8183, 'L7STS 3 NXDOMAIN (3), expected NOERROR'",
    "8185, 'L7STS 5 REFUSED (5), expected NOERROR'",
    "8189, 'L7STS 9 rcode 9, expected NOERROR'"
  })
  void anotherCodeIsTheServersAnswer(String flags, String verdict) {
    assertThat(verdict(response(flags))).isEqualTo(verdict);
  }

  @Test
  void anotherCodeMayBeWanted() {
    DnsCheck check = new DnsCheck("www.a.de", RecordType.A, Rcode.NXDOMAIN);

    assertThat(Play.of(check, Play.PLAIN, response("8183")).verdict()).isEqualTo("L7OK 3");
    assertThat(Play.of(check, Play.PLAIN, response("8180")).verdict())
        .isEqualTo("L7STS 0 NOERROR (0), expected NXDOMAIN");
  }

  @Test
  void anErrorNeedNotRepeatTheQuestion() {
    assertThat(verdict(message("7077", "8181", "0000000000000000")))
        .isEqualTo("L7STS 1 FORMERR (1), expected NOERROR");
    assertThat(verdict(message("7077", "8180", "0000000000000000"))).startsWith("L7RSP not the");
  }

  @Test
  void theCaseOfTheNameMayChange() {
    String shouted = QUESTION.replace("777777", "575757");

    assertThat(verdict(message("7077", "8180", "0001000000000000", shouted))).isEqualTo("L7OK 0");
  }

  @Test
  void theAnswerMustBeThatToTheQuery() {
    String other = QUESTION.replace("0161", "0162");
    String start = "L7RSP not the answer to the query: '";

    assertThat(verdict(message("7077", "8180", "0001000000000000", other))).startsWith(start);
    assertThat(verdict(message("7078", "8180", "0001000000000000", QUESTION))).startsWith(start);
    assertThat(verdict(message("7077", "8183", "0001000000000000", other))).startsWith(start);
    assertThat(verdict(message("7077", "8180", "0001000000000000", QUESTION.substring(2))))
        .startsWith(start);
    assertThat(verdict(message("7077", "8180", "0002000000000000", QUESTION))).startsWith(start);
    assertThat(verdict(response("0180"))).startsWith(start);
    assertThat(verdict(response("a180"))).startsWith(start);
  }

  @Test
  void overTcpNothingIsTruncated() {
    assertThat(verdict(response("8380"))).startsWith("L7RSP an answer over TCP that is truncated");
  }

  @Test
  void whatIsNoAnswerIsNotWaitedFor() {
    assertThat(verdict(bytes("0003") + "abc")).startsWith("L7RSP not an answer of DNS: '");
    assertThat(verdict(bytes("000b") + "x".repeat(11))).startsWith("L7RSP not an answer of DNS");
    assertThat(verdict("HTTP/1.1 400 Bad Request\r\n")).startsWith("L7RSP not the answer");
  }

  @Test
  void theRootIsAName() {
    DnsCheck check = new DnsCheck(".", RecordType.NS, Rcode.NOERROR);

    assertThat(Play.of(check, Play.PLAIN).sent())
        .containsExactly(message("7077", "0100", "0001000000000000", "00", "0002", "0001"));
  }

  @Test
  void aDotAtTheEndIsNoLabel() {
    DnsCheck check = new DnsCheck("www.a.de.", RecordType.A, Rcode.NOERROR);

    assertThat(Play.of(check, Play.PLAIN).sent()).isEqualTo(Play.of(CHECK, Play.PLAIN).sent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a..b", ".a", "a b", "ä.de", "a\u0000b", "a\u007f"})
  void whatIsNoNameIsAProblem(String name) {
    assertThat(problemsOf(name)).containsExactly("name");
  }

  @Test
  void aNameMayHaveAnyVisibleCharacter() {
    assertThat(problemsOf("!~_-.de")).isEmpty();
  }

  @Test
  void labelsAndNamesHaveAGreatestLength() {
    String label = "x".repeat(63);
    String longest = String.join(".", label, label, label, "x".repeat(61));

    assertThat(problemsOf(label + "x")).containsExactly("name");
    assertThat(problemsOf(longest)).isEmpty();
    assertThat(problemsOf(longest + "x")).containsExactly("name");
  }

  private static List<String> problemsOf(String name) {
    return new DnsCheck(name, RecordType.A, Rcode.NOERROR)
        .compile(Play.PLAIN).problems().stream().map(Problem::path).toList();
  }

  @Test
  void everyByteOfAReplyCounts() {
    talks().forEach(Robustness::assertStands);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = Fuzzing.TIME)
  void itStandsWhateverAFuzzerSays(byte[] input) {
    Fuzzing.assertStands(talks(), input);
  }

  static Stream<byte[]> seeds() {
    return Fuzzing.seeds(talks());
  }

  private static List<Talk> talks() {
    return List.of(Talk.of(CHECK, Play.PLAIN, response("8180")));
  }
}
