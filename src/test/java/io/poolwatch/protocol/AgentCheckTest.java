package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.poolwatch.check.ProbeDriver;
import io.poolwatch.model.AgentReply;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AgentCheckTest {
  private static final AgentCheck QUIET = new AgentCheck(null, false);

  @ParameterizedTest
  @CsvSource({"up, L7OK, PASSED", "down, L7STS, FAILED", "50%, CHECKED, NEUTRAL"})
  void whatAnAgentSaysIsTheResult(String word, CheckStatus status, Outcome outcome) {
    Play play = Play.of(QUIET, Play.PLAIN, word + "\n");

    assertThat(play.result().status()).isEqualTo(status);
    assertThat(play.result().outcome()).isEqualTo(outcome);
    assertThat(play.result().agent()).isEqualTo(AgentWords.of(word, ServerText.PLAIN).reply());
    assertThat(play.sent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"up\n", "up\r\n", "up\r", "up\0", "up\ndown\n", "up # all is well\nx"})
  void onlyTheFirstLineCountsAndItDecidesAtOnce(String text) {
    ProbeDriver probe = new ProbeDriver(Play.script(QUIET, Play.PLAIN)).connected();

    assertThat(probe.received(text).result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void whatIsToBeSentIsSentAsItIs() {
    Play play = Play.of(new AgentCheck("web1 é\n", false), Play.PLAIN, "up\n");

    assertThat(play.sent()).containsExactly("web1 Ã©\n");
    assertThat(play.verdict()).isEqualTo("L7OK up");
  }

  @Test
  void nothingToSendSendsNothing() {
    assertThat(Play.of(new AgentCheck("", false), Play.PLAIN, "up\n").sent()).isEmpty();
  }

  @Test
  void aLineThatIsCutOffIsNoAnswer() {
    Play play = Play.of(QUIET, Play.PLAIN, "down");

    assertThat(play.result().agent()).isNull();
    assertThat(play.verdict())
        .isEqualTo("L7RSP the peer closed before the agent's line was complete: got 'down'");
    assertThat(Play.of(QUIET, Play.PLAIN).verdict())
        .isEqualTo("L7RSP the peer closed before the agent's line was complete");
  }

  @Test
  void aSilentAgentIsToldByWhatIsMissing() {
    ProbeDriver probe = new ProbeDriver(Play.script(QUIET, Play.PLAIN)).connected();

    assertThat(probe.received("dow").timedOut(Phase.RECEIVE).result().info())
        .contains("incomplete reply", "waiting for the agent's line");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "down # disk full | down: disk full | down",
        "down dwn # disk full | down: disk full (unknown word 'dwn') | down (unknown word 'dwn')",
        "# hello | changes nothing: hello | changes nothing",
        "down 50% | down, weight 50% | -",
        "dwn | changes nothing (unknown word 'dwn') | -"
      })
  void itsTextForPeopleIsToldApart(String line, String info, @Nullable String own) {
    CheckResult result = Play.of(QUIET, Play.PLAIN, line + "\n").result();

    assertThat(result.info()).isEqualTo(info);
    assertThat(result.ownInfo()).isEqualTo(own);
  }

  @Test
  void aSecretThatAnAgentRepeatsIsNotShown() {
    AgentCheck check = new AgentCheck("s3cr3t\n", true);

    assertThat(Play.of(check, Play.PLAIN, "s3cr3t down # s3cr3t\n").verdict())
        .isEqualTo("L7STS down: *** (unknown word '***')");
    assertThat(check.toString()).doesNotContain("s3cr3t");
    assertThat(Play.script(check, Play.PLAIN).toString()).doesNotContain("s3cr3t");
  }

  @Test
  void aSecretOfSeveralWordsIsNotTakenApart() {
    AgentCheck check = new AgentCheck("my token,a#b\n", true);

    assertThat(Play.of(check, Play.PLAIN, "my token,a#b down # my token,a#b\n").verdict())
        .isEqualTo("L7STS down: *** (unknown word '***')");
  }

  @Test
  void longLinesAreReadInOnePass() {
    ProbeDriver probe = new ProbeDriver(Play.script(QUIET, Play.PLAIN)).connected();
    Assertions.assertThatNoException()
        .isThrownBy(
            () -> {
              for (int i = 0; i < 16_000; i++) {
                probe.received("x");
              }
            });

    AgentReply reply = probe.received("\n").result().agent();
    assertThat(reply).isEqualTo(new AgentReply(null, null, null, null));
  }

  @Test
  void itStandsWhateverComes() {
    talks().forEach(Robustness::assertStands);
  }

  @Test
  void itSaysWhatItDoesAndNotWhatItSends() {
    AgentCheck asked = new AgentCheck("s3cr3t\n", true);

    assertThat(Play.script(QUIET, Play.PLAIN).steps().get(1).describe())
        .isEqualTo("read a line of the agent");
    assertThat(Play.script(asked, Play.PLAIN).steps().get(1).describe())
        .isEqualTo("send agent.send, read a line of the agent");
    assertThat(asked).hasToString("AgentCheck");
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
        Talk.of(QUIET, Play.PLAIN, "up drain 50% maxconn:30 # well\n"),
        Talk.of(new AgentCheck("hello\n", false), Play.PLAIN, "UP # well\n"));
  }
}
