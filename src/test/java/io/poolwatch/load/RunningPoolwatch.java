package io.poolwatch.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code poolwatch run} as a process of its own, started by its launcher as a user starts it; keeps
 * the events that it tells.
 */
public final class RunningPoolwatch implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Path errors;
  private final Thread reader;
  private final long startedNanos;

  /** Guarded by itself. */
  private final List<Told> told = new ArrayList<>();

  private @Nullable Exception unreadable;

  /**
   * An event.
   *
   * @param json its fields
   * @param nanos when its line was read
   */
  public record Told(JsonNode json, long nanos) {
    /** Its name. */
    public String name() {
      return json.path("event").asText();
    }
  }

  private RunningPoolwatch(Process process, Path errors, long startedNanos) {
    this.process = process;
    this.errors = errors;
    this.startedNanos = startedNanos;
    this.reader = new Thread(this::read, "poolwatch-events");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts the packaged program.
   *
   * @param config a configuration whose event log has the format {@code json}
   * @param errors where its standard error goes
   * @param javaOptions options of its JVM
   */
  public static RunningPoolwatch start(Path config, Path errors, String... javaOptions) {
    return start(config, errors, Map.of(), javaOptions);
  }

  /**
   * Starts the packaged program.
   *
   * @param config a configuration whose event log has the format {@code json}
   * @param errors where its standard error goes
   * @param environment what its environment says besides
   * @param javaOptions options of its JVM
   */
  public static RunningPoolwatch start(
      Path config, Path errors, Map<String, String> environment, String... javaOptions) {
    String launcher =
        Path.of(System.getProperty("poolwatch.home", "target/poolwatch"), "bin", "poolwatch")
            .toAbsolutePath()
            .toString();
    ProcessBuilder builder =
        new ProcessBuilder(launcher, "run", config.toString()).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("POOLWATCH_JAVA_OPTS", String.join(" ", javaOptions));
    long now = System.nanoTime();
    try {
      return new RunningPoolwatch(builder.start(), errors, now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the process takes. */
  public ProcessVitals vitals() {
    return new ProcessVitals(process.pid());
  }

  /** The {@code System.nanoTime()} just before it was started. */
  public long startedNanos() {
    return startedNanos;
  }

  /** All events so far. */
  public List<Told> events() {
    return select(event -> true);
  }

  /** The events of these names so far. */
  public List<Told> events(String... names) {
    List<String> wanted = Arrays.asList(names);
    return select(event -> wanted.contains(event.name()));
  }

  private List<Told> select(Predicate<Told> predicate) {
    synchronized (told) {
      return told.stream().filter(predicate).toList();
    }
  }

  /** Waits until there are so many events of that name. */
  public void await(String name, int count, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    synchronized (told) {
      while (events(name).size() < count) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || !reader.isAlive()) {
          throw new AssertionError(
              "only %d of %d %s within %s; %s"
                  .formatted(events(name).size(), count, name, limit, trouble()));
        }
        try {
          told.wait(left);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  /** Whether it is still there. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Sends a signal, named without SIG. */
  public void signal(String name) {
    try {
      Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
      if (!kill.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
        throw new AssertionError("could not send SIG" + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends it by SIGKILL and waits until it is gone. */
  public void kill() {
    signal("KILL");
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends it by SIGTERM and returns the counts that it takes leave with. */
  public JsonNode stop() {
    // By its handle: Process.destroy() would close the stream that the last event comes on.
    process.toHandle().destroy();
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("it did not stop within " + PATIENCE + "; " + trouble());
      }
      reader.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    List<Told> last = events("node-stopped");
    if (process.exitValue() != 0 || last.size() != 1) {
      throw new AssertionError("it left with " + process.exitValue() + "; " + trouble());
    }
    return last.get(0).json();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Told event = new Told(JSON.readTree(line), System.nanoTime());
        synchronized (told) {
          told.add(event);
          told.notifyAll();
        }
      }
    } catch (IOException e) {
      synchronized (told) {
        unreadable = e;
      }
    }
  }

  private String trouble() {
    try (Stream<String> lines = Files.lines(errors)) {
      return "its standard error: " + lines.limit(20).toList() + ", its output: " + unreadable;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
