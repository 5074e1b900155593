package io.poolwatch.bench;

import io.poolwatch.load.Arrivals;
import io.poolwatch.load.Farm;
import io.poolwatch.load.ProcessVitals;
import java.time.Duration;

/**
 * What one contender did in a stretch of time.
 *
 * @param arrivals its probes, as its endpoints saw them
 * @param probes how many it made
 * @param cpu user and system time of its process
 */
record Window(Arrivals arrivals, long probes, Duration cpu) {

  double cpuMicrosPerProbe() {
    return cpu.toNanos() / 1e3 / probes;
  }

  /** The same for a contender whose probes its endpoints can't see. */
  Window withProbes(long known) {
    return new Window(arrivals, known, cpu);
  }

  /** A stretch that has begun. */
  static final class Begun {
    private final ProcessVitals vitals;
    private final Farm farm;
    private final Duration cpuBefore;

    Begun(Contender contender, Farm farm) {
      this.vitals = contender.vitals();
      this.farm = farm;
      farm.takeArrivals();
      this.cpuBefore = vitals.cpu();
    }

    Window end() {
      Duration used = vitals.cpu().minus(cpuBefore);
      Arrivals arrivals = farm.takeArrivals();
      return new Window(arrivals, arrivals.count(), used);
    }
  }
}
