package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.result;
import static io.poolwatch.testkit.Program.transition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code poolwatch demo}: what it promises to show within a minute. */
final class DemoIT {
  private static final Duration PROMISED = Duration.ofSeconds(60);

  /** The servers that go down, each with the status that says why, and come back. */
  private static final Map<String, String> FLAPPING =
      Map.of(
          "failing", "L7STS",
          "refusing", "L4CON",
          "expiring", "L6RSP",
          "trickling", "L7TOUT",
          "stalling", "L7TOUT");

  @TempDir private Path temp;

  @Test
  void withinAMinuteServersGoDownComeBackAndTheReasonIsTold() {
    try (Program program =
        Program.startUnread(
            Map.of("JAVA_OPTS", "-Xmx192m -Djava.io.tmpdir=" + temp),
            "demo",
            "--set",
            "poolwatch.event-log.format=json")) {
      program.read();
      JsonNode started = program.awaitEvent(event("node-started"));
      assertThat(started.path("pools").asInt()).isEqualTo(3);

      program.awaitEvent(transition("misnamed", "DOWN"));
      program.awaitEvent(
          result("misnamed").and(event -> event.path("info").asText().contains("other.example")));
      JsonNode fresh = program.awaitEvent(transition("fresh", "UP"));
      assertThat(fresh.path("cause").path("tls").path("daysLeft").asInt()).isEqualTo(2);
      FLAPPING.forEach((server, status) -> awaitFlap(program, started, server, status));
      JsonNode expired = program.awaitEvent(down("expiring", "L6RSP"));
      assertThat(expired.path("cause").path("info").asText()).contains("certificate expired");

      program.signal("TERM");
      assertThat(program.exitCode()).isEqualTo(0);
      assertThat(program.output()).allSatisfy(line -> Program.json(line).get("seq"));
      assertThat(program.errors()).isNotEmpty().noneMatch(line -> line.contains("WARN"));
      assertThat(temp).as("its files are gone with it").isEmptyDirectory();
    }
  }

  private static void awaitFlap(Program program, JsonNode start, String server, String status) {
    JsonNode down = program.awaitEvent(down(server, status));
    JsonNode up = program.awaitEventAfter(down, transition(server, "UP"));
    assertThat(Duration.between(time(start), time(up)))
        .as("%s goes down and comes back", server)
        .isLessThan(PROMISED);
  }

  private static Predicate<JsonNode> down(String server, String status) {
    return transition(server, "DOWN")
        .and(event -> event.path("cause").path("status").asText().equals(status));
  }

  private static Instant time(JsonNode event) {
    return Instant.parse(event.path("time").asText());
  }

  @Test
  void aSecretOnTheCommandLineIsRefused() {
    String secret = "poolwatch.defaults.check.redis.password=hunter2";
    try (Program program = Program.start("demo", "--set", secret)) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.output()).isEmpty();
      assertThat(program.errors())
          .anySatisfy(line -> assertThat(line).startsWith("--set: ").contains("secret"))
          .noneMatch(line -> line.contains("hunter2"));
    }
  }

  @Test
  void whoeverWatchesIsToldWhatToExpectAndTheLinesAreText() {
    try (Program program = Program.start("demo")) {
      assertThat(program.awaitError(line -> line.contains("three pools"))).contains("Ctrl-C");
      String down = program.awaitLine(line -> line.contains("UNKNOWN → DOWN"));
      assertThat(down).contains("WARN", "server-transition");

      program.signal("INT");
      assertThat(program.exitCode()).isEqualTo(0);
      assertThat(program.output()).noneMatch(line -> line.contains("three pools"));
    }
  }
}
