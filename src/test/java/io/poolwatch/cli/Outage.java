package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.transition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.Stalls;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Stops and starts a real daemon under the eyes of the program. */
final class Outage {
  private static final Duration INTER = Duration.ofMillis(500);
  private static final int RISE = 2;
  private static final int FALL = 3;
  private static final Duration GRACE = Duration.ofSeconds(1);

  private Outage() {}

  /**
   * Exactly one DOWN and one UP, each in time and with its status.
   *
   * @param pool settings of the pool, in HOCON
   * @param down the status while the daemon is stopped
   * @param up the status while it runs
   */
  static void isTold(Path directory, Daemon daemon, String pool, String down, String up) {
    Path file =
        PemWriter.write(
            directory.resolve("poolwatch.conf"),
            """
            poolwatch {
              event-log.format = json
              pools.real {
                check { inter = %dms, rise = %d, fall = %d }
                %s
                servers.daemon = "127.0.0.1:%d"
              }
            }
            """
                .formatted(INTER.toMillis(), RISE, FALL, pool, daemon.port()));
    try (Program program = Program.start("run", file.toString());
        Stalls stalls = Stalls.watch()) {
      JsonNode first = program.awaitEvent(event("server-transition"));
      assertTransition(first, "UNKNOWN", "UP", up);

      Instant stopped = Instant.now();
      daemon.stop();
      JsonNode gone = program.awaitEventAfter(first, transition("daemon", "DOWN"));
      assertTransition(gone, "UP", "DOWN", down);
      assertThat(Duration.between(stopped, time(gone)))
          .isLessThan(
              INTER.multipliedBy(FALL).plus(GRACE).plus(stalls.between(stopped, time(gone))));

      daemon.start();
      Instant started = Instant.now();
      JsonNode back = program.awaitEventAfter(gone, transition("daemon", "UP"));
      assertTransition(back, "DOWN", "UP", up);
      assertThat(Duration.between(started, time(back)))
          .isLessThan(
              INTER.multipliedBy(RISE).plus(GRACE).plus(stalls.between(started, time(back))));

      program.signal("TERM");
      assertThat(program.exitCode()).isEqualTo(0);
      program.output();
      List<JsonNode> transitions =
          program.events().stream().filter(event("server-transition")).toList();
      assertThat(transitions).containsExactly(first, gone, back);
    }
  }

  private static void assertTransition(JsonNode event, String from, String to, String status) {
    assertThat(event.path("from").asText()).isEqualTo(from);
    assertThat(event.path("to").asText()).isEqualTo(to);
    assertThat(event.path("cause").path("status").asText()).as("%s", event).isEqualTo(status);
  }

  private static Instant time(JsonNode event) {
    return Instant.parse(event.path("time").asText());
  }
}
