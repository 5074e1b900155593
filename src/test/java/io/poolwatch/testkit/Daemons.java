package io.poolwatch.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Real daemons from the system's packages, each on a port that was free and in a directory of the
 * test's. A test whose daemon is not installed is skipped and says so; with {@code
 * POOLWATCH_REQUIRE_DAEMONS=true} it fails.
 */
public final class Daemons {
  private static final String REQUIRED = "POOLWATCH_REQUIRE_DAEMONS";
  private static final Duration LIFE = Duration.ofSeconds(20);

  /** Where Debian keeps daemons, and where an ordinary user's path does not look. */
  private static final List<String> ELSEWHERE = List.of("/usr/sbin", "/sbin", "/usr/local/sbin");

  private Daemons() {}

  /** The program of that name; skips the test if it is not installed. */
  public static Path need(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), ELSEWHERE.stream())
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> missing(program, System.getenv()));
  }

  /** Ends a test whose program is missing: skipped, or failed where the environment wants it. */
  static Path missing(String program, Map<String, String> environment) {
    if ("true".equals(environment.get(REQUIRED))) {
      throw new AssertionError(program + " not installed, but " + REQUIRED + " is set");
    }
    return abort("skipped: " + program + " not installed");
  }

  /** A daemon that is started and stopped, always on the same port. */
  public static final class Daemon implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final List<String> command;
    private Process process;

    /**
     * A daemon that runs.
     *
     * @param directory where it works and writes
     * @param port where it listens
     * @param command the program, which must stay in the foreground, and its arguments
     */
    public static Daemon started(Path directory, int port, String... command) {
      return new Daemon(directory, port, List.of(command));
    }

    private Daemon(Path directory, int port, List<String> command) {
      this.directory = directory;
      this.port = port;
      this.command = command;
      this.process = launch();
    }

    /** Its port. */
    public int port() {
      return port;
    }

    /** Starts it again and waits until it accepts connections. */
    public void start() {
      process = launch();
    }

    private Process launch() {
      try {
        Process launched =
            new ProcessBuilder(new ArrayList<>(command))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                    ProcessBuilder.Redirect.appendTo(directory.resolve("output").toFile()))
                .start();
        awaitListening(launched);
        return launched;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void awaitListening(Process launched) throws IOException {
      try {
        Waiting.until(() -> listening() || !launched.isAlive(), command.get(0) + " to listen");
        if (!launched.isAlive()) {
          throw new AssertionError(
              command + " did not start: " + Files.readString(directory.resolve("output")));
        }
      } catch (AssertionError failed) {
        launched.destroyForcibly();
        throw failed;
      }
    }

    private boolean listening() {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return true;
      } catch (IOException notYet) {
        return false;
      }
    }

    /** Stops it and waits until it is gone. */
    public void stop() {
      process.destroy();
      try {
        if (!process.waitFor(LIFE.toSeconds(), TimeUnit.SECONDS)) {
          throw new AssertionError(command + " did not stop");
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
