package io.poolwatch.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The packaged program as a process of its own, with its lines as they come. Closing it ends it, by
 * force if need be.
 */
public final class Program implements AutoCloseable {
  /** No wait is longer than this; starting a JVM on a busy machine is part of it. */
  public static final Duration LIFE = Duration.ofSeconds(60);

  private static final Path LAUNCHER =
      Path.of(System.getProperty("poolwatch.home", "target/poolwatch"), "bin", "poolwatch")
          .toAbsolutePath();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Lines out = new Lines();
  private final Lines err = new Lines();

  private Program(Process process) {
    this.process = process;
  }

  /** Starts it with these arguments and reads what it says. */
  public static Program start(String... arguments) {
    Program program = startUnread(Map.of(), arguments);
    program.read();
    return program;
  }

  /** Starts it with no more than so many file descriptors and reads what it says. */
  public static Program startWithDescriptors(int most, String... arguments) {
    Program program =
        launch(
            List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"),
            Map.of(),
            arguments);
    program.read();
    return program;
  }

  /** Starts it with more in its environment; nobody reads its standard output. */
  public static Program startUnread(Map<String, String> environment, String... arguments) {
    return launch(List.of(), environment, arguments);
  }

  private static Program launch(
      List<String> wrapper, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(wrapper);
    command.add(LAUNCHER.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTS"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS", "-Xmx192m");
    builder.environment().putAll(environment);
    try {
      Program program = new Program(builder.start());
      daemon("program-err", () -> program.err.drain(program.process.getErrorStream()));
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins to read its standard output. */
  public void read() {
    daemon("program-out", () -> out.drain(process.getInputStream()));
  }

  /** Closes the reading end of its standard output. */
  public void closeOutput() {
    FaultyServer.closeQuietly(process.getInputStream());
  }

  /** Its process id: that of the JVM, as the launcher ends in an exec. */
  public long pid() {
    return process.pid();
  }

  /** Sends signals, named without SIG, one right behind the other. */
  public void signal(String... names) {
    String kills =
        Stream.of(names)
            .map(name -> "kill -" + name + " " + process.pid())
            .collect(Collectors.joining(" && "));
    try {
      Process kill = new ProcessBuilder("sh", "-c", kills).start();
      if (!kill.waitFor(LIFE.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new AssertionError("could not send " + List.of(names));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The processor time that it has used so far. */
  public Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Whether it is still there. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Waits for its end and returns its exit code; fails the test if it does not end in time. */
  public int exitCode() {
    try {
      if (!process.waitFor(LIFE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the program did not end; " + this);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** All that it said on standard output; to be asked for after its end. */
  public List<String> output() {
    return out.all();
  }

  /** All that it said on standard error; to be asked for after its end. */
  public List<String> errors() {
    return err.all();
  }

  /** Waits for a line on standard error. */
  public String awaitError(Predicate<String> wanted) {
    return err.await(wanted, 0, this);
  }

  /** Waits for a line on standard output. */
  public String awaitLine(Predicate<String> wanted) {
    return out.await(wanted, 0, this);
  }

  /** Waits for an event, told as JSON, among those that were told so far or will be. */
  public JsonNode awaitEvent(Predicate<JsonNode> wanted) {
    return json(out.await(line -> wanted.test(json(line)), 0, this));
  }

  /** Like {@link #awaitEvent(Predicate)}, among those with a higher number. */
  public JsonNode awaitEventAfter(JsonNode before, Predicate<JsonNode> wanted) {
    long seq = before.get("seq").asLong();
    return awaitEvent(event -> event.get("seq").asLong() > seq && wanted.test(event));
  }

  /** The events told so far. */
  public List<JsonNode> events() {
    return out.soFar().stream().map(Program::json).toList();
  }

  /** Whether it is an event of that name. */
  public static Predicate<JsonNode> event(String name) {
    return event -> event.path("event").asText().equals(name);
  }

  /** Whether it is a transition of that server to that state. */
  public static Predicate<JsonNode> transition(String server, String to) {
    return event("server-transition")
        .and(event -> event.path("server").asText().equals(server))
        .and(event -> event.path("to").asText().equals(to));
  }

  /** Whether it is the result of a probe of that server. */
  public static Predicate<JsonNode> result(String server) {
    return event("check-result").and(event -> event.path("server").asText().equals(server));
  }

  /** A line as JSON; fails the test if it is not. */
  public static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + line, e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    return "stdout: " + out.soFar() + "; stderr: " + err.soFar();
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Lines of a stream, from one thread to another. */
  private static final class Lines {
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    void drain(InputStream stream) {
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        String line = reader.readLine();
        while (line != null) {
          add(line);
          line = reader.readLine();
        }
      } catch (IOException closed) {
        add("(not read any more: " + closed + ")");
      } finally {
        end();
      }
    }

    private synchronized void add(String line) {
      lines.add(line);
      notifyAll();
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized List<String> soFar() {
      return List.copyOf(lines);
    }

    synchronized List<String> all() {
      long deadline = System.nanoTime() + LIFE.toNanos();
      while (!ended) {
        pause(deadline, "the end of a stream");
      }
      return List.copyOf(lines);
    }

    synchronized String await(Predicate<String> wanted, int from, Program program) {
      long deadline = System.nanoTime() + LIFE.toNanos();
      int seen = from;
      while (true) {
        for (; seen < lines.size(); seen++) {
          if (wanted.test(lines.get(seen))) {
            return lines.get(seen);
          }
        }
        if (ended) {
          throw new AssertionError("ended without the line that was waited for; " + program);
        }
        pause(deadline, "a line; " + program);
      }
    }

    private void pause(long deadline, String what) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("waited in vain for " + what);
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
