package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.CheckScript;
import io.poolwatch.check.ProbeDriver;
import io.poolwatch.check.Problem;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PgsqlCheckTest {
  private static final String STARTUP =
      "\0\0\0003\0\u0003\0\0user\0poolwatch\0application_name\0poolwatch\0\0";
  private static final String TERMINATE = "X\0\0\0\u0004";
  private static final String OK = message('R', int32(0));
  private static final String READY =
      message('S', "server_version\00015.18\0") + message('K', "12345678") + message('Z', "I");
  private static final String CLEARTEXT = message('R', int32(3));
  private static final String MD5 = message('R', int32(5) + "SALT");
  private static final String SASL =
      message('R', int32(10) + "SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0");

  private static final String NONCE = "clientnonce";
  private static final String CHALLENGE =
      message('R', int32(11) + "r=clientnonceservernonce,s=MDEyMzQ1Njc4OWFiY2RlZg==,i=4096");
  private static final String PROOF = "v=QihLrkTvhkk0N9f/eL/xBkmyDe65ehCiMSGp27V7Pio=";
  private static final String FINAL = message('R', int32(12) + PROOF);

  private static final String SHUTTING_DOWN =
      error("FATAL", "57P03", "the database system is shutting down");

  private static PgsqlCheck check(
      @Nullable String password,
      @Nullable String query,
      @Nullable String expect,
      PgsqlMethod authMin) {
    Secret secret = password == null ? null : new Secret(password);
    return new PgsqlCheck("poolwatch", secret, null, query, expect, authMin);
  }

  private static final PgsqlCheck STARTUP_ONLY = check(null, null, null, PgsqlMethod.SCRAM_SHA_256);

  private static ProtocolCheck login(PgsqlMethod authMin) {
    return with(check("s3cr3t", null, null, authMin));
  }

  private static ProtocolCheck query(String expect) {
    return with(check(null, "SELECT pg_is_in_recovery()", expect, PgsqlMethod.SCRAM_SHA_256));
  }

  /** With a nonce that is always the same. */
  private static ProtocolCheck with(PgsqlCheck check) {
    return channel -> check.compile(channel, () -> NONCE);
  }

  private static String int32(int value) {
    return latin1(new Output().int32(value).bytes());
  }

  private static String int16(int value) {
    return int32(value).substring(2);
  }

  private static String message(char type, String body) {
    return type + int32(body.length() + 4) + body;
  }

  private static String latin1(ByteString bytes) {
    return bytes.decodeString(StandardCharsets.ISO_8859_1);
  }

  private static String error(String severity, String code, String words) {
    return message(
        'E', "S" + severity + "\0V" + severity + "\0C" + code + "\0M" + words + "\0Fx.c\0\0");
  }

  /** The result of a query: one row of these columns, null for NULL. */
  private static String row(@Nullable String... columns) {
    String body =
        java.util.Arrays.stream(columns)
            .map(column -> column == null ? int32(-1) : int32(column.length()) + column)
            .collect(Collectors.joining());
    return message('D', int16(columns.length) + body);
  }

  private static final String DONE = message('C', "SELECT 1\0") + message('Z', "I");
  private static final String COLUMNS = message('T', int16(0));

  private static Play play(ProtocolCheck check, Channel channel, String... replies) {
    return Play.of(check, channel, replies);
  }

  // The session alone.

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 4, 5, 6, 7, 9, 10})
  void aServerThatAsksForAnyProofIsWell(int method) {
    Play play = play(STARTUP_ONLY, Play.PLAIN, message('R', int32(method) + "SALT"));

    assertThat(play.verdict()).isEqualTo("L7OK");
    assertThat(play.sent()).containsExactly(STARTUP);
    assertThat(play.goodbye()).as("a server that waits for a proof wants no Terminate").isEmpty();
  }

  @Test
  void theDatabaseIsNamedIfItIsSet() {
    PgsqlCheck check = new PgsqlCheck("u", null, "d", null, null, PgsqlMethod.SCRAM_SHA_256);

    assertThat(play(check, Play.PLAIN, OK).sent().get(0)).contains("user\0u\0database\0d\0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 11, 12, 13, -1})
  void aMethodThatThereIsNotIsNoAnswer(int method) {
    assertThat(play(STARTUP_ONLY, Play.PLAIN, message('R', int32(method))).verdict())
        .isEqualTo("L7RSP unknown authentication method " + method);
  }

  @Test
  void anErrorIsToldWithSeverityCodeAndText() {
    Play play = play(STARTUP_ONLY, Play.PLAIN, SHUTTING_DOWN);
    assertThat(play.verdict()).isEqualTo("L7STS FATAL 57P03: the database system is shutting down");
    assertThat(play.toReaders()).isEmpty();
    String hinted = message('E', "SFATAL\0C28000\0Mno entry\0Huse TLS\0\0");
    assertThat(play(STARTUP_ONLY, Play.PLAIN, hinted).verdict())
        .isEqualTo("L7STS FATAL 28000: no entry (hint: use TLS)");
    assertThat(play(STARTUP_ONLY, Play.PLAIN, message('E', "X-\0Y-\0\0")).verdict())
        .isEqualTo("L7STS ERROR: no message");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n",
        "-ERR unknown command\r\n",
        "\u0015\u0003\u0001\0\u0002\u0002(",
        "R\0\0\0\u0003",
        "R\0\0\0\u0007xxx",
        "R\u0000\u0001\u0000\u0000",
        "E\0\0\0\u0004",
        "E\u00ff\u00ff\u00ff\u00ff",
        "Ecould not fork new process"
      })
  void whatIsNotPostgresqlDecidesAtOnce(String reply) {
    ProbeDriver probe = new ProbeDriver(Play.script(STARTUP_ONLY, Play.PLAIN)).connected().sent();

    assertThat(probe.received(reply).result().status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(probe.result().info()).startsWith("not a PostgreSQL reply: got '");
  }

  @Test
  void noticesBeforeTheAnswerArePassedOver() {
    String notice = message('N', "SNOTICE\0Mhello\0\0");

    assertThat(play(STARTUP_ONLY, Play.PLAIN, notice + OK).verdict()).isEqualTo("L7OK");
  }

  @Test
  void aServerThatKnowsAnOlderMinorVersionIsWell() {
    String negotiated = message('v', int32(0x30000) + int32(0));

    assertThat(play(STARTUP_ONLY, Play.PLAIN, negotiated + OK).verdict()).isEqualTo("L7OK");
  }

  @Test
  void anAuthenticationIsShorterThanAnErrorMayBe() {
    String filler = "x".repeat(2_500);

    assertThat(play(STARTUP_ONLY, Play.PLAIN, message('R', int32(0) + filler)).verdict())
        .startsWith("L7RSP not a PostgreSQL reply: got '");
    assertThat(play(STARTUP_ONLY, Play.PLAIN, error("FATAL", "53300", filler)).verdict())
        .startsWith("L7STS FATAL 53300: xxx");
  }

  // Proofs.

  @Test
  void scramProvesBothEnds() {
    Play play =
        play(login(PgsqlMethod.SCRAM_SHA_256), Play.PLAIN, SASL, CHALLENGE, FINAL + OK + READY);

    assertThat(play.verdict()).isEqualTo("L7OK");
    String proof = "p=9+Gg7BcpgnvjmTDJhnfvSup40tSU+L+d1nq1bc545dM=";
    assertThat(play.sent())
        .containsExactly(
            STARTUP,
            message('p', "SCRAM-SHA-256\0" + int32(20) + "n,,n=*,r=clientnonce"),
            message('p', "c=biws,r=clientnonceservernonce," + proof));
    assertThat(play.goodbye()).isEqualTo(TERMINATE);
  }

  @Test
  void aServerThatCanNotProveItselfIsRefused() {
    String wrong = message('R', int32(12) + PROOF.replace("Qih", "Qii"));

    assertThat(
            play(login(PgsqlMethod.SCRAM_SHA_256), Play.TLS, SASL, CHALLENGE, wrong + OK + READY)
                .verdict())
        .startsWith("L7RSP the server did not prove that it knows the password");
    assertThat(
            play(login(PgsqlMethod.SCRAM_SHA_256), Play.TLS, SASL, CHALLENGE, OK + READY).verdict())
        .isEqualTo(
            "L7RSP the server ended the login before it had proven that it knows the password");
    assertThat(play(login(PgsqlMethod.SCRAM_SHA_256), Play.TLS, SASL, OK + READY).verdict())
        .startsWith("L7RSP the server ended the login");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "r=other,s=MDEyMzQ1Njc4OWFiY2RlZg==,i=4096            | bad SCRAM message",
        "r=clientnonce,s=MDEyMzQ1Njc4OWFiY2RlZg==,i=4096      | bad SCRAM message",
        "r=clientnonceserver,s=!,i=4096                       | bad SCRAM message",
        "r=clientnonceserver,s=MDEyMzQ1Njc4OWFiY2RlZg==,i=x   | bad SCRAM message",
        "r=clientnonceserver,s=MDEyMzQ1Njc4OWFiY2RlZg==,i=-1  | bad SCRAM message",
        "r=clientnonceserver,s=MDEyMzQ1Njc4OWFiY2RlZg==       | bad SCRAM message",
        "r=clientnonceserver,s=MDEyMzQ1Njc4OWFiY2RlZg==,i=200000000 | SCRAM with 200000000",
        "x                                                    | bad SCRAM message",
        "''                                                   | bad SCRAM message",
      })
  void aChallengeThatIsNoneIsRefused(String challenge, String info) {
    Play play =
        play(login(PgsqlMethod.SCRAM_SHA_256), Play.TLS, SASL, message('R', int32(11) + challenge));

    assertThat(play.verdict()).startsWith("L7RSP " + info);
    assertThat(play.sent()).hasSize(2);
  }

  @Test
  void md5IsAnsweredWithTheSaltedHashWhereItIsEnough() {
    Play play = play(login(PgsqlMethod.MD5), Play.PLAIN, MD5, OK + READY);

    assertThat(play.verdict()).isEqualTo("L7OK");
    assertThat(play.sent())
        .containsExactly(STARTUP, message('p', "md5fd69baa4f74f4ee4aaeb4755444a34df\0"));
  }

  @Test
  void thePasswordItselfLeavesOnlyOverVerifiedTls() {
    ProtocolCheck check = login(PgsqlMethod.CLEARTEXT);

    for (Channel channel : List.of(Play.TLS, Play.ALLOWED)) {
      Play play = play(check, channel, CLEARTEXT, OK + READY);
      assertThat(play.verdict()).isEqualTo("L7OK");
      assertThat(play.sent()).containsExactly(STARTUP, message('p', "s3cr3t\0"));
    }
    Play upgraded = play(check, Play.STARTTLS, "S", CLEARTEXT, OK + READY);
    assertThat(upgraded.verdict()).isEqualTo("L7OK");
    for (Channel channel : List.of(Play.PLAIN, Play.UNVERIFIED)) {
      Play play = play(check, channel, CLEARTEXT, OK + READY);
      assertThat(play.verdict()).startsWith("L7RSP the password would leave in clear");
      assertThat(play.sent()).containsExactly(STARTUP);
    }
    assertThat(play(check, Play.STARTTLS_UNVERIFIED, "S", CLEARTEXT).verdict())
        .startsWith("L7RSP the password would leave in clear");
  }

  @ParameterizedTest
  @CsvSource({
    "SCRAM_SHA_256, 3, cleartext",
    "SCRAM_SHA_256, 5, md5",
    "SCRAM_SHA_256, 0, no password",
    "MD5, 3, cleartext",
    "MD5, 0, no password",
    "CLEARTEXT, 0, no password"
  })
  void aWeakerProofThanWantedIsNotGiven(PgsqlMethod authMin, int method, String asked) {
    Play play = play(login(authMin), Play.TLS, message('R', int32(method) + "SALT"), OK + READY);

    assertThat(play.verdict())
        .isEqualTo(
            "L7RSP the server asks for "
                + asked
                + ", weaker than auth-min = "
                + authMin.text()
                + ": nothing was sent");
    assertThat(play.sent()).containsExactly(STARTUP);
  }

  @Test
  void aServerThatTrustsIsWellWhereNoProofIsWanted() {
    assertThat(play(login(PgsqlMethod.NONE), Play.PLAIN, OK + READY).verdict()).isEqualTo("L7OK");
  }

  @ParameterizedTest
  @CsvSource({"2, Kerberos V5", "7, GSSAPI", "9, SSPI"})
  void aProofThatIsNotSupportedIsNamed(int method, String name) {
    assertThat(play(login(PgsqlMethod.MD5), Play.TLS, message('R', int32(method))).verdict())
        .isEqualTo("L7RSP the server asks for " + name + ", which is not supported");
    String oauth = message('R', int32(10) + "OAUTHBEARER\0\0");
    assertThat(play(login(PgsqlMethod.MD5), Play.TLS, oauth).verdict())
        .isEqualTo("L7RSP the server asks for 'OAUTHBEARER', which is not supported");
  }

  @Test
  void thePasswordIsProvenOnce() {
    assertThat(play(login(PgsqlMethod.MD5), Play.TLS, MD5, MD5).verdict())
        .isEqualTo("L7RSP the server asks for a second proof");
    assertThat(play(login(PgsqlMethod.MD5), Play.TLS, MD5, CHALLENGE).verdict())
        .isEqualTo("L7RSP a SASL message out of turn");
    assertThat(play(login(PgsqlMethod.MD5), Play.TLS, SASL, CHALLENGE, CHALLENGE).verdict())
        .isEqualTo("L7RSP a SASL message out of turn");
    assertThat(play(login(PgsqlMethod.MD5), Play.TLS, FINAL).verdict())
        .isEqualTo("L7RSP a SASL message out of turn");
  }

  @Test
  void aWrongPasswordIsToldInTheServersWords() {
    String refused =
        error("FATAL", "28P01", "password authentication failed for user \"poolwatch\"");

    assertThat(play(login(PgsqlMethod.SCRAM_SHA_256), Play.TLS, SASL, CHALLENGE, refused).verdict())
        .isEqualTo("L7STS FATAL 28P01: password authentication failed for user \"poolwatch\"");
  }

  @Test
  void aServerThatRepeatsThePasswordDoesNotShowIt() {
    String echo = error("FATAL", "28P01", "no s3cr3t here");

    assertThat(play(login(PgsqlMethod.CLEARTEXT), Play.TLS, CLEARTEXT, echo).verdict())
        .isEqualTo("L7STS FATAL 28P01: no *** here");
  }

  @Test
  void whatComesTooEarlyOrTooLateIsNoAnswer() {
    assertThat(play(login(PgsqlMethod.NONE), Play.TLS, OK + OK).verdict())
        .isEqualTo("L7RSP message 'R' from the server instead of ReadyForQuery");
    assertThat(play(login(PgsqlMethod.NONE), Play.TLS, OK + row("x")).verdict())
        .isEqualTo("L7RSP message 'D' from the server instead of ReadyForQuery");
  }

  // TLS inside the connection.

  @Test
  void tlsIsAskedForBeforeAnythingIsTold() {
    Play play = play(STARTUP_ONLY, Play.STARTTLS, "S", OK);

    assertThat(play.verdict()).isEqualTo("L7OK");
    assertThat(play.sent()).containsExactly(latin1(PgsqlMessages.SSL_REQUEST), "<TLS>", STARTUP);
    assertThat(latin1(PgsqlMessages.SSL_REQUEST)).isEqualTo("\0\0\0\b\u0004\u00d2\u0016/");
  }

  @ParameterizedTest
  @CsvSource({
    "N, the server does not offer TLS",
    "SR, the server went on in the clear after it had agreed to TLS",
    "H, not a PostgreSQL reply: got 'H'"
  })
  void withoutTlsNothingMoreIsSent(String answer, String info) {
    Play play = play(login(PgsqlMethod.NONE), Play.STARTTLS, answer, OK + READY);

    assertThat(play.verdict()).startsWith("L7RSP " + info);
    assertThat(play.sent()).hasSize(1);
  }

  @Test
  void anErrorInPlaceOfTlsIsTold() {
    assertThat(play(STARTUP_ONLY, Play.STARTTLS, SHUTTING_DOWN).verdict())
        .isEqualTo("L7STS FATAL 57P03: the database system is shutting down");
  }

  // Queries.

  @Test
  void theFirstColumnOfTheFirstRowIsCompared() {
    String rows = COLUMNS + row("f", "x") + row("t") + DONE;
    Play play = play(query("f"), Play.PLAIN, OK + READY, rows);

    assertThat(play.verdict()).isEqualTo("L7OK");
    assertThat(play.sent()).containsExactly(STARTUP, message('Q', "SELECT pg_is_in_recovery()\0"));
    assertThat(play.goodbye()).isEqualTo(TERMINATE);
    Play other = play(query("t"), Play.PLAIN, OK + READY, rows);
    assertThat(other.verdict()).isEqualTo("L7STS the query gave 'f', expected 't'");
    assertThat(other.toReaders()).isEqualTo("the query gave '...'");
  }

  @Test
  void whatIsNoValueIsTold() {
    assertThat(play(query("f"), Play.PLAIN, OK + READY, COLUMNS + DONE).verdict())
        .isEqualTo("L7STS the query gave no row, expected 'f'");
    assertThat(play(query("f"), Play.PLAIN, OK + READY, row((String) null) + DONE).verdict())
        .isEqualTo("L7STS the query gave NULL, expected 'f'");
    assertThat(play(query("f"), Play.PLAIN, OK + READY, row() + DONE).verdict())
        .isEqualTo("L7STS the query gave NULL, expected 'f'");
  }

  @Test
  void withoutAnExpectAnyResultWillDo() {
    ProtocolCheck check = with(check(null, "VACUUM", null, PgsqlMethod.SCRAM_SHA_256));

    assertThat(play(check, Play.PLAIN, OK + READY, DONE).verdict()).isEqualTo("L7OK");
    assertThat(play(check, Play.PLAIN, OK + READY, message('I', "") + DONE).verdict())
        .isEqualTo("L7OK");
  }

  @Test
  void aQueryThatFailsIsToldInTheServersWords() {
    String failed = error("ERROR", "42601", "syntax error at or near \"SELEC\"");

    assertThat(play(query("f"), Play.PLAIN, OK + READY, failed + DONE).verdict())
        .isEqualTo("L7STS ERROR 42601: syntax error at or near \"SELEC\"");
  }

  @Test
  void aQueryWithoutAPasswordNeedsAServerThatWantsNone() {
    assertThat(play(query("f"), Play.TLS, SASL).verdict())
        .isEqualTo("L7RSP the server asks for a password (scram-sha-256), but none is set");
  }

  @ParameterizedTest
  @ValueSource(chars = {'G', 'H', 'W'})
  void aCopyIsNoResult(char type) {
    assertThat(play(query("f"), Play.PLAIN, OK + READY, message(type, "x")).verdict())
        .isEqualTo("L7RSP the query begins a COPY, which gives no rows");
  }

  @Test
  void whatIsNoPartOfAResultIsNoAnswer() {
    assertThat(play(query("f"), Play.PLAIN, OK + READY, message('n', "")).verdict())
        .startsWith("L7RSP message 'n' from the server instead of ");
  }

  @Test
  void aFieldThatRunsOutOfItsMessageIsNoAnswer() {
    String bad = message('D', int16(1) + int32(99) + "f");

    assertThat(play(query("f"), Play.PLAIN, OK + READY, bad).verdict())
        .isEqualTo("L7RSP a message that ends within a field");
    assertThat(play(STARTUP_ONLY, Play.PLAIN, message('E', "SFATAL")).verdict())
        .isEqualTo("L7RSP a message that ends within a field");
  }

  // Settings.

  /** PostgreSQL 17, "SSL Session Encryption": who begins with TLS must name the protocol. */
  @Test
  void tlsFromTheFirstByteNamesTheProtocol() {
    assertThat(STARTUP_ONLY.alpn()).containsExactly("postgresql");
  }

  @Test
  void anExpectNeedsAQuery() {
    assertThat(check(null, null, "f", PgsqlMethod.NONE).compile(Play.PLAIN).problems())
        .extracting(Problem::path)
        .containsExactly("expect");
  }

  @Test
  void noSettingHoldsAZeroByte() {
    PgsqlCheck check =
        new PgsqlCheck("a\0", new Secret("b\0"), "c\0", "d\0", null, PgsqlMethod.NONE);

    assertThat(check.compile(Play.PLAIN).problems())
        .extracting(Problem::path)
        .containsExactly("user", "password", "database", "query");
  }

  @Test
  void itsTextShowsNoSecret() {
    PgsqlCheck check = check("s3cr3t", null, null, PgsqlMethod.NONE);
    CheckScript script = Play.script(check, Play.STARTTLS);

    assertThat(check + " " + script).doesNotContain("s3cr3t").contains("***");
    assertThat(script.steps().get(1).describe())
        .isEqualTo("ask for TLS, then log in to PostgreSQL");
  }

  @ParameterizedTest
  @EnumSource(PgsqlMethod.class)
  void methodsAreNamedAsLibpqNamesThem(PgsqlMethod method) {
    assertThat(method.text()).matches("none|cleartext|md5|scram-sha-256");
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
        Talk.of(STARTUP_ONLY, Play.PLAIN, MD5),
        Talk.of(login(PgsqlMethod.MD5), Play.STARTTLS, "S", MD5, OK + READY),
        Talk.of(query("f"), Play.PLAIN, OK + READY, COLUMNS + row("f", null) + DONE));
  }
}
