package io.poolwatch.bench;

import io.poolwatch.load.EndpointFarm;
import io.poolwatch.load.Manner;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** One good endpoint in a JVM of its own, so that its garbage is not counted as ours. */
public final class FarmProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  private FarmProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static FarmProcess start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FarmProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String port = lines.readLine();
    if (port == null) {
      throw new IOException("the endpoint's process did not start");
    }
    return new FarmProcess(process, Integer.parseInt(port));
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** Says its port, and ends with its standard input. */
  public static void main(String[] args) throws IOException {
    try (EndpointFarm farm = EndpointFarm.byPath(List.of(Manner.ANSWERS))) {
      System.out.println(farm.endpoints().get(0).getPort());
      while (System.in.read() >= 0) {
        // Nothing is said to it; the end of its input is the end of its parent.
      }
    }
  }
}
