package io.poolwatch.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How much of this machine's processors its host gives to other machines, as the kernel counts it
 * (proc(5), {@code /proc/stat}, the field {@code steal}). What is measured meanwhile is the host's.
 */
final class StolenTime {
  private static final Path STAT = Path.of("/proc/stat");

  /** The field's place behind the word {@code cpu}; those from 0 to here make up all time. */
  private static final int STEAL = 7;

  private final long[] before;

  private StolenTime(long[] before) {
    this.before = before;
  }

  /** A mark from which {@link #share} counts. */
  static StolenTime now() {
    return new StolenTime(read());
  }

  /** The share of all processors' time that was stolen since the mark, 0 to 1. */
  double share() {
    long[] after = read();
    long all = LongStream.of(after).sum() - LongStream.of(before).sum();
    return all == 0 ? 0 : (double) (after[STEAL] - before[STEAL]) / all;
  }

  private static long[] read() {
    try {
      List<String> lines = Files.readAllLines(STAT);
      return Stream.of(lines.get(0).trim().split(" +"))
          .skip(1)
          .limit(STEAL + 1)
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
