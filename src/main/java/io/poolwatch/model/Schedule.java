package io.poolwatch.model;

import java.time.Duration;

/**
 * When a server is probed, from the start of one probe to the start of the next.
 *
 * @param inter interval when settled up
 * @param fastInter interval while the counter is on its way
 * @param downInter interval when settled down
 * @param spreadPercent random jitter of each interval, 0 to 50 percent of it
 */
public record Schedule(Duration inter, Duration fastInter, Duration downInter, int spreadPercent) {

  /** The interval that applies after a probe that left the counter as given. */
  public Duration after(HealthCounter counter, boolean conclusive) {
    if (!conclusive) {
      return fastInter;
    }
    if (counter.settledUp()) {
      return inter;
    }
    return counter.settledDown() ? downInter : fastInter;
  }
}
