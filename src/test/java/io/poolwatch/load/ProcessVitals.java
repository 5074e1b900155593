package io.poolwatch.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a running process takes, as Linux tells it in {@code /proc}: see proc(5). Methods throw
 * {@code UncheckedIOException} once the process is gone.
 *
 * @param pid of the process
 */
public record ProcessVitals(long pid) {
  /** USER_HZ is 100 on every architecture that Java runs on. */
  private static final Duration TICK = Duration.ofMillis(10);

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final int UTIME = 11;
  private static final int STIME = 12;

  /** User and system time that all its threads have used. */
  public Duration cpu() {
    String stat = read("stat");
    // The command's name may hold anything, but the last parenthesis ends it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return TICK.multipliedBy(Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]));
  }

  /** Resident memory in bytes. */
  public long residentBytes() {
    return status("VmRSS") * 1024;
  }

  /** Threads now. */
  public int threads() {
    return (int) status("Threads");
  }

  /** Open file descriptors now. */
  public int descriptors() {
    try (Stream<Path> open = Files.list(directory().resolve("fd"))) {
      return (int) open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of live objects of a JVM: collects its garbage twice, and stops it for that long. */
  public long liveHeapBytes() {
    // What the first collection lets go of by reference queues falls to the second.
    histogram();
    Matcher total = TOTAL.matcher(histogram());
    if (!total.find()) {
      throw new IllegalStateException("no total in the class histogram of " + pid);
    }
    return Long.parseLong(total.group(1));
  }

  private String histogram() {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Process process =
          new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long status(String key) {
    return read("status")
        .lines()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  private String read(String name) {
    try {
      return Files.readString(directory().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path directory() {
    return Path.of("/proc", Long.toString(pid));
  }
}
