package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.CheckScript;
import io.poolwatch.check.ProbeDriver;
import io.poolwatch.check.Problem;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MysqlCheckTest {
  private static final String NONCE = "abcdefghijklmnopqrst";
  private static final String NATIVE = "mysql_native_password";
  private static final String SHA2 = "caching_sha2_password";
  private static final String NATIVE_PROOF = "6eccff2940ab5d1f000872a755d84dde0d91e855";
  private static final String SHA2_PROOF =
      "5b8df12ee997bfeb768c5113887fddf897d060ae164ebeff8e1793c5ecf53aa8";

  private static final String OK = packet(2, "\0\0\0\u0002\0\0\0");
  private static final String DENIED =
      packet(
          2, "\u00ff\u0015\u0004#28000Access denied for user 'prober'@'h' (using password: YES)");

  private static final MysqlCheck GREETING_ONLY = check(null, null, MysqlMethod.CACHING_SHA2);
  private static final MysqlCheck STRICT = check("prober", "s3cr3t", MysqlMethod.CACHING_SHA2);
  private static final MysqlCheck LENIENT = check("prober", "s3cr3t", MysqlMethod.NATIVE);

  private static MysqlCheck check(
      @Nullable String user, @Nullable String password, MysqlMethod authMin) {
    return new MysqlCheck(user, password == null ? null : new Secret(password), authMin);
  }

  private static String packet(int sequence, String payload) {
    return latin1(
        new Output()
            .int24LittleEndian(payload.length())
            .int8(sequence)
            .raw(ProbeDriver.bytes(payload))
            .bytes());
  }

  private static String latin1(ByteString bytes) {
    return bytes.decodeString(StandardCharsets.ISO_8859_1);
  }

  private static String unhex(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  /** The greeting of a server that offers TLS or not and names a method. */
  private static String greeting(boolean tls, String method) {
    return packet(
        0,
        "\n8.0.36\0"
            + "\u0001\0\0\0"
            + NONCE.substring(0, 8)
            + "\0"
            + (tls ? "\u00ff\u00ff" : "\u00ff\u00f7")
            + "\u00ff\u0002\0\u00ff\u00c7\u0015"
            + "\0".repeat(10)
            + NONCE.substring(8)
            + "\0"
            + method
            + "\0");
  }

  private static String login(int sequence, boolean tls, String method, String proof) {
    return packet(
        sequence,
        (tls ? "\u0001\u008a" : "\u0001\u0082")
            + "\u0008\0"
            + "\0\0\0\u0001"
            + "!"
            + "\0".repeat(23)
            + "prober\0"
            + (char) proof.length()
            + proof
            + method
            + "\0");
  }

  private static String switchTo(String method) {
    return packet(2, "\u00fe" + method + "\0" + NONCE + "\0");
  }

  private static String more(int sequence, int word) {
    return packet(sequence, "\u0001" + (char) word);
  }

  private static Play play(ProtocolCheck check, Channel channel, String... replies) {
    return Play.of(check, channel, replies);
  }

  // The greeting alone.

  @Test
  void aGreetingIsEnoughWithoutAUser() {
    Play play = play(GREETING_ONLY, Play.PLAIN, greeting(true, SHA2));

    assertThat(play.verdict()).isEqualTo("L7OK 8.0.36");
    assertThat(play.toReaders()).isEmpty();
    assertThat(play.sent()).isEmpty();
    assertThat(play.goodbye()).isEmpty();
  }

  @Test
  void aGreetingOfOldIsReadAsWell() {
    String old = packet(0, "\n5.0.1\0\u0001\0\0\0abcdefgh\0\u00ff\u00f7");

    assertThat(play(GREETING_ONLY, Play.PLAIN, old).verdict()).isEqualTo("L7OK 5.0.1");
  }

  @Test
  void aLongVersionIsCut() {
    String boast = greeting(true, SHA2).substring(4).replace("8.0.36", "8".repeat(200));

    assertThat(play(GREETING_ONLY, Play.PLAIN, packet(0, boast)).verdict())
        .isEqualTo("L7OK " + "8".repeat(64));
  }

  @Test
  void anErrorInPlaceOfTheGreetingIsToldWithItsNumber() {
    String full = packet(0, "\u00ff\u0010\u0004Too many connections");

    Play play = play(GREETING_ONLY, Play.PLAIN, full);

    assertThat(play.verdict()).isEqualTo("L7STS 1040 Too many connections");
    assertThat(play.toReaders()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9\r\n",
        "\0\0\0\0",
        "\u0001\0\0\0\t",
        "HTTP/1.1 400\r\n",
        "220 x\r\n"
      })
  void whatIsNotMysqlDecidesAtOnce(String reply) {
    ProbeDriver probe = new ProbeDriver(Play.script(GREETING_ONLY, Play.PLAIN)).connected();

    assertThat(probe.received(reply).result().status()).isEqualTo(CheckStatus.L7RSP);
  }

  @Test
  void aGreetingThatRunsOutIsNoGreeting() {
    assertThat(play(GREETING_ONLY, Play.PLAIN, packet(0, "\n8.0.36\0\u0001")).verdict())
        .isEqualTo("L7RSP a message that ends within a field");
  }

  // Proofs.

  @Test
  void theServersMethodIsUsedAtOnceIfItIsStrongEnough() {
    Play sha2 = play(STRICT, Play.PLAIN, greeting(false, SHA2), more(2, 3) + OK);
    assertThat(sha2.verdict()).isEqualTo("L7OK 8.0.36");
    assertThat(sha2.sent()).containsExactly(login(1, false, SHA2, unhex(SHA2_PROOF)));
    assertThat(sha2.goodbye()).isEqualTo("\u0001\0\0\0\u0001");

    Play nat = play(LENIENT, Play.PLAIN, greeting(false, NATIVE), OK);
    assertThat(nat.verdict()).isEqualTo("L7OK 8.0.36");
    assertThat(nat.sent()).containsExactly(login(1, false, NATIVE, unhex(NATIVE_PROOF)));
  }

  @Test
  void theAccountsMethodMayBeAnotherThanTheServers() {
    Play play = play(LENIENT, Play.PLAIN, greeting(false, SHA2), switchTo(NATIVE), OK);

    assertThat(play.verdict()).isEqualTo("L7OK 8.0.36");
    assertThat(play.sent())
        .containsExactly(login(1, false, SHA2, unhex(SHA2_PROOF)), packet(3, unhex(NATIVE_PROOF)));
    assertThat(
            play(STRICT, Play.PLAIN, greeting(false, NATIVE), switchTo(SHA2), more(4, 3) + OK)
                .verdict())
        .isEqualTo("L7OK 8.0.36");
  }

  @Test
  void aWeakerMethodThanWantedIsNotUsed() {
    Play play = play(STRICT, Play.TLS, greeting(false, NATIVE), switchTo(NATIVE), OK);

    assertThat(play.verdict())
        .isEqualTo(
            "L7RSP the server asks for mysql_native_password, weaker than auth-min ="
                + " caching_sha2_password: no proof of that kind was sent");
    assertThat(play.sent()).containsExactly(login(1, false, SHA2, unhex(SHA2_PROOF)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"client_ed25519", "mysql_clear_password", "dialog", ""})
  void aMethodThatIsNotSupportedIsNamed(String method) {
    assertThat(play(LENIENT, Play.TLS, greeting(false, SHA2), switchTo(method)).verdict())
        .isEqualTo("L7RSP the server asks for '" + method + "', which is not supported");
    assertThat(play(LENIENT, Play.TLS, greeting(false, SHA2), packet(2, "\u00fe")).verdict())
        .isEqualTo("L7RSP the server asks for 'mysql_old_password', which is not supported");
  }

  @Test
  void thePasswordItselfLeavesOnlyOverVerifiedTls() {
    String[] talk = {greeting(true, SHA2), more(2, 4), OK};
    Play told = play(STRICT, Play.STARTTLS, talk);
    assertThat(told.verdict()).isEqualTo("L7OK 8.0.36");
    assertThat(told.sent()).endsWith(packet(3, "s3cr3t\0"));

    assertThat(List.of(Play.PLAIN, Play.STARTTLS_UNVERIFIED))
        .allSatisfy(
            channel -> {
              Play kept = play(STRICT, channel, talk);
              assertThat(kept.verdict()).startsWith("L7RSP the password would leave in clear");
              assertThat(kept.sent()).noneMatch(sent -> sent.contains("s3cr3t"));
            });
    assertThat(play(STRICT, Play.ALLOWED, talk).verdict())
        .startsWith("L7RSP the server wants the password itself, which it takes only over TLS");
  }

  @Test
  void aLoginGoesRoundOnce() {
    assertThat(
            play(LENIENT, Play.TLS, greeting(false, SHA2), switchTo(NATIVE), switchTo(NATIVE))
                .verdict())
        .isEqualTo("L7RSP the server asks for a second proof");
    assertThat(play(LENIENT, Play.TLS, greeting(false, SHA2), more(2, 4), more(2, 4)).verdict())
        .isEqualTo("L7RSP more about a login that needs no more");
    assertThat(play(LENIENT, Play.TLS, greeting(false, NATIVE), more(2, 4)).verdict())
        .isEqualTo("L7RSP more about a login that needs no more");
    assertThat(play(LENIENT, Play.TLS, greeting(false, SHA2), more(2, 9)).verdict())
        .isEqualTo("L7RSP word 9 about a login, which there is not");
    assertThat(play(LENIENT, Play.TLS, greeting(false, SHA2), packet(2, "\u0005")).verdict())
        .isEqualTo("L7RSP packet of type 5 instead of the answer to the login");
  }

  @Test
  void aWrongPasswordIsToldInTheServersWords() {
    assertThat(play(LENIENT, Play.TLS, greeting(false, NATIVE), DENIED).verdict())
        .isEqualTo("L7STS 1045 Access denied for user 'prober'@'h' (using password: YES)");
  }

  @Test
  void anEmptyPasswordProvesNothing() {
    MysqlCheck check = check("prober", null, MysqlMethod.CACHING_SHA2);
    Play play = play(check, Play.PLAIN, greeting(false, NATIVE), switchTo(NATIVE), OK);

    assertThat(play.verdict()).isEqualTo("L7OK 8.0.36");
    assertThat(play.sent()).containsExactly(login(1, false, SHA2, ""), packet(3, ""));
  }

  // TLS inside the connection.

  @Test
  void tlsStartsBeforeTheUserIsNamed() {
    Play play = play(STRICT, Play.STARTTLS, greeting(true, SHA2), more(3, 3) + OK);

    assertThat(play.verdict()).isEqualTo("L7OK 8.0.36");
    String request = packet(1, "\u0001\u008a\u0008\0\0\0\0\u0001!" + "\0".repeat(23));
    assertThat(play.sent())
        .containsExactly(request, "<TLS>", login(2, true, SHA2, unhex(SHA2_PROOF)));
    assertThat(play(GREETING_ONLY, Play.STARTTLS, greeting(true, SHA2)).sent())
        .containsExactly(request, "<TLS>");
  }

  @Test
  void withoutTlsNothingIsSent() {
    Play play = play(STRICT, Play.STARTTLS, greeting(false, SHA2), OK);

    assertThat(play.verdict()).startsWith("L7RSP the server does not offer TLS");
    assertThat(play.sent()).isEmpty();
    assertThat(play(STRICT, Play.STARTTLS, greeting(true, SHA2) + OK).verdict())
        .isEqualTo("L7RSP the server went on in the clear after TLS was asked for");
  }

  // Settings.

  @Test
  void aPasswordNeedsAUser() {
    assertThat(check(null, "x", MysqlMethod.NATIVE).compile(Play.TLS).problems())
        .extracting(Problem::path)
        .containsExactly("password");
  }

  @Test
  void noSettingHoldsAZeroByte() {
    assertThat(check("a\0", "b\0", MysqlMethod.NATIVE).compile(Play.TLS).problems())
        .extracting(Problem::path)
        .containsExactly("user", "password");
  }

  @Test
  void itsTextShowsNoSecret() {
    CheckScript script = Play.script(STRICT, Play.STARTTLS);

    assertThat(STRICT + " " + script).doesNotContain("s3cr3t").contains("***");
    assertThat(script.steps().get(1).describe())
        .isEqualTo("expect a MySQL greeting, start TLS, log in");
  }

  @ParameterizedTest
  @EnumSource(MysqlMethod.class)
  void methodsAreFoundByTheNameThatServersUse(MysqlMethod method) {
    assertThat(MysqlMethod.of(method.text())).contains(method);
  }

  // Hostile bytes.

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
    return List.of(
        Talk.of(GREETING_ONLY, Play.PLAIN, greeting(true, SHA2)),
        Talk.of(STRICT, Play.STARTTLS, greeting(true, SHA2), more(2, 4), OK),
        Talk.of(LENIENT, Play.PLAIN, greeting(true, SHA2), switchTo(NATIVE), OK));
  }
}
