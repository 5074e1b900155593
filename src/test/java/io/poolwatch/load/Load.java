package io.poolwatch.load;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** How long load lasts, and how its figures are told. */
final class Load {
  private static final double KIB = 1024;
  private static final int FULL_SECONDS = 60;

  /** For how long load is measured. */
  static final Duration MEASURED =
      Duration.ofSeconds(Integer.getInteger("poolwatch.load.seconds", 20));

  /** By what a limit is multiplied: a usual build may run on a machine that is not quite idle. */
  static final int SLACK = MEASURED.toSeconds() >= FULL_SECONDS ? 1 : 3;

  private Load() {}

  /** Lets the load go on for so long: its duration is what is tested. */
  static void lasts(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Shows a figure in the build's output. */
  static void tell(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }

  /** Percentiles of microseconds as text, in milliseconds. */
  static String percentiles(Histogram micros) {
    return String.format(
        Locale.ROOT,
        "p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, max %.2f ms",
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getValueAtPercentile(99.9) / 1e3,
        micros.getMaxValue() / 1e3);
  }

  static double kib(long bytes) {
    return bytes / KIB;
  }
}
