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

  /**
   * The interval that applies after a probe.
   *
   * @param counter what it left
   * @param heard whether it was answered
   */
  public Duration after(HealthCounter counter, boolean heard) {
    if (!heard) {
      return fastInter;
    }
    if (counter.settledUp()) {
      return inter;
    }
    return counter.settledDown() ? downInter : fastInter;
  }
}
