package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.transition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.Step;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program with HAProxy's configuration. */
final class ImportIT {
  private static final String JSON = "poolwatch.event-log.format=json";

  /** Three times what is promised, as every limit in a test: a processor may be a slow one. */
  private static final Duration UNTIL_PROBING = Duration.ofSeconds(3 * 5);

  @TempDir private Path temp;

  private String haproxy(FaultyServer good) {
    String text =
        """
        defaults
          mode http
          timeout connect 1s
          timeout check 1s
          default-server inter 500ms
        backend web
          option httpchk GET /health
          server good 127.0.0.1:%d check slowstart 10s
          server gone 127.0.0.1:1 check
        """
            .formatted(good.port());
    return PemWriter.write(temp.resolve("haproxy.cfg"), text).toString();
  }

  private static FaultyServer healthy() {
    return FaultyServer.playing(
        Step.readUntil("\r\n\r\n"),
        Step.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        Step.readToEnd());
  }

  @Test
  void whatIsImportedCanBeRun() {
    try (FaultyServer good = healthy();
        Program imported = Program.start("import", "haproxy", haproxy(good))) {
      assertThat(imported.exitCode()).isEqualTo(3);
      assertThat(imported.errors())
          .singleElement()
          .asString()
          .contains("haproxy.cfg:8: slowstart: ");
      String file =
          PemWriter.write(temp.resolve("p.conf"), String.join("\n", imported.output())).toString();

      try (Program program = Program.start("run", file, "--set", JSON)) {
        program.awaitEvent(transition("good", "UP"));
        program.awaitEvent(transition("gone", "DOWN"));
        program.signal("TERM");
        assertThat(program.exitCode()).isEqualTo(0);
      }
    }
  }

  @Test
  void runImportsAndSoonProbesAndTellsWhatIsLost() {
    try (FaultyServer good = healthy();
        Program program = Program.start("run", "--haproxy", haproxy(good), "--set", JSON)) {
      program.awaitEvent(event("check-result"));

      // Its own time, whatever else the machine does meanwhile.
      assertThat(program.processorTime()).isPositive().isLessThan(UNTIL_PROBING);
      program.awaitError(line -> line.contains("haproxy.cfg:8: slowstart: "));
      JsonNode down = program.awaitEvent(transition("gone", "DOWN"));
      // As in HAProxy a server counts as UP before its first check, and one failure takes it down.
      assertThat(down.path("cause").path("health").asText()).isEqualTo("0/2 DOWN");
      program.signal("TERM");
      assertThat(program.exitCode()).isEqualTo(0);
    }
  }

  @Test
  void aFileThatChecksNothingStartsNothing() {
    String file =
        PemWriter.write(temp.resolve("h.cfg"), "backend web\n  server a 127.0.0.1:80\n").toString();

    try (Program program = Program.start("run", "--haproxy", file)) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.output()).isEmpty();
      assertThat(program.errors())
          .containsExactly(file + ": no server is checked: there is nothing to import");
    }
  }
}
