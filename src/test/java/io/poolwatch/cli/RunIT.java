package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.transition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.Stalls;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code poolwatch run}: how it begins, what it tells, and how it ends. */
final class RunIT {
  private static final Duration END_LIMIT = Duration.ofSeconds(2);

  /** Enough probes to fill every buffer between the program and someone who does not read. */
  private static final int MANY = 200;

  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalEndsItInOrderWithZeroWithinTwoSeconds(String signal) {
    try (Program program = Program.start("run", config("a = \"127.0.0.1:1\"", ""))) {
      program.awaitEvent(transition("a", "DOWN"));

      assertThat(end(program, signal)).isEqualTo(0);

      program.output();
      List<JsonNode> events = program.events();
      JsonNode last = events.get(events.size() - 1);
      assertThat(last.path("event").asText()).isEqualTo("node-stopped");
      assertThat(last.path("reason").asText()).isEqualTo("SIG" + signal);
      assertThat(last.path("started").asLong()).isPositive();
      assertThat(last.path("failed").asLong()).isEqualTo(last.path("finished").asLong());
      assertThat(List.of("lagP50Ms", "lagP99Ms", "lagP999Ms", "lagMaxMs"))
          .allSatisfy(lag -> assertThat(last.path(lag).isNumber()).isTrue());
    }
  }

  @Test
  void aSignalInTheMiddleOfAProbeEndsItAllTheSame() {
    try (FaultyServer silent = FaultyServer.playing(Step.read(1), Step.readToEnd());
        Program program =
            Program.start(
                "run", config("silent = \"127.0.0.1:" + silent.port() + "\"", "type = http"))) {
      silent.peer(0);

      assertThat(end(program, "TERM")).isEqualTo(0);
    }
  }

  @Test
  void theLinesTellTheStartInOrderAndAreNumberedJson() {
    try (Program program = Program.start("run", config("a = \"127.0.0.1:1\"", ""))) {
      program.awaitEvent(event("pool-transition"));
      assertThat(end(program, "TERM")).isEqualTo(0);

      List<JsonNode> events = program.output().stream().map(Program::json).toList();
      assertThat(events.get(0).path("event").asText()).isEqualTo("config-loaded");
      JsonNode started = events.get(1);
      assertThat(started.path("event").asText()).isEqualTo("node-started");
      assertThat(started.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
      assertThat(started.path("pools").asInt()).isEqualTo(1);
      assertThat(started.path("servers").asInt()).isEqualTo(1);
      assertThat(started.path("ports").isObject()).isTrue();
      assertThat(started.path("ports")).as("nothing is opened that was not asked for").isEmpty();
      assertThat(events.stream().map(event -> event.path("seq").asLong()))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
      assertThat(program.errors()).isEmpty();
    }
  }

  @Test
  void textLinesHaveNoColourWhereNobodyLooks() {
    try (Program program =
        Program.start(
            "run", config("a = \"127.0.0.1:1\"", ""), "--set", "poolwatch.event-log.format=text")) {
      String down = program.awaitLine(line -> line.contains("UNKNOWN → DOWN"));

      assertThat(down).contains("web/a").contains("L4CON").doesNotContain("\u001b");
    }
  }

  @Test
  void aBadConfigurationStartsNothing() {
    try (Program program =
        Program.start("run", config("a = \"127.0.0.1:1\"", "fall = -1, riise = 3"))) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.output()).isEmpty();
      assertThat(program.errors())
          .hasSize(2)
          .allSatisfy(line -> assertThat(line).matches(".*poolwatch\\.conf:\\d+: poolwatch\\..*"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "haproxy-agent.port = %d",
        "api.port = %d",
        "cluster.plaintext = loopback-only, node { port = %1$d, seed-nodes = [\"127.0.0.1:%1$d\"] }"
      })
  void aPortThatIsTakenEndsItWithOneAndIsNamed(String setting) {
    try (FaultyServer taken = FaultyServer.playing();
        Program program =
            Program.start(
                "run", config("a = \"127.0.0.1:1\"", "", setting.formatted(taken.port())))) {
      assertNotStarted(program, String.valueOf(taken.port()));
    }
  }

  @Test
  void aStateDirectoryThatCannotBeWrittenEndsItWithOneAndIsNamed() {
    String below = PemWriter.write(temp.resolve("file"), "").resolve("state").toString();
    try (Program program =
        Program.start(
            "run", config("a = \"127.0.0.1:1\"", "", "node.state-dir = \"" + below + "\""))) {
      assertNotStarted(program, below);
    }
  }

  private static void assertNotStarted(Program program, String reason) {
    assertThat(program.exitCode()).isEqualTo(1);
    assertThat(program.errors())
        .anySatisfy(line -> assertThat(line).startsWith("poolwatch: ").contains(reason));
    assertThat(program.output()).noneMatch(line -> line.contains("node-started"));
  }

  @Test
  void aPortOfZeroForOtherNodesIsAnyFreeOneThatIsTold() throws IOException {
    String fleet =
        "cluster.plaintext = loopback-only, node { port = 0, seed-nodes = [\"127.0.0.1:%d\"] }"
            .formatted(FaultyServer.nobody().getPort());
    try (Program program = Program.start("run", config("a = \"127.0.0.1:1\"", "", fleet))) {
      String told = program.awaitEvent(event("node-started")).path("ports").path("fleet").asText();

      assertThat(told).matches("127\\.0\\.0\\.1:[1-9]\\d*");
      int port = Integer.parseInt(told.substring(told.indexOf(':') + 1));
      try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(other.isConnected()).isTrue();
      }
    }
  }

