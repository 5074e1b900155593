package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.Action;
import io.poolwatch.check.ProbeDriver;
import io.poolwatch.check.Problem;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.Phase;
import io.poolwatch.model.Secret;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisCheckTest {
  private static final String PING = "*1\r\n$4\r\nPING\r\n";
  private static final RedisCheck ANONYMOUS = new RedisCheck(null, null);
  private static final RedisCheck LOGIN = new RedisCheck("poolwatch", new Secret("s3crét"));
  private static final RedisCheck DEFAULT_USER = new RedisCheck(null, new Secret("s3cr3t"));

  private static String verdict(String... replies) {
    return Play.of(ANONYMOUS, Play.PLAIN, replies).verdict();
  }

  @Test
  void aPongIsAPass() {
    Play play = Play.of(ANONYMOUS, Play.PLAIN, "+PONG\r\n");

    assertThat(play.verdict()).isEqualTo("L7OK");
    assertThat(play.sent()).containsExactly(PING);
  }

  @Test
  void theConnectionIsClosedGracefully() {
    ProbeDriver probe = new ProbeDriver(Play.script(ANONYMOUS, Play.PLAIN)).connected();

    Action.Conclude conclusion = probe.sent().received("+PONG\r\n").conclusion();
    assertThat(conclusion.mode()).isEqualTo(CloseMode.GRACEFUL);
    assertThat(conclusion.goodbye().isEmpty()).isTrue();
  }

  @Test
  void theLoginComesFirst() {
    Play play = Play.of(LOGIN, Play.TLS, "+OK\r\n", "+PONG\r\n");

    assertThat(play.verdict()).isEqualTo("L7OK");
    assertThat(play.sent())
        .containsExactly("*3\r\n$4\r\nAUTH\r\n$9\r\npoolwatch\r\n$7\r\ns3crÃ©t\r\n", PING);
  }

  @Test
  void theDefaultUserNeedsNoName() {
    assertThat(Play.of(DEFAULT_USER, Play.TLS, "+OK\r\n").sent().get(0))
        .isEqualTo("*2\r\n$4\r\nAUTH\r\n$6\r\ns3cr3t\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NOAUTH Authentication required.",
        "LOADING Redis is loading the dataset in memory",
        "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        "NOPERM this user has no permissions to run the 'ping' command",
        "ERR max number of clients reached"
      })
  void anErrorReplyDecidesAtOnce(String error) {
    ProbeDriver probe = new ProbeDriver(Play.script(ANONYMOUS, Play.PLAIN)).connected().sent();

    assertThat(probe.received("-" + error + "\r").waits()).isTrue();
    assertThat(probe.received("\n").result().status()).isEqualTo(CheckStatus.L7STS);
    assertThat(probe.result().info()).isEqualTo(error);
  }

  @Test
  void aWrongPasswordIsToldInTheServersWords() {
    String error = "WRONGPASS invalid username-password pair or user is disabled.";
    Play play = Play.of(LOGIN, Play.TLS, "-" + error + "\r\n");

    assertThat(play.verdict()).isEqualTo("L7STS " + error);
    assertThat(play.toReaders()).isEmpty();
    assertThat(play.sent()).hasSize(1);
  }

  @Test
  void aServerThatRepeatsThePasswordDoesNotShowIt() {
    Play error = Play.of(DEFAULT_USER, Play.TLS, "-ERR what is 's3cr3t'?\r\n");
    assertThat(error.verdict()).isEqualTo("L7STS ERR what is '***'?");

    Play echo = Play.of(DEFAULT_USER, Play.TLS, "*2\r\n$4\r\nAUTH\r\n$6\r\ns3cr3t\r\n");
    assertThat(echo.verdict()).startsWith("L7RSP not what Redis answers").doesNotContain("s3cr3t");
  }

  @Test
  void whatIsNoAnswerOfRedisDecidesAtOnce() {
    assertThat(verdict("HTTP/1.1 400 Bad Request\r\n"))
        .isEqualTo("L7RSP not what Redis answers to PING: 'HTTP/1.1 400 Bad Request\\r\\n'");
    assertThat(verdict("+OK\r\n")).isEqualTo("L7RSP not what Redis answers to PING: '+OK'");
    ProbeDriver probe = new ProbeDriver(Play.script(ANONYMOUS, Play.PLAIN)).connected().sent();
    assertThat(probe.received("H").result().status()).isEqualTo(CheckStatus.L7RSP);
  }

  @Test
  void anAnswerThatIsCutOffSaysSo() {
    assertThat(verdict("+PO"))
        .isEqualTo("L7RSP the peer closed before the answer to PING was complete: got '+PO'");
    assertThat(verdict()).isEqualTo("L7RSP the peer closed before the answer to PING was complete");
  }

  @Test
  void anErrorWithoutAnEndIsNoAnswer() {
    assertThat(verdict("-" + "x".repeat(ProbeDriver.BUDGET)))
        .startsWith("L7RSP the answer to PING does not end within max-response-bytes: got '-xxx");
  }

  @Test
  void aTimeOutSaysWhatItWaitedFor() {
    ProbeDriver probe = new ProbeDriver(Play.script(ANONYMOUS, Play.PLAIN)).connected().sent();

    assertThat(probe.received("+").timedOut(Phase.RECEIVE).result().info())
        .contains("incomplete reply", "waiting for the answer to PING");
  }

  @Test
  void itSaysWhatItAsks() {
    assertThat(Play.script(ANONYMOUS, Play.PLAIN).steps().get(1).describe())
        .isEqualTo("PING, expect PONG");
    assertThat(Play.script(LOGIN, Play.TLS).steps().get(1).describe())
        .isEqualTo("AUTH, then PING, expect PONG");
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
    return List.of(Talk.of(LOGIN, Play.TLS, "+OK\r\n", "+PONG\r\n"));
  }

  @Test
  void aPasswordNeedsVerifiedTlsOrLeave() {
    assertThat(List.of(Play.PLAIN, Play.UNVERIFIED))
        .allSatisfy(
            channel ->
                assertThat(DEFAULT_USER.compile(channel).problems())
                    .extracting(Problem::path, Problem::message)
                    .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                            "password",
                            "the password would leave in clear, for the check has no verified"
                                + " TLS")));
    assertThat(List.of(Play.TLS, Play.ALLOWED))
        .allSatisfy(channel -> assertThat(DEFAULT_USER.compile(channel).problems()).isEmpty());
    assertThat(ANONYMOUS.compile(Play.PLAIN).problems()).isEmpty();
  }

  @Test
  void aUsernameNeedsAPassword() {
    assertThat(new RedisCheck("poolwatch", null).compile(Play.TLS).problems())
        .extracting(Problem::path)
        .containsExactly("username");
  }

  @Test
  void itsTextShowsNoSecret() {
    String shown =
        DEFAULT_USER
            + " "
            + Play.script(DEFAULT_USER, Play.TLS)
            + Play.TLS
            + new ProbeDriver(Play.script(DEFAULT_USER, Play.TLS))
                .connected(ProbeDriver.TLS_PLAN)
                .last();

    assertThat(shown).doesNotContain("s3cr3t").contains("***", "Send[");
  }
}
