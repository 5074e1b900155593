package io.poolwatch.bench;

import io.poolwatch.load.EndpointFarm;
import io.poolwatch.load.Farm;
import io.poolwatch.load.Manner;
import io.poolwatch.load.NginxFarm;
import io.poolwatch.load.Programs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Both contenders side by side, each at endpoints of its own, and what they took. */
final class Comparison {
  /** How long a cold JVM is looked at. */
  private static final Duration COLD = Duration.ofSeconds(30);

  private final PrintWriter out;
  private final Path directory;
  private final int haproxyThreads;

  /**
   * Comparisons.
   *
   * @param out told the figures, as Markdown
   * @param directory where files go
   * @param haproxyThreads its {@code nbthread}
   */
  Comparison(PrintWriter out, Path directory, int haproxyThreads) {
    this.out = out;
    this.directory = directory;
    this.haproxyThreads = haproxyThreads;
  }

  /** CPU time of a probe, and how punctual probes are. */
  void cpu(Kind kind, int servers, Duration interval, Duration warmUp, Duration measured)
      throws IOException {
    try (Farm ours = farm(kind, servers, "ours-" + kind);
        Farm theirs = farm(kind, servers, "theirs-" + kind);
        Contender haproxy =
            Contender.haproxy(
                new Fleet(kind, theirs.endpoints(), 1, interval, caFile(theirs)),
                directory,
                haproxyThreads);
        Contender poolwatch =
            Contender.poolwatch(
                new Fleet(kind, ours.endpoints(), 1, interval, caFile(ours)), directory)) {
      Window.Begun begun = new Window.Begun(poolwatch, ours);
      lasts(COLD);
      Window cold = begun.end();
      lasts(warmUp.minus(COLD));
      Window.Begun own = new Window.Begun(poolwatch, ours);
      Window.Begun peer = new Window.Begun(haproxy, theirs);
      lasts(measured);
      Window ownWindow = own.end();
      Window peerWindow = peer.end();
      if (kind == Kind.CONNECT) {
        // HAProxy resets before the kernel takes the connection for made: no endpoint sees it.
        long scheduled = servers * measured.toMillis() / interval.toMillis();
        peerWindow = peerWindow.withProbes(scheduled);
      }
      say("");
      say("### %s: %,d servers every %d ms", kind.words(), servers, interval.toMillis());
      say("");
      tell(ownWindow, peerWindow, interval);
      say("");
      say(
          "CPU budget %d x. Poolwatch's first %d s, from a cold JVM: %.0f us a probe.",
          kind.budget(), COLD.toSeconds(), cold.cpuMicrosPerProbe());
      if (ours instanceof NginxFarm a && theirs instanceof NginxFarm b) {
        say("Resumed handshakes: Poolwatch %d, HAProxy %d.", a.resumed(), b.resumed());
      }
      say("Poolwatch's own count since its start: %s", poolwatch.stop());
    }
  }

  private void tell(Window own, Window peer, Duration interval) {
    say("| | Poolwatch | HAProxy | ratio |");
    say("| --- | ---: | ---: | ---: |");
    row("probes", (double) own.probes(), (double) peer.probes(), "%.0f");
    row("CPU time of a probe, us", own.cpuMicrosPerProbe(), peer.cpuMicrosPerProbe(), "%.1f");
    if (peer.arrivals().count() > 0) {
      tellGaps(own, peer, interval);
    }
    Histogram lag = own.arrivals().lag(interval.toNanos());
    say(
        "| start-lag on its own beat, p50 / p99 / p99.9, ms | %.2f / %.2f / %.2f | keeps no beat |"
            + " |",
        lag.getValueAtPercentile(50) / 1e3,
        lag.getValueAtPercentile(99) / 1e3,
        lag.getValueAtPercentile(99.9) / 1e3);
  }

  private void tellGaps(Window own, Window peer, Duration interval) {
    Histogram ownLate = own.arrivals().gapExcess(interval.toNanos());
    Histogram peerLate = peer.arrivals().gapExcess(interval.toNanos());
    for (double percentile : new double[] {50, 99, 99.9}) {
      row(
          "later than one interval after the last probe, p%s, ms"
              .formatted(percentile == 99.9 ? "99.9" : Long.toString(Math.round(percentile))),
          ownLate.getValueAtPercentile(percentile) / 1e3,
          peerLate.getValueAtPercentile(percentile) / 1e3,
          "%.2f");
    }
  }

  /** What a server takes of the memory, from the difference of a small and a large fleet. */
  void memory(int small, int large, Duration settle) throws IOException {
    Memory few = sizes(small, 1, settle);
    Memory many = sizes(small, large / small, settle);
    say("");
    say("### memory: http, %,d and %,d servers, %,d probes/s each", small, large, small);
    say("");
    say("| | Poolwatch | HAProxy | ratio |");
    say("| --- | ---: | ---: | ---: |");
    row("resident, MiB, few servers", few.ownMib(), few.peerMib(), "%.1f");
    row("resident, MiB, many servers", many.ownMib(), many.peerMib(), "%.1f");
    double added = (large - small) / 1024.0;
    row(
        "resident, KiB for each further server",
        (many.ownMib() - few.ownMib()) / added,
        (many.peerMib() - few.peerMib()) / added,
        "%.1f");
    say(
        "| live heap, KiB for each further server | %.1f | | |",
        (many.liveHeap() - few.liveHeap()) / 1024.0 / (large - small));
    say("| live heap with many servers, KiB each | %.1f | | |", many.liveHeap() / 1024.0 / large);
  }

  /** Sizes in MiB, and bytes of live heap after a collection. */
  private record Memory(double ownMib, double peerMib, long liveHeap) {}

  private Memory sizes(int endpoints, int pools, Duration settle) throws IOException {
    // As many probes a second in both, so that they leave as much garbage.
    Duration interval = Duration.ofSeconds(pools);
    try (EndpointFarm farm = farm(endpoints);
        Contender haproxy =
            Contender.haproxy(
                new Fleet(Kind.HTTP, farm.endpoints(), pools, interval, null),
                directory,
                haproxyThreads);
        Contender poolwatch =
            Contender.poolwatch(
                new Fleet(Kind.HTTP, farm.endpoints(), pools, interval, null), directory)) {
      lasts(settle);
      double own = poolwatch.vitals().residentBytes() / 1048576.0;
      double peer = haproxy.vitals().residentBytes() / 1048576.0;
      return new Memory(own, peer, poolwatch.vitals().liveHeapBytes());
    }
  }

  private Farm farm(Kind kind, int count, String name) throws IOException {
    if (!kind.tls()) {
      return farm(count);
    }
    Path nginx = Programs.find("nginx").orElseThrow(() -> new IOException("no nginx found"));
    Path own = Files.createDirectory(directory.resolve(name));
    return NginxFarm.start(nginx, own, count, kind == Kind.TLS_RESUMED);
  }

  private static EndpointFarm farm(int count) {
    return EndpointFarm.byEndpoint(Collections.nCopies(count, Manner.ANSWERS));
  }

  private static @Nullable Path caFile(Farm farm) {
    return farm instanceof NginxFarm nginx ? nginx.caFile() : null;
  }

  private void row(String what, double own, double peer, String format) {
    say("| %s | " + format + " | " + format + " | %.2f |", what, own, peer, own / peer);
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }

  private static void lasts(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
