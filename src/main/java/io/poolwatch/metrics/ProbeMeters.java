package io.poolwatch.metrics;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
import org.apache.pekko.util.ByteString;

/** Two meters that are told the same. */
public final class ProbeMeters implements ProbeMeter {
  private final ProbeMeter first;
  private final ProbeMeter second;

  /** Tells one, then the other. */
  public ProbeMeters(ProbeMeter first, ProbeMeter second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public void started(long lagNanos) {
    first.started(lagNanos);
    second.started(lagNanos);
  }

  @Override
  public void finished(ServerId server, CheckResult result) {
    first.finished(server, result);
    second.finished(server, result);
  }

  @Override
  public void replied(ServerId server, ByteString beginning) {
    first.replied(server, beginning);
    second.replied(server, beginning);
  }

  @Override
  public void ended(ServerId server) {
    first.ended(server);
    second.ended(server);
  }

  @Override
  public void skipped(int slots) {
    first.skipped(slots);
    second.skipped(slots);
  }

  @Override
  public void lookupFailed() {
    first.lookupFailed();
    second.lookupFailed();
  }
}
