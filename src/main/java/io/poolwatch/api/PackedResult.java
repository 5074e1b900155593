package io.poolwatch.api;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Timings;

/**
 * A probe's result in 64 bits: 30 for when it came, in steps of 20 ms, which come round after 248
 * days; 5 for its status, 3 for its outcome; 10 for how long it took, exact to 1 percent, and 8
 * each for connecting and for the first byte, exact to 4. Times are kept as their logarithm, from
 * 10 µs to 10 minutes.
 */
final class PackedResult {
  private static final CheckStatus[] STATUSES = CheckStatus.values();
  private static final Outcome[] OUTCOMES = Outcome.values();

  private static final int STEP_MILLIS = 20;
  private static final long ROUND = 1L << 30;

  /** So many steps, a day, may the clock be set back. */
  private static final long AHEAD = 86_400_000L / STEP_MILLIS;

  private static final double LEAST_NANOS = 10_000;
  private static final double SPAN = Math.log(600e9 / LEAST_NANOS);
  private static final int FINE = 10;
  private static final int COARSE = 8;

  private PackedResult() {}

  /**
   * Packs a result.
   *
   * @param millis when it came, milliseconds since the epoch
   */
  @SuppressWarnings("EnumOrdinal") // Unpacked by the process that packed it.
  static long of(CheckResult result, long millis) {
    Timings timings = result.timings();
    long packed = millis / STEP_MILLIS % ROUND;
    packed = packed << 5 | result.status().ordinal();
    packed = packed << 3 | result.outcome().ordinal();
    packed = packed << FINE | code(timings.totalNanos(), FINE);
    packed = packed << COARSE | code(timings.connectNanos(), COARSE);
    return packed << COARSE | code(timings.firstByteNanos(), COARSE);
  }

  /**
   * When it came; {@code now} is at most 247 days later. It may be earlier: a result comes while
   * others are looked at.
   */
  static long millis(long packed, long now) {
    long steps = now / STEP_MILLIS;
    long age = Math.floorMod(steps - (packed >>> 34) + AHEAD, ROUND) - AHEAD;
    return (steps - age) * STEP_MILLIS;
  }

  static CheckStatus status(long packed) {
    return STATUSES[(int) (packed >>> 29) & 31];
  }

  static Outcome outcome(long packed) {
    return OUTCOMES[(int) (packed >>> 26) & 7];
  }

  static long totalNanos(long packed) {
    return nanos((int) (packed >>> 16) & 1023, FINE);
  }

  static long connectNanos(long packed) {
    return nanos((int) (packed >>> 8) & 255, COARSE);
  }

  static long firstByteNanos(long packed) {
    return nanos((int) packed & 255, COARSE);
  }

  /** 0 stands for none. */
  private static int code(long nanos, int bits) {
    if (nanos < 0) {
      return 0;
    }
    int most = (1 << bits) - 2;
    double share = Math.log(Math.max(1, nanos / LEAST_NANOS)) / SPAN;
    return 1 + (int) Math.round(Math.min(1, share) * most);
  }

  private static long nanos(int code, int bits) {
    int most = (1 << bits) - 2;
    return code == 0
        ? Timings.ABSENT
        : Math.round(LEAST_NANOS * Math.exp(SPAN * (code - 1) / most));
  }
}
