package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.expect;
import static io.poolwatch.check.ProbeDriver.expectNot;
import static io.poolwatch.check.ProbeDriver.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Probes that say nothing about the server. */
final class ExchangeInconclusiveTest {

  private static ProbeDriver probe(Step... steps) {
    return new ProbeDriver(script(steps)).connected();
  }

  @Test
  void aLocalFaultSaysNothingAboutTheServer() {
    CheckResult result =
        new ProbeDriver(script())
            .start()
            .failed(Phase.CONNECT, Failure.Kind.LOCAL, "no free port")
            .result();

    assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(result.status()).isEqualTo(CheckStatus.SOCKERR);
    assertThat(result.info()).startsWith("local fault: no free port while connecting to ");
  }

  @Test
  void aLocalFaultProvesNothingByBytesThatCame() {
    CheckResult result =
        probe(expectNot("ERR"))
            .received("fine")
            .failed(Phase.RECEIVE, Failure.Kind.LOCAL, "too many open files")
            .result();

    assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT, L4TOUT, 251,   0, its timer fired 251 ms late",
    "CONNECT, L4TOUT,   0, 251, this process held it up for 251 ms",
  })
  void aLateTimeOutSaysNothing(
      Phase phase, CheckStatus status, long late, long paused, String why) {
    CheckResult result =
        new ProbeDriver(script())
            .start()
            .timedOut(phase, Duration.ofMillis(late), Duration.ofMillis(paused))
            .result();

    assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result.info()).endsWith("; inconclusive: " + why + " (more than max-lag, 250 ms)");
  }

  @Test
  void upToTheLimitATimeOutCounts() {
    Duration limit = ProbeDriver.MAX_LAG;

    CheckResult result =
        new ProbeDriver(script()).start().timedOut(Phase.CONNECT, limit, limit).result();
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void anOwnTimeOutStatusDoesNotHideThePendingLayer() {
    Step.Expect own =
        new Step.Expect(
            expect("OK").matcher(),
            false,
            -1,
            CheckStatus.L7OK,
            CheckStatus.L7RSP,
            CheckStatus.L4TOUT,
            null,
            null,
            null);

    CheckResult result =
        probe(own).timedOut(Phase.RECEIVE, Duration.ofSeconds(1), Duration.ZERO).result();
    assertThat(result.status()).isEqualTo(CheckStatus.L7TOUT);
  }

  @Test
  void aPassCountsHoweverLate() {
    Matcher lazy = new LazyMatcher();
    ProbeDriver probe = probe(expect(lazy, false, -1));

    assertThat(probe.received("OK").waits()).isTrue();
    CheckResult result =
        probe.timedOut(Phase.RECEIVE, Duration.ofSeconds(9), Duration.ZERO).result();
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
  }

  @Test
  void closedByOurselvesSaysNothing() {
    CheckResult result = probe(expect("OK")).closed().result();

    assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(result.status()).isEqualTo(CheckStatus.SOCKERR);
  }

  /** Looks only when it must. */
  private static final class LazyMatcher implements Matcher {
    @Override
    public Search begin() {
      return (data, length, last) -> last && length > 0;
    }

    @Override
    public int minLength() {
      return 0;
    }

    @Override
    public String describe() {
      return "anything";
    }
  }
}
