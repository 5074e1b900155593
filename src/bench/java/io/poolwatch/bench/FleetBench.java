package io.poolwatch.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Has Poolwatch and HAProxy probe fleets of the same size side by side, and prints what each takes:
 * CPU time of a probe, memory of a server, and how punctually probes start.
 *
 * <p>docs/performance.md says how to run it and how to read it.
 */
@Command(
    name = "fleet-bench",
    description = "Measures Poolwatch beside HAProxy.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class FleetBench implements Callable<Integer> {
  private static final int FEW = 1_000;
  private static final int MANY = 10_000;

  @Option(names = "--only", split = ",", description = "parts to run")
  private List<String> only = List.of("connect", "http", "tls", "tls_resumed", "memory");

  @Option(names = "--servers", description = "with plain checks")
  private int servers = 1_000;

  @Option(names = "--tls-servers", description = "with TLS checks")
  private int tlsServers = 200;

  @Option(names = "--interval-ms", description = "from probe to probe")
  private long intervalMillis = 1_000;

  @Option(names = "--warm-up", description = "seconds before figures count, at least 30")
  private int warmUp = 90;

  @Option(names = "--measure", description = "seconds that count")
  private int measure = 60;

  @Option(names = "--haproxy-threads", description = "nbthread; 1 takes the least CPU time")
  private int haproxyThreads = 1;

  /** Runs the benchmark. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new FleetBench()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    Path directory = Files.createTempDirectory("fleet-bench");
    try {
      Machine.describe().forEach(line -> out.println("- " + line));
      Comparison comparison = new Comparison(out, directory, haproxyThreads);
      for (Kind kind : Kind.values()) {
        if (wanted(kind.name())) {
          comparison.cpu(
              kind,
              kind.tls() ? tlsServers : servers,
              Duration.ofMillis(intervalMillis),
              Duration.ofSeconds(Math.max(30, warmUp)),
              Duration.ofSeconds(measure));
        }
      }
      if (wanted("memory")) {
        comparison.memory(FEW, MANY, Duration.ofSeconds(Math.max(30, warmUp)));
      }
    } finally {
      delete(directory);
    }
    return 0;
  }

  private boolean wanted(String part) {
    return only.stream().anyMatch(part::equalsIgnoreCase);
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
