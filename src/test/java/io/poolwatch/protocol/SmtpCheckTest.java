package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.CheckScript;
import io.poolwatch.check.ProbeDriver;
import io.poolwatch.check.Problem;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Phase;
import io.poolwatch.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SmtpCheckTest {
  private static final SmtpCheck PLAIN = new SmtpCheck(SmtpCheck.HELO, null, null);
  private static final SmtpCheck EXTENDED = new SmtpCheck("EHLO probe.example", null, null);
  private static final SmtpCheck LOGIN =
      new SmtpCheck(SmtpCheck.EHLO, "watch\u00e9", new Secret("s3cret"));
  private static final String GREETING = "220 mail.example ESMTP\r\n";
  private static final String OFFER = "250-mail.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n";

  private static Play play(String... replies) {
    return Play.of(PLAIN, Play.PLAIN, replies);
  }

  private static Play starttls(String... replies) {
    return Play.of(EXTENDED, Play.STARTTLS, replies);
  }

  @Test
  void aServerThatGreetsBackIsWell() {
    Play play = play(GREETING, "250 hello\r\n");

    assertThat(play.verdict()).isEqualTo("L7OK 250");
    assertThat(play.sent()).containsExactly("HELO localhost\r\n");
    assertThat(play.goodbye()).isEqualTo("QUIT\r\n");
  }

  @Test
  void greetingAndReplyMayHaveManyLines() {
    Play play =
        play("220-mail.example\r\n220-no spam\r\n220 ESMTP\r\n", "250-a\r\n250-b\r\n250\r\n");

    assertThat(play.verdict()).isEqualTo("L7OK 250");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "421 too many connections | L7STS 421 the greeting: 421 too many connections",
        "554 no SMTP service here | L7STS 554 the greeting: 554 no SMTP service here",
        "554 | L7STS 554 the greeting: 554",
        "354 what | L7STS 354 the greeting: 354 what"
      })
  void aGreetingThatSaysNoIsTheServersAnswer(String greeting, String verdict) {
    Play play = play(greeting + "\r\n");

    assertThat(play.verdict()).isEqualTo(verdict);
    assertThat(play.toReaders()).isEqualTo("the greeting: " + play.result().code());
  }

  @Test
  void aRefusalOfManyLinesIsToldInFull() {
    Play play = play(GREETING, "550-go\r\n550 away\r\n");

    assertThat(play.verdict()).isEqualTo("L7STS 550 the reply to the hello: 550 go away");
    assertThat(play.toReaders()).isEqualTo("the reply to the hello: 550");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n",
        "2x0 a\r\n",
        "22\r\n",
        "220x\r\n",
        "120 a\r\n",
        "620 a\r\n"
      })
  void whatIsNoReplyOfSmtpIsToldAsSuch(String greeting) {
    assertThat(play(greeting).verdict()).startsWith("L7RSP the greeting is no SMTP reply: '");
  }

  @Test
  void theLinesOfAReplyHaveOneNumber() {
    assertThat(play("220-a\r\n250 b\r\n").verdict())
        .isEqualTo("L7RSP the greeting is no SMTP reply: '250 b'");
  }

  @Test
  void aServerThatSpeaksAnotherProtocolIsNotWaitedFor() {
    ProbeDriver probe = new ProbeDriver(Play.script(PLAIN, Play.PLAIN)).connected();

    assertThat(probe.received("S").result().status()).isEqualTo(CheckStatus.L7RSP);
  }

  @Test
  void silenceSaysWhatWasMissing() {
    assertThat(play().verdict())
        .isEqualTo("L7RSP the peer closed before the greeting was complete");
    ProbeDriver probe = new ProbeDriver(Play.script(PLAIN, Play.PLAIN)).connected();
    assertThat(probe.received("220-a\r\n").timedOut(Phase.RECEIVE).result().info())
        .contains("waiting for the greeting");
  }

  @Test
  void tlsStartsInsideAndTheHelloComesAgain() {
    Play play = starttls(GREETING, OFFER, "220 go ahead\r\n", "250 hello again\r\n");

    assertThat(play.verdict()).isEqualTo("L7OK 250");
    assertThat(play.sent())
        .containsExactly(
            "EHLO probe.example\r\n", "STARTTLS\r\n", "<TLS>", "EHLO probe.example\r\n");
    assertThat(play.goodbye()).isEqualTo("QUIT\r\n");
  }

  @Test
  void aServerWithoutStartTlsIsNotSpokenToInClear() {
    Play play = starttls(GREETING, "250-mail.example\r\n250 SIZE\r\n");

    assertThat(play.verdict()).isEqualTo("L7RSP the server does not offer STARTTLS");
    assertThat(play.sent()).containsExactly("EHLO probe.example\r\n");
  }

  @Test
  void anOfferIsAKeywordAndNotAName() {
    assertThat(starttls(GREETING, "250 STARTTLS\r\n").verdict()).startsWith("L7RSP");
    assertThat(starttls(GREETING, "250-m\r\n250 STARTTLSX\r\n").verdict()).startsWith("L7RSP");
  }

  @Test
  void aRefusedStartTlsIsTheServersAnswer() {
    assertThat(starttls(GREETING, OFFER, "454 TLS not available\r\n").verdict())
        .isEqualTo("L7STS 454 the reply to STARTTLS: 454 TLS not available");
  }

  @Test
  void whatCameInTheClearIsNotBelieved() {
    Play play = starttls(GREETING, OFFER, "220 go ahead\r\n250 injected\r\n");

    assertThat(play.verdict())
        .isEqualTo("L7RSP the peer closed before the reply to the hello over TLS was complete");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HELO", "HELO ", "EHLO a b", "EHLO a\r\nQUIT", "NOOP a"})
  void aHelloIsHeloOrEhloAndADomain(String hello) {
    assertThat(new SmtpCheck(hello, null, null).compile(Play.PLAIN).problems())
        .extracting(Problem::path)
        .containsExactly("hello");
  }

  @Test
  void startTlsNeedsEhlo() {
    assertThat(PLAIN.compile(Play.STARTTLS).problems())
        .extracting(Problem::message)
        .containsExactly("STARTTLS is an extension and needs EHLO");
  }

  private static Play login(String auth, String... replies) {
    List<String> all = new ArrayList<>(List.of(GREETING, "250-m\r\n250 " + auth + "\r\n"));
    all.addAll(List.of(replies));
    return Play.of(LOGIN, Play.TLS, all.toArray(String[]::new));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTH PLAIN", "AUTH LOGIN CRAM-MD5 PLAIN", "auth login plain"})
  void nameAndPasswordAreToldAtOnceWhereTheyCanBe(String offer) {
    Play play = login(offer, "334 \r\n", "235 in\r\n");

    assertThat(play.verdict()).isEqualTo("L7OK 235");
    assertThat(play.sent())
        .containsExactly(
            "EHLO localhost\r\n", "AUTH PLAIN\r\n", base64("\0watch\u00e9\0s3cret") + "\r\n");
    assertThat(play.goodbye()).isEqualTo("QUIT\r\n");
  }

  @Test
  void nameAndPasswordAreToldOneAfterTheOther() {
    Play play = login("AUTH LOGIN", "334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n", "235 in\r\n");

    assertThat(play.verdict()).isEqualTo("L7OK 235");
    assertThat(play.sent())
        .containsExactly(
            "EHLO localhost\r\n",
            "AUTH LOGIN\r\n",
            base64("watch\u00e9") + "\r\n",
            base64("s3cret") + "\r\n");
  }

  @Test
  void whatIsOfferedOverTlsCounts() {
    Play play =
        Play.of(
            LOGIN,
            Play.STARTTLS,
            GREETING,
            "250-m\r\n250-AUTH LOGIN\r\n250 STARTTLS\r\n",
            "220 go\r\n",
            "250-m\r\n250 AUTH PLAIN\r\n",
            "334 \r\n",
            "235 in\r\n");

    assertThat(play.verdict()).isEqualTo("L7OK 235");
    assertThat(play.sent().subList(0, 5))
        .containsExactly(
            "EHLO localhost\r\n", "STARTTLS\r\n", "<TLS>", "EHLO localhost\r\n", "AUTH PLAIN\r\n");
  }

  @Test
  void aWrongPasswordIsTheServersAnswerWithoutThePassword() {
    assertThat(login("AUTH PLAIN", "334 \r\n", "535 no s3cret\r\n").verdict())
        .isEqualTo("L7STS 535 the reply to AUTH: 535 no ***");
    for (String form : List.of(base64("s3cret"), base64("\0watch\u00e9\0s3cret"))) {
      assertThat(login("AUTH PLAIN", "334 \r\n", "535 no " + form + "\r\n").verdict())
          .isEqualTo("L7STS 535 the reply to AUTH: 535 no ***");
    }
    assertThat(login("AUTH PLAIN", "454 later\r\n").verdict())
        .isEqualTo("L7STS 454 the reply to AUTH: 454 later");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SIZE 1000 | the server offers no AUTH PLAIN or LOGIN: the password was not sent",
        "AUTH | the server offers no AUTH PLAIN or LOGIN: the password was not sent",
        "AUTH CRAM-MD5 | the server offers no AUTH PLAIN or LOGIN, but 'CRAM-MD5': the password was"
            + " not sent",
        "XAUTH PLAIN | the server offers no AUTH PLAIN or LOGIN: the password was not sent",
      })
  void aServerWithoutALoginThatTheCheckKnowsIsToldNothing(String offer, String info) {
    Play play = login(offer);

    assertThat(play.verdict()).isEqualTo("L7RSP " + info);
    assertThat(play.sent()).containsExactly("EHLO localhost\r\n");
  }

  @Test
  void whoIsInWithoutAPasswordOrNeverInHasNotAnsweredTheLogin() {
    assertThat(login("AUTH PLAIN", "235 in\r\n").verdict())
        .isEqualTo("L7RSP no challenge to AUTH came");
    assertThat(login("AUTH PLAIN", "334 \r\n", "334 more\r\n").verdict())
        .isEqualTo("L7RSP the server asks for more than a name and a password");
    assertThat(login("AUTH PLAIN", "334 \r\n").verdict())
        .isEqualTo("L7RSP the peer closed before the reply to AUTH was complete");
  }

  @Test
  void aPasswordLeavesInClearOnlyIfItMay() {
    for (Channel channel : List.of(Play.PLAIN, Play.UNVERIFIED, Play.STARTTLS_UNVERIFIED)) {
      assertThat(LOGIN.compile(channel).problems())
          .extracting(Problem::path)
          .containsExactly("password");
    }
    for (Channel channel : List.of(Play.ALLOWED, Play.TLS, Play.STARTTLS)) {
      assertThat(LOGIN.compile(channel).problems()).isEmpty();
    }
  }

  @Test
  void aLoginHasANameAPasswordAndEhlo() {
    Secret secret = new Secret("x");

    assertThat(problems(SmtpCheck.EHLO, "u", null)).containsExactly("a user without a password");
    assertThat(problems(SmtpCheck.EHLO, null, secret)).containsExactly("a password without a user");
    assertThat(problems(SmtpCheck.HELO, "u", secret))
        .containsExactly("AUTH is an extension and needs EHLO");
    assertThat(problems(SmtpCheck.EHLO, "u\0", secret)).containsExactly("holds a zero byte");
    assertThat(problems(SmtpCheck.EHLO, "u", new Secret(""))).containsExactly("is empty");
  }

  private static List<String> problems(
      String hello, @Nullable String user, @Nullable Secret password) {
    return new SmtpCheck(hello, user, password)
        .compile(Play.TLS).problems().stream().map(Problem::message).toList();
  }

  @Test
  void itSaysWhatItDoesAndNoPassword() {
    CheckScript script = Play.script(LOGIN, Play.STARTTLS);

    assertThat(script.steps().get(1).describe())
        .isEqualTo("expect a greeting, EHLO localhost, STARTTLS, EHLO localhost, AUTH");
    assertThat(script.toString() + LOGIN).doesNotContain("s3cret");
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
    return List.of(
        Talk.of(PLAIN, Play.PLAIN, "220-mail\r\n220 x\r\n", "250-a\r\n250 b\r\n"),
        Talk.of(EXTENDED, Play.STARTTLS, GREETING, OFFER, "220 go\r\n", "250 b\r\n"),
        Talk.of(
            LOGIN,
            Play.TLS,
            GREETING,
            "250-m\r\n250 AUTH LOGIN\r\n",
            "334 a\r\n",
            "334 b\r\n",
            "235 in\r\n"));
  }
}
