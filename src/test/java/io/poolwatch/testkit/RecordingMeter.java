package io.poolwatch.testkit;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A meter that keeps what it is told. */
public final class RecordingMeter implements ProbeMeter {
  private final List<Duration> lags = new CopyOnWriteArrayList<>();
  private final List<CheckResult> results = new CopyOnWriteArrayList<>();
  private final List<ServerId> ended = new CopyOnWriteArrayList<>();
  private final AtomicInteger skipped = new AtomicInteger();
  private final AtomicInteger lookupsFailed = new AtomicInteger();

  @Override
  public void started(long lagNanos) {
    lags.add(Duration.ofNanos(lagNanos));
  }

  @Override
  public void finished(ServerId server, CheckResult result) {
    results.add(result);
  }

  @Override
  public void ended(ServerId server) {
    ended.add(server);
  }

  @Override
  public void skipped(int slots) {
    skipped.addAndGet(slots);
  }

  @Override
  public void lookupFailed() {
    lookupsFailed.incrementAndGet();
  }

  /** How late each probe was started. */
  public List<Duration> lags() {
    return lags;
  }

  /** The results, in order. */
  public List<CheckResult> results() {
    return results;
  }

  /** The servers that are not probed any more as they were, in order. */
  public List<ServerId> ended() {
    return ended;
  }

  /** Slots that went by. */
  public int skipped() {
    return skipped.get();
  }

  /** Look-ups that failed. */
  public int lookupsFailed() {
    return lookupsFailed.get();
  }
}
