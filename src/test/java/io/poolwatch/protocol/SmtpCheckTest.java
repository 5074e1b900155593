package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.ProbeDriver;
import io.poolwatch.check.Problem;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Phase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SmtpCheckTest {
  private static final SmtpCheck PLAIN = new SmtpCheck(SmtpCheck.HELO);
  private static final SmtpCheck EXTENDED = new SmtpCheck("EHLO probe.example");
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
    assertThat(play(greeting + "\r\n").verdict()).isEqualTo(verdict);
  }

  @Test
  void aRefusalOfManyLinesIsToldInFull() {
    assertThat(play(GREETING, "550-go\r\n550 away\r\n").verdict())
        .isEqualTo("L7STS 550 the reply to the hello: 550 go away");
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
    assertThat(new SmtpCheck(hello).compile(Play.PLAIN).problems())
        .extracting(Problem::path)
        .containsExactly("hello");
  }

  @Test
  void startTlsNeedsEhlo() {
    assertThat(PLAIN.compile(Play.STARTTLS).problems())
        .extracting(Problem::message)
        .containsExactly("STARTTLS is an extension and needs EHLO");
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
        Talk.of(EXTENDED, Play.STARTTLS, GREETING, OFFER, "220 go\r\n", "250 b\r\n"));
  }
}
