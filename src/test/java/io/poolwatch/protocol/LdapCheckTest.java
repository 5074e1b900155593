package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.ProbeDriver;
import io.poolwatch.check.Problem;
import io.poolwatch.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LdapCheckTest {
  private static final LdapCheck ANONYMOUS = new LdapCheck(null, null);
  private static final LdapCheck NAMED = new LdapCheck("cn=probe", new Secret("s3cr3t"));
  private static final String BIND_OK = "300c02010161070a010004000400";
  private static final String SECOND_BIND_OK = "300c02010261070a010004000400";
  private static final String STARTTLS_OK = "300c02010178070a010004000400";

  private static String bytes(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  private static List<String> hex(List<String> sent) {
    return sent.stream()
        .map(
            text ->
                text.equals("<TLS>")
                    ? text
                    : HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1)))
        .collect(Collectors.toList());
  }

  private static Play play(LdapCheck check, Channel channel, String... hexReplies) {
    return Play.of(
        check, channel, Stream.of(hexReplies).map(LdapCheckTest::bytes).toArray(String[]::new));
  }

  private static String anonymous(String... hexReplies) {
    return play(ANONYMOUS, Play.PLAIN, hexReplies).verdict();
  }

  /** A bind response with a code and a text. */
  private static String refusal(int code, String text) {
    ByteString result =
        Ber.element(
            0x61,
            Ber.element(Ber.ENUMERATED, ByteString.fromArray(new byte[] {(byte) code})),
            Ber.text(Ber.OCTET_STRING, "dc=matched"),
            Ber.text(Ber.OCTET_STRING, text));
    return HexFormat.of()
        .formatHex(Ber.element(Ber.SEQUENCE, Ber.integer(1), result).toArrayUnsafe());
  }

  @Test
  void anAnonymousBindIsTheFourteenBytesThatServersKnow() {
    Play play = play(ANONYMOUS, Play.PLAIN, BIND_OK);

    assertThat(play.verdict()).isEqualTo("L7OK 0");
    assertThat(hex(play.sent())).containsExactly("300c020101600702010304008000");
    assertThat(hex(List.of(play.goodbye()))).containsExactly("30050201024200");
  }

  @Test
  void aNameIsBoundByItsPassword() {
    Play play = play(NAMED, Play.TLS, BIND_OK);

    assertThat(play.verdict()).isEqualTo("L7OK 0");
    assertThat(hex(play.sent()))
        .containsExactly(
            "301a" + "020101" + "6015" + "020103" + "0408636e3d70726f6265" + "8006733363723374");
  }

  @Test
  void aLongNameHasALengthOfTheLongForm() {
    LdapCheck check = new LdapCheck("cn=" + "x".repeat(300), new Secret("p"));

    assertThat(hex(play(check, Play.TLS, BIND_OK).sent()).get(0))
        .startsWith("308400000144" + "020101" + "60840000013b" + "020103" + "04840000012f");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "300c02010161070a010004000400",
        "30810c02010161070a010004000400",
        "3082000c02010161070a010004000400",
        "308300000c02010161070a010004000400",
        "30840000000c02010161070a010004000400",
        "308400000010" + "020101" + "618400000007" + "0a010004000400",
        "3011" + "020400000001" + "6109" + "0a020000" + "048100" + "0400",
        "3013" + "020101" + "610e" + "0a010004000400" + "87057365727665",
        "3013" + "020101" + "6107" + "0a010004000400" + "a0050403616263"
      })
  void everyFormOfALengthIsUnderstood(String hex) {
    assertThat(anonymous(hex)).isEqualTo("L7OK 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "49 | wrong | L7STS 49 invalidCredentials (49): wrong",
        "49 | '' | L7STS 49 invalidCredentials (49)",
        "13 | TLS please | L7STS 13 confidentialityRequired (13): TLS please",
        "51 | '' | L7STS 51 busy (51)",
        "99 | hm | L7STS 99 result code (99): hm"
      })
  void aResultCodeIsTheServersAnswer(int code, String text, String verdict) {
    assertThat(anonymous(refusal(code, text))).isEqualTo(verdict);
  }

  @Test
  void aNoticeOfDisconnectionIsTheServersAnswer() {
    String notice =
        "3024020100781f0a0134040004008a16"
            + HexFormat.of()
                .formatHex("1.3.6.1.4.1.1466.20036".getBytes(StandardCharsets.US_ASCII));

    assertThat(anonymous(notice)).isEqualTo("L7STS 52 notice of disconnection, unavailable (52)");
  }

  @Test
  void aServerThatRepeatsThePasswordDoesNotShowIt() {
    Play play = play(NAMED, Play.TLS, refusal(49, "not s3cr3t"));

    assertThat(play.verdict()).isEqualTo("L7STS 49 invalidCredentials (49): not ***");
    assertThat(play.toReaders()).isEqualTo("invalidCredentials (49)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "485454502f312e31", // HTTP/1.1
        "3080020101", // an indefinite length
        "3085000000000c0201", // a length of five bytes
        "30847fffffff", // two gigabytes
        "300002010161", // nothing inside
        "300c04010161070a010004000400", // no message id
        "300c02010161070a018004000400", // a negative result code
        "300c0201ff61070a010004000400", // a negative message id
        "300c02010161080a010004000400", // an inner length beyond the end
        "300a02010161050a01000400", // no diagnostic message
        "300b0205000000000161020a01" // a message id of five bytes
      })
  void whatIsNoMessageOfLdapIsToldAsSuch(String hex) {
    assertThat(anonymous(hex)).startsWith("L7RSP the answer to the bind is no LDAPv3 message: '");
  }

  @Test
  void theAnswerMustBeThatToTheBind() {
    assertThat(anonymous(SECOND_BIND_OK)).startsWith("L7RSP not the answer to the bind: '");
    assertThat(anonymous("300c02010164070a010004000400")).startsWith("L7RSP not the answer");
  }

  @Test
  void tlsStartsInsideAndTheBindComesThen() {
    Play play = play(NAMED, Play.STARTTLS, STARTTLS_OK, SECOND_BIND_OK);

    assertThat(play.verdict()).isEqualTo("L7OK 0");
    assertThat(hex(play.sent()))
        .containsExactly(
            "301d02010177188016312e332e362e312e342e312e313436362e3230303337",
            "<TLS>",
            "301a0201026015020103" + "0408636e3d70726f6265" + "8006733363723374");
    assertThat(hex(List.of(play.goodbye()))).containsExactly("30050201034200");
  }

  @Test
  void aServerWithoutStartTlsGetsNoPassword() {
    Play play = play(NAMED, Play.STARTTLS, STARTTLS_OK.replace("0a0100", "0a0102"));

    assertThat(play.verdict())
        .isEqualTo("L7RSP the server does not offer StartTLS: protocolError (2)");
    assertThat(play.sent()).hasSize(1);
  }

  @Test
  void aRefusedStartTlsIsTheServersAnswer() {
    assertThat(play(ANONYMOUS, Play.STARTTLS, STARTTLS_OK.replace("0a0100", "0a0134")).verdict())
        .isEqualTo("L7STS 52 StartTLS: unavailable (52)");
  }

  @Test
  void whatCameInTheClearIsNotBelieved() {
    assertThat(play(NAMED, Play.STARTTLS, STARTTLS_OK + SECOND_BIND_OK).verdict())
        .isEqualTo("L7RSP the peer closed before the answer to the bind was complete");
  }

  @Test
  void anElementBeyondTheBudgetIsNotWaitedFor() {
    assertThat(
            Play.of(ANONYMOUS, Play.PLAIN, bytes("30840000ffff") + "x".repeat(ProbeDriver.BUDGET))
                .verdict())
        .startsWith("L7RSP the answer to the bind does not end within max-response-bytes");
  }

  @Test
  void aPasswordNeedsVerifiedTls() {
    assertThat(List.of(Play.PLAIN, Play.UNVERIFIED, Play.STARTTLS_UNVERIFIED))
        .allSatisfy(
            channel ->
                assertThat(NAMED.compile(channel).problems())
                    .extracting(Problem::path)
                    .containsExactly("password"));
    assertThat(List.of(Play.TLS, Play.STARTTLS, Play.ALLOWED))
        .allSatisfy(channel -> assertThat(NAMED.compile(channel).problems()).isEmpty());
  }

  @Test
  void aNameAndAPasswordBelongTogether() {
    assertThat(new LdapCheck("cn=a", null).compile(Play.TLS).problems())
        .extracting(Problem::path)
        .containsExactly("bind-dn");
    assertThat(new LdapCheck("cn=a", new Secret("")).compile(Play.TLS).problems()).hasSize(1);
    assertThat(new LdapCheck(null, new Secret("p")).compile(Play.TLS).problems())
        .extracting(Problem::path)
        .containsExactly("password");
  }

  @Test
  void itsTextShowsNoSecret() {
    assertThat(NAMED + " " + Play.script(NAMED, Play.TLS)).contains("***").doesNotContain("s3cr3t");
  }

  @Test
  void everyByteOfAReplyCounts() {
    talks().forEach(Robustness::assertStands);
  }

  @Test
  void itSaysWhatItDoesAndNoPassword() {
    LdapCheck named = new LdapCheck("cn=a", new Secret("s3cr3t"));

    assertThat(Play.script(new LdapCheck(null, null), Play.PLAIN).steps().get(1).describe())
        .isEqualTo("anonymous bind, expect success");
    assertThat(Play.script(named, Play.STARTTLS).steps().get(1).describe())
        .isEqualTo("StartTLS, bind as cn=a, expect success");
    assertThat(Play.script(named, Play.STARTTLS).toString()).doesNotContain("s3cr3t");
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
    return List.of(
        Talk.of(ANONYMOUS, Play.PLAIN, bytes("30840000000c02010161070a010004000400")),
        Talk.of(NAMED, Play.STARTTLS, bytes(STARTTLS_OK), bytes(SECOND_BIND_OK)));
  }
}
