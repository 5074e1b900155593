package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timings;
import io.poolwatch.testkit.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ProbeReportTest {
  private static final ServerId SHORT = new ServerId("web", "a");
  private static final ServerId LONG = new ServerId("database", "primary");

  private final StringWriter out = new StringWriter();

  @ParameterizedTest
  @MethodSource("rounds")
  void theWorstResultDecidesTheExitCode(List<Outcome> outcomes, int exitCode) {
    ProbeReport report = report(ProbeReport.Format.TEXT);

    outcomes.forEach(outcome -> report.tell(SHORT, result(outcome)));

    assertThat(report.exitCode()).isEqualTo(exitCode);
  }

  static Stream<Arguments> rounds() {
    return Stream.of(
        Arguments.of(List.of(Outcome.PASSED, Outcome.CONDITIONAL), 0),
        Arguments.of(List.of(Outcome.PASSED, Outcome.NEUTRAL), 0),
        Arguments.of(List.of(Outcome.PASSED, Outcome.FAILED), 1),
        Arguments.of(List.of(Outcome.FAILED, Outcome.INCONCLUSIVE), 1),
        Arguments.of(List.of(Outcome.INCONCLUSIVE, Outcome.FAILED), 1),
        Arguments.of(List.of(Outcome.PASSED, Outcome.INCONCLUSIVE), 4));
  }

  @Test
  void textIsAligned() {
    ProbeReport report = report(ProbeReport.Format.TEXT);

    report.tell(SHORT, result(Outcome.PASSED));
    report.tell(LONG, result(Outcome.INCONCLUSIVE));

    List<String> lines = out.toString().lines().toList();
    assertThat(lines.get(0)).startsWith("web/a             passed        L7OK");
    assertThat(lines.get(1)).startsWith("database/primary  inconclusive  SOCKERR");
  }

  @Test
  void aCheckThatHasANameIsToldByIt() {
    report(ProbeReport.Format.TEXT).tell(SHORT, result(Outcome.FAILED).of("db"));
    report(ProbeReport.Format.JSON).tell(SHORT, result(Outcome.FAILED).of("db"));

    List<String> lines = out.toString().lines().toList();
    assertThat(lines.get(0)).contains("failed        db: L7STS");
    assertThat(Program.json(lines.get(1)).path("check").asText()).isEqualTo("db");
  }

  @Test
  void jsonIsOneObjectALine() {
    ProbeReport report = report(ProbeReport.Format.JSON);

    report.tell(SHORT, result(Outcome.PASSED));
    report.tell(LONG, result(Outcome.FAILED));

    assertThat(out.toString().lines().map(Program::json).map(line -> line.path("server").asText()))
        .containsExactly("a", "primary");
  }

  private ProbeReport report(ProbeReport.Format format) {
    return new ProbeReport(
        new PrintWriter(out, true),
        format,
        false,
        List.of(SHORT, LONG),
        () -> Instant.parse("2025-03-01T12:00:00Z"));
  }

  private static CheckResult result(Outcome outcome) {
    CheckStatus status =
        switch (outcome) {
          case PASSED -> CheckStatus.L7OK;
          case CONDITIONAL -> CheckStatus.L7OKC;
          case FAILED -> CheckStatus.L7STS;
          case NEUTRAL -> CheckStatus.CHECKED;
          case INCONCLUSIVE -> CheckStatus.SOCKERR;
        };
    return new CheckResult(
        outcome, status, CheckResult.NO_CODE, "", Phase.RECEIVE, Timings.NONE, null);
  }
}
