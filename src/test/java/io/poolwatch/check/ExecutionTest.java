package io.poolwatch.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ProgramPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the end of an external program says about its server. */
final class ExecutionTest {
  private static final Duration LAG = Duration.ofMillis(250);
  private static final long START = 1_000;
  private static final ProgramPlan PLAN =
      new ProgramPlan(
          Path.of("/checks/lag"),
          List.of(),
          Map.of("TOKEN", "s3cr3t"),
          ProbeDriver.PLAIN_PLAN.destination(),
          false);

  /** The script of a program. */
  static final CheckScript SCRIPT =
      new CheckScript(
          "exec",
          List.of(new Step.Execute(PLAN, null)),
          false,
          false,
          ByteString.emptyByteString());

  private final Interpreter script = Interpreter.of(SCRIPT, START, 16_384, LAG, ClosePolicy.AUTO);

  private CheckResult resultOf(ConnectionEvent event) {
    assertThat(script.start()).isEqualTo(new Action.Execute(PLAN));
    return ((Action.Conclude) script.on(event)).result();
  }

  private static ConnectionEvent exited(int code, String output) {
    return new ConnectionEvent.Exited(1, START + 7, code, ByteString.fromString(output));
  }

  private static ConnectionEvent timedOut(Duration late, Duration paused) {
    return new ConnectionEvent.TimedOut(
        1, START + 9, Phase.RECEIVE, Duration.ofSeconds(2), late, paused);
  }

  static List<Arguments> ends() {
    return List.of(
        Arguments.of(0, "", CheckStatus.PROCOK, ""),
        Arguments.of(0, "fine\r\n", CheckStatus.PROCOK, "'fine'"),
        Arguments.of(1, "", CheckStatus.PROCERR, "exited with 1 and said nothing"),
        Arguments.of(2, "a\nb\n\n", CheckStatus.PROCERR, "exited with 2: 'a\\nb'"),
        Arguments.of(137, "\n", CheckStatus.PROCERR, "exited with 137 and said nothing"));
  }

  @Test
  void whatItsEnvironmentHoldsIsNotRepeated() {
    assertThat(resultOf(exited(1, "+ curl -u mon:s3cr3t http://x")).info())
        .isEqualTo("exited with 1: '+ curl -u mon:*** http://x'");
  }

  @ParameterizedTest
  @MethodSource("ends")
  void theExitCodeDecides(int code, String output, CheckStatus status, String info) {
    CheckResult result = resultOf(exited(code, output));

    assertThat(result.status()).isEqualTo(status);
    assertThat(result.code()).isEqualTo(code);
    assertThat(result.outcome()).isEqualTo(code == 0 ? Outcome.PASSED : Outcome.FAILED);
    assertThat(result.info()).isEqualTo(info);
    assertThat(result.timings().totalNanos()).isEqualTo(7);
  }

  @Test
  void theDeadlineDecidesUnlessItsLatenessIsOurs() {
    CheckResult result = resultOf(timedOut(Duration.ZERO, Duration.ZERO));

    assertThat(result.status()).isEqualTo(CheckStatus.PROCTOUT);
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.code()).isEqualTo(CheckResult.NO_CODE);
    assertThat(result.info()).isEqualTo("killed, as it was not done within 2 s");
  }

  @ParameterizedTest
  @CsvSource({"251, 0", "0, 251"})
  void aPauseOfOurOwnIsInconclusive(long late, long paused) {
    CheckResult result = resultOf(timedOut(Duration.ofMillis(late), Duration.ofMillis(paused)));

    assertThat(result.status()).isEqualTo(CheckStatus.PROCTOUT);
    assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(result.info()).contains("inconclusive").contains("251 ms");
  }

  @Test
  void aProgramThatCanNotBeStartedSaysNothingAboutItsServer() {
    Failure failure = new Failure(Failure.Kind.LOCAL, "Cannot allocate memory");
    CheckResult result = resultOf(new ConnectionEvent.Failed(1, START, Phase.RECEIVE, failure));

    assertThat(result.status()).isEqualTo(CheckStatus.SOCKERR);
    assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(result.info()).isEqualTo("local fault: Cannot allocate memory");
  }

  @Test
  void noTextShowsTheEnvironment() {
    assertThat(SCRIPT + " " + new Action.Execute(PLAN)).doesNotContain("s3cr3t");
  }

  @Test
  void aProgramIsTheOnlyStepOfItsScript() {
    Step.Execute program = new Step.Execute(PLAN, null);

    assertThat(SCRIPT.runsProgram()).isTrue();
    assertThatThrownBy(
            () ->
                new CheckScript(
                    "exec", List.of(program, program), false, false, ByteString.emptyByteString()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
