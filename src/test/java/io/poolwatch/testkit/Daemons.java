package io.poolwatch.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
  private static final Duration SETUP = Duration.ofMinutes(2);
  private static final Duration LIFE = Duration.ofSeconds(60);

  /** Where Debian keeps daemons, and where an ordinary user's path does not look. */
  private static final List<String> ELSEWHERE = List.of("/usr/sbin", "/sbin", "/usr/local/sbin");

  /** Daemons that refuse to run as root run as this user, which every system has. */
  private static final String NOBODY = "nobody";

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

  /**
   * The program of that name in {@code bin} of the last of the directories below a parent, for
   * packages that can be installed in several versions; skips the test if there is none.
   */
  public static Path needLatest(Path parent, String program) {
    try (Stream<Path> versions = Files.list(parent)) {
      return versions
          .sorted(Comparator.reverseOrder())
          .map(version -> version.resolve("bin").resolve(program))
          .filter(Files::isExecutable)
          .findFirst()
          .orElseGet(() -> missing(program, System.getenv()));
    } catch (NoSuchFileException none) {
      return missing(program, System.getenv());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The command as it must be started for a daemon that refuses to run as root. */
  public static List<String> unprivileged(List<String> command) {
    if (!isRoot()) {
      return command;
    }
    List<String> all = new ArrayList<>();
    all.addAll(List.of(need("setpriv").toString(), "--reuid=" + NOBODY, "--clear-groups", "--"));
    all.addAll(command);
    return all;
  }

  /** Gives a file, or a directory and a way to reach it, to the user of {@link #unprivileged}. */
  public static Path giveAway(Path file) {
    if (!isRoot()) {
      return file;
    }
    try {
      UserPrincipal owner =
          file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY);
      Files.setOwner(file, owner);
      if (Files.isDirectory(file)) {
        Files.setPosixFilePermissions(
            file.getParent(), PosixFilePermissions.fromString("rwx--x--x"));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a program to its end, as {@link #unprivileged} says, with some input. */
  public static void run(Path directory, String input, String... command) throws IOException {
    Path log = directory.resolve("setup");
    Process process =
        new ProcessBuilder(unprivileged(List.of(command)))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try (var out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    }
    try {
      if (!process.waitFor(SETUP.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError(List.of(command) + " failed: " + Files.readString(log));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
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

    /** All that it has written to its standard output and error. */
    public String output() {
      try {
        return Files.readString(directory.resolve("output"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Asks it to end; it may go on for a while. */
    public void terminate() {
      process.destroy();
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
      // A master that lives would put new workers in the place of those that are killed.
      List<ProcessHandle> workers = process.descendants().toList();
      process.destroyForcibly();
      workers.forEach(ProcessHandle::destroyForcibly);
      // Until it is gone, the kernel goes on accepting connections for it.
      process.onExit().completeOnTimeout(process, LIFE.toSeconds(), TimeUnit.SECONDS).join();
    }
  }
}
