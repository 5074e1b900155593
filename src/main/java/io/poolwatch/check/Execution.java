package io.poolwatch.check;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.DurationText;
import io.poolwatch.model.Excerpt;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ProgramPlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.pekko.util.ByteString;

/**
 * The interpreter of a script that is one external program: its exit code decides, and what it
 * wrote is the info.
 *
 * <p>Source: HAProxy, configuration manual, {@code option external-check}.
 */
final class Execution implements Interpreter {
  /** What is shorter protects nothing, and would be found everywhere. */
  private static final int SECRET = 4;

  private final ProgramPlan plan;
  private final Duration maxLag;
  private final Stopwatch watch;

  /**
   * A program that has not been started.
   *
   * @param startNanos when the probe began
   * @param maxLag lateness or pause of our own from which a time-out says nothing
   */
  Execution(ProgramPlan plan, long startNanos, Duration maxLag) {
    this.plan = plan;
    this.maxLag = maxLag;
    this.watch = new Stopwatch(startNanos);
  }

  @Override
  public Action start() {
    return new Action.Execute(plan);
  }

  @Override
  public Action on(ConnectionEvent event) {
    watch.at(event.atNanos());
    if (event instanceof ConnectionEvent.Exited exited) {
      return conclude(exited(exited));
    }
    if (event instanceof ConnectionEvent.TimedOut timedOut) {
      return conclude(timedOut(timedOut));
    }
    if (event instanceof ConnectionEvent.Failed failed) {
      String info = "local fault: " + failed.failure().detail();
      return conclude(finding(Outcome.INCONCLUSIVE, CheckStatus.SOCKERR, info));
    }
    return Action.Await.INSTANCE;
  }

  private Finding exited(ConnectionEvent.Exited exited) {
    String said = said(exited.output());
    if (exited.code() == 0) {
      return new Finding(Outcome.PASSED, CheckStatus.PROCOK, 0, said, Phase.RECEIVE);
    }
    String info =
        "exited with " + exited.code() + (said.isEmpty() ? " and said nothing" : ": " + said);
    return new Finding(Outcome.FAILED, CheckStatus.PROCERR, exited.code(), info, Phase.RECEIVE);
  }

  private Finding timedOut(ConnectionEvent.TimedOut event) {
    String info = "killed, as it was not done within " + DurationText.of(event.limit());
    String doubt = Finding.doubt(event, maxLag);
    return doubt.isEmpty()
        ? finding(Outcome.FAILED, CheckStatus.PROCTOUT, info)
        : finding(Outcome.INCONCLUSIVE, CheckStatus.PROCTOUT, info + "; inconclusive: " + doubt);
  }

  private static Finding finding(Outcome outcome, CheckStatus status, String info) {
    return new Finding(outcome, status, CheckResult.NO_CODE, info, Phase.RECEIVE);
  }

  /** What it wrote, without the line ends that every program writes at last. */
  private String said(ByteString output) {
    int length = output.length();
    while (length > 0 && (output.apply(length - 1) == '\n' || output.apply(length - 1) == '\r')) {
      length--;
    }
    return length == 0 ? "" : Excerpt.of(masked(output.take(length)));
  }

  /** What it wrote as Latin-1, without the values of its environment: one may be a password. */
  private String masked(ByteString output) {
    String text = output.decodeString(StandardCharsets.ISO_8859_1);
    for (String value : plan.env().values()) {
      if (value.length() >= SECRET) {
        byte[] given = value.getBytes(StandardCharsets.UTF_8);
        text = text.replace(new String(given, StandardCharsets.ISO_8859_1), "***");
      }
    }
    return text;
  }

  private Action conclude(Finding finding) {
    return new Action.Conclude(
        finding.result(watch.stop(), null), CloseMode.ABORT, ByteString.emptyByteString());
  }
}