  @Test
  void withoutAStateDirectoryNothingIsWrittenToDisk() {
    String file = config("a = \"127.0.0.1:1\"", "");
    try (Program program =
        Program.startUnread(
            Map.of("JAVA_OPTS", "-Xmx192m -Djava.io.tmpdir=" + temp), "run", file)) {
      program.read();
      program.awaitEvent(transition("a", "DOWN"));
      assertThat(end(program, "TERM")).isEqualTo(0);

      assertThat(temp.toFile().list()).containsExactly("poolwatch.conf");
    }
  }

  @Test
  void standardOutputThatNobodyReadsStopsNoProbe() {
    try (FaultyServer server = FaultyServer.playing(Step.readToEnd());
        Program program = Program.startUnread(Map.of(), "run", talkative(server))) {
      Waiting.until(() -> server.accepted() > MANY, "probes while nobody reads");

      assertThat(end(program, "TERM")).isEqualTo(0);
    }
  }

  @Test
  void aSecondSignalEndsItAtOnceWithOne() {
    try (FaultyServer server = FaultyServer.playing(Step.readToEnd());
        Program program = Program.startUnread(Map.of(), "run", talkative(server))) {
      Waiting.until(() -> server.accepted() > MANY, "lines that can't be written");

      program.signal("TERM", "INT");

      assertThat(program.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void closedStandardOutputEndsItWithOne() {
    try (FaultyServer server = FaultyServer.playing(Step.readToEnd());
        Program program = Program.startUnread(Map.of(), "run", talkative(server))) {
      Waiting.until(() -> server.accepted() > 1, "a probe");

      program.closeOutput();

      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.errors()).singleElement().asString().contains("standard output");
    }
  }

  /** Ends the program by a signal; returns the exit code. */
  private static int end(Program program, String signal) {
    try (Stalls stalls = Stalls.watch()) {
      long asked = System.nanoTime();
      program.signal(signal);
      int code = program.exitCode();
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      assertThat(took.minus(stalls.total())).isLessThan(END_LIMIT);
      return code;
    }
  }

  /** Fills the output: many probes, each with its whole story. */
  private String talkative(FaultyServer server) {
    String pool = "{ check.inter = 10ms, servers.a = \"127.0.0.1:" + server.port() + "\" }";
    String pools =
        IntStream.range(0, 16)
            .mapToObj(i -> "pools.p" + i + " = " + pool)
            .collect(Collectors.joining("\n"));
    return config("unused = \"127.0.0.1:1\"", "", "event-log.level = debug", pools);
  }

  private String config(String servers, String check, String... more) {
    String text =
        """
        poolwatch {
          event-log.format = json
          pools.web {
            check { inter = 200ms, %s }
            servers { %s }
          }
          %s
        }
        """
            .formatted(check, servers, String.join("\n", more));
    return PemWriter.write(temp.resolve("poolwatch.conf"), text).toString();
  }
}
