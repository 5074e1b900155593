package io.poolwatch.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * When the probes of each server came, as its endpoint saw it. Not thread-safe.
 *
 * <p>Times are nanoseconds of any one clock; what is asked for is in microseconds.
 */
public final class Arrivals {
  private static final long NANOS_PER_MICRO = 1_000;
  private static final int DIGITS = 3;

  private final Map<String, List<Long>> times = new HashMap<>();
  private long count;

  /** A probe of a server came. */
  public void note(String server, long nanos) {
    times.computeIfAbsent(server, unseen -> new ArrayList<>()).add(nanos);
    count++;
  }

  /** All probes. */
  public long count() {
    return count;
  }

  /** The servers that were probed at least once. */
  public int servers() {
    return times.size();
  }

  /** The fewest probes that any of these servers had. */
  public int fewest() {
    return times.values().stream().mapToInt(List::size).min().orElse(0);
  }

  /** The longest time between two probes of one server; 0 if none had two. */
  public long longestGapMicros() {
    long longest = 0;
    for (List<Long> ofOne : times.values()) {
      for (int i = 1; i < ofOne.size(); i++) {
        longest = Math.max(longest, ofOne.get(i) - ofOne.get(i - 1));
      }
    }
    return longest / NANOS_PER_MICRO;
  }

  /**
   * How much longer than the interval it took until the next probe of the same server; 0 where it
   * came early.
   */
  public Histogram gapExcess(long intervalNanos) {
    Histogram excess = new Histogram(DIGITS);
    for (List<Long> ofOne : times.values()) {
      for (int i = 1; i < ofOne.size(); i++) {
        record(excess, ofOne.get(i) - ofOne.get(i - 1) - intervalNanos);
      }
    }
    return excess;
  }

  /**
   * How late probes came on the beat of their server, which is taken from the one that came most
   * punctually. Only for whoever keeps a beat, with no slot left out.
   */
  public Histogram lag(long intervalNanos) {
    Histogram lag = new Histogram(DIGITS);
    for (List<Long> ofOne : times.values()) {
      long beat = Long.MAX_VALUE;
      for (int i = 0; i < ofOne.size(); i++) {
        beat = Math.min(beat, ofOne.get(i) - i * intervalNanos);
      }
      for (int i = 0; i < ofOne.size(); i++) {
        record(lag, ofOne.get(i) - i * intervalNanos - beat);
      }
    }
    return lag;
  }

  private static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.max(0, nanos) / NANOS_PER_MICRO);
  }
}
