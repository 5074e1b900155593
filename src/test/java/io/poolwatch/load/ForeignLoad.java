package io.poolwatch.load;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How much of this machine's processors others use: programs that this one has not started, and
 * other machines to which the host gives them (proc(5), {@code /proc/stat}, the field {@code
 * steal}). Times that are measured meanwhile are theirs as much as ours.
 */
public final class ForeignLoad {
  private static final Path STAT = Path.of("/proc/stat");

  /** The fields behind the word {@code cpu} whose sum is all time, in ticks. */
  private static final int FIELDS = 8;

  /** From here on times say nothing of this program. */
  private static final double LITTLE = 0.05;

  private static final int IDLE = 3;
  private static final int IO_WAIT = 4;

  private final long[] before = ticks();
  private final Duration ownBefore = own();
  private final long since = System.nanoTime();

  private ForeignLoad() {}

  /** A mark from which {@link #share} counts; what is running by then must still run at its end. */
  public static ForeignLoad now() {
    return new ForeignLoad();
  }

  /** The share of all processors' time that others have used since the mark, 0 to 1. */
  public double share() {
    long[] after = ticks();
    long all = LongStream.of(after).sum() - LongStream.of(before).sum();
    long idle = after[IDLE] + after[IO_WAIT] - before[IDLE] - before[IO_WAIT];
    double processorNanos =
        (double) (System.nanoTime() - since) * Runtime.getRuntime().availableProcessors();
    double ownShare = own().minus(ownBefore).toNanos() / processorNanos;
    return Math.max(0, 1 - (double) idle / all - ownShare);
  }

  /** Ends a test as skipped if others have used so much that what follows would judge them. */
  public static void assumeLittle(double share) {
    assumeThat(share)
        .as("skipped: the machine has other work; its share of the processors")
        .isLessThan(LITTLE);
  }

  /** What this process and those that it has started have used. */
  private static Duration own() {
    ProcessHandle here = ProcessHandle.current();
    return Stream.concat(Stream.of(here), here.descendants())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static long[] ticks() {
    try {
      List<String> lines = Files.readAllLines(STAT);
      return Stream.of(lines.get(0).trim().split(" +"))
          .skip(1)
          .limit(FIELDS)
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
