package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.Stalls;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Signals that come while the service starts: its configuration is a named pipe, so that it reads
 * as long as a test wants.
 */
final class EarlySignalIT {
  private static final Duration END_LIMIT = Duration.ofSeconds(2);
  private static final String ONE = "a = \"127.0.0.1:1\"";
  private static final String TWO = ONE + ", b = \"127.0.0.1:2\"";

  @TempDir private Path temp;

  private Path pipe;

  @BeforeEach
  void makePipe() throws IOException, InterruptedException {
    pipe = temp.resolve("poolwatch.conf");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
    assertThat(made.waitFor()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalBeforeAnythingHasStartedEndsItAtOnceWithZero(String signal) throws Exception {
    try (Program program = Program.start("run", pipe.toString());
        OutputStream unwritten = onceItReads();
        Stalls stalls = Stalls.watch()) {
      long asked = System.nanoTime();
      program.signal(signal);

      assertThat(program.exitCode()).isZero();
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      assertThat(took.minus(stalls.total())).isLessThan(END_LIMIT);
      assertThat(program.output()).isEmpty();
      assertThat(program.errors()).isEmpty();
      unwritten.flush();
    }
  }

  @Test
  void aHangupDuringTheStartIsServedAfterIt() throws Exception {
    try (Program program = Program.start("run", pipe.toString())) {
      try (OutputStream first = onceItReads()) {
        program.signal("HUP");
        write(first, ONE);
      }
      program.awaitEvent(event("node-started"));
      try (OutputStream second = onceItReads()) {
        write(second, TWO);
      }

      JsonNode reloaded = program.awaitEvent(event("config-reloaded"));

      assertThat(reloaded.path("added").toString()).isEqualTo("[\"web/b\"]");
      program.signal("TERM");
      assertThat(program.exitCode()).isZero();
    }
  }

  /** Opens the pipe, which waits for the program to do so at its other end. */
  private OutputStream onceItReads() throws Exception {
    return CompletableFuture.supplyAsync(this::open)
        .get(Program.LIFE.toSeconds(), TimeUnit.SECONDS);
  }

  private OutputStream open() {
    try {
      return Files.newOutputStream(pipe);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(OutputStream pipe, String servers) throws IOException {
    String text =
        "poolwatch { event-log.format = json, pools.web.servers { %s } }".formatted(servers);
    pipe.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
