package io.poolwatch.bench;

import io.poolwatch.load.EndpointFarm;
import io.poolwatch.load.Manner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Has the nodes of one fleet, each a process of its own, watch very many servers, and prints what
 * each node takes: CPU time, memory, and what it sends to the others; and how late probes start.
 *
 * <p>docs/performance.md says how to run it and how to read it.
 */
@Command(
    name = "cluster-bench",
    description = "Measures a fleet of nodes that watch many servers.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class ClusterBench implements Callable<Integer> {
  private static final int ENDPOINTS = 20;

  @Option(names = "--nodes", description = "how many")
  private int nodes = 3;

  @Option(names = "--servers", description = "how many in all")
  private int servers = 100_000;

  @Option(names = "--interval-ms", description = "from probe to probe of a server")
  private long intervalMillis = 60_000;

  @Option(names = "--heap", description = "of each node, as -Xmx wants it")
  private String heap = "2g";

  @Option(names = "--lose", description = "servers that fail at once at the end")
  private int lose;

  @Option(names = "--warm-up", description = "seconds from when all are up until figures count")
  private int warmUp = 90;

  @Option(names = "--measure", description = "seconds that count")
  private int measure = 120;

  /** Runs the benchmark. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ClusterBench()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    Path directory = Files.createTempDirectory("cluster-bench");
    try (EndpointFarm steady = farm();
        EndpointFarm lost = farm()) {
      Machine.describe().forEach(line -> out.println("- " + line));
      Duration interval = Duration.ofMillis(intervalMillis);
      try (Cluster cluster =
          Cluster.start(directory, nodes, heap, interval, servers - lose, steady, lose, lost)) {
        out.println("- all up after " + seconds(cluster.awaitUp(servers)) + " s");
        cluster.told().forEach(out::println);
        cluster.rest(Duration.ofSeconds(warmUp));
        cluster.countFromNow();
        cluster.measure(Duration.ofSeconds(measure)).forEach(out::println);
        cluster.told().forEach(out::println);
        if (lose > 0) {
          lost.close();
          out.println(
              "- %d lost: down on all nodes after %s s"
                  .formatted(lose, seconds(cluster.awaitDown(lose))));
          out.println("- at most %d probes in one second meanwhile".formatted(cluster.busiest()));
          out.println(cluster.voteWays());
          cluster.told().forEach(out::println);
        }
      }
    } finally {
      FleetBench.delete(directory);
    }
    return 0;
  }

  private static EndpointFarm farm() {
    return EndpointFarm.byPath(Collections.nCopies(ENDPOINTS, Manner.ANSWERS));
  }

  private static String seconds(Duration time) {
    return "%.1f".formatted(time.toMillis() / 1e3);
  }
}
