package io.poolwatch.metrics;

import java.util.ArrayDeque;
import java.util.Deque;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** How late probes were started of late. Safe for any thread. */
final class RecentLag {
  /** How many times in a row what was recorded is still told. */
  static final int SPANS = 10;

  private final Recorder recorder;
  private final Histogram sum;
  private final Deque<Histogram> spans = new ArrayDeque<>(SPANS);

  /**
   * Nothing was recorded yet.
   *
   * @param highestMicros the highest value
   * @param digits to so many digits
   */
  RecentLag(long highestMicros, int digits) {
    this.recorder = new Recorder(highestMicros, digits);
    this.sum = new Histogram(highestMicros, digits);
  }

  void record(long micros) {
    recorder.recordValue(micros);
  }

  /**
   * The 99th percentile, microseconds, of what was recorded since the tenth time that this was
   * asked before; 0 if nothing was.
   */
  synchronized long p99Micros() {
    Histogram oldest = spans.size() < SPANS ? null : spans.removeFirst();
    spans.addLast(recorder.getIntervalHistogram(oldest));
    sum.reset();
    spans.forEach(sum::add);
    return sum.getValueAtPercentile(99);
  }
}
