package io.poolwatch.bench;

import io.poolwatch.config.LoadResult;
import io.poolwatch.load.FleetConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Reading a configuration of 1,000 servers, as at start and at each reload. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ConfigBench {
  private static final int SERVERS = 1_000;
  private static final int FIRST_PORT = 10_000;

  private Path file = Path.of("");

  /** Writes the file. */
  @Setup
  public void write() throws IOException {
    List<InetSocketAddress> endpoints =
        IntStream.range(0, SERVERS)
            .mapToObj(i -> new InetSocketAddress(InetAddress.getLoopbackAddress(), FIRST_PORT + i))
            .toList();
    file =
        new FleetConfig()
            .httpPool("web", SERVERS, endpoints, "check.expect = [ { regex = \"^ok\" } ]")
            .write(Files.createTempFile("bench", ".conf"));
  }

  /** Removes it. */
  @TearDown
  public void delete() throws IOException {
    Files.delete(file);
  }

  /** From text to validated specs. */
  @Benchmark
  public LoadResult thousandServers() {
    return Configurations.load(file);
  }
}
