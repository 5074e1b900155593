package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.json;
import static io.poolwatch.testkit.Program.transition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.UnixClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code poolwatch status}, {@code set} and {@code reload} against a running service. */
final class ControlIT {
  private static final String USER = System.getProperty("user.name");

  @TempDir private Path temp;
  private FaultyServer good;
  private Path socket;

  /** What a command said, and what it left with. */
  private record Answer(int code, List<String> out, List<String> err) {}

  @BeforeEach
  void listen() {
    good = FaultyServer.playing(Step.readToEnd());
    socket = temp.resolve("state/control.sock");
  }

  @AfterEach
  void stop() {
    good.close();
  }

  @Test
  void statusShowsNodesPoolsAndTheServersThatWantALook() throws IOException {
    try (Program service = start("up = " + address(good) + ", gone = \"127.0.0.1:1\"")) {
      JsonNode started = service.awaitEvent(event("node-started"));
      service.awaitEvent(transition("up", "UP"));
      service.awaitEvent(transition("gone", "DOWN"));

      assertThat(started.path("ports").path("control-socket").asText())
          .isEqualTo(socket.toString());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
      Answer text = ask("status");
      assertThat(text.code()).isEqualTo(0);
      assertThat(text.out().get(0)).startsWith("node n1, quorate, ");
      assertThat(text.out())
          .contains("2 servers: 1 UP, 1 DOWN", "web   UP     1/2")
          .anyMatch(line -> line.startsWith("n1 *  alone    ready  2 "))
          .anyMatch(line -> line.matches("web/gone +DOWN +L4CON connection refused .*"));
      Answer json = ask("status", "--json");
      assertThat(json.code()).isEqualTo(0);
      JsonNode status = json(json.out().get(0));
      assertThat(status.path("quorate").asBoolean()).isTrue();
      assertThat(status.path("servers")).hasSize(1);
      assertThat(status.path("servers").path(0).path("server").asText()).isEqualTo("gone");
      assertThat(status.path("servers").path(0).path("health").asText()).isEqualTo("0/2 DOWN");
    }
  }

  @Test
  void statusWithCheckSaysByItsExitCodeWhetherAllIsWell() {
    try (Program service = start("up = " + address(good))) {
      JsonNode up = service.awaitEvent(transition("up", "UP"));

      assertThat(ask("status", "--check").code()).isEqualTo(0);

      good.close();
      service.awaitEventAfter(up, transition("up", "DOWN"));
      assertThat(ask("status", "--check", "--json").code()).isEqualTo(1);
      assertThat(ask("status").code()).isEqualTo(0);
    }
  }

  @Test
  void setIsAnEventWithAuthorAndReasonAndOutlivesTheProcess() throws IOException {
    String servers = "up = " + address(good);
    try (Program service = start(servers)) {
      service.awaitEvent(transition("up", "UP"));

      Answer set = ask("set", "web/up", "drain", "--reason", "new disk");

      assertThat(set.out()).containsExactly("web/up is DRAIN");
      assertThat(set.code()).isEqualTo(0);
      JsonNode changed = service.awaitEvent(event("admin-changed"));
      assertThat(changed.path("to").asText()).isEqualTo("DRAIN");
      assertThat(changed.path("reason").asText()).isEqualTo("new disk");
      assertThat(changed.path("author").asText()).isEqualTo(USER);
      assertThat(ask("status", "--check").code()).as("drained is not down").isEqualTo(0);
      Path state = temp.resolve("state/state.json");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
          .isEqualTo("rw-------");
      service.signal("KILL");
      service.exitCode();
    }
    assertThat(socket).as("what a killed process leaves").exists();
    try (Program again = start(servers)) {
      JsonNode up = again.awaitEvent(transition("up", "UP"));
      assertThat(up.path("admin").asText()).isEqualTo("DRAIN");

      assertThat(ask("set", "web/up", "ready", "--reason", "done").code()).isEqualTo(0);

      again.awaitEvent(event("admin-changed").and(e -> e.path("to").asText().equals("READY")));
      again.signal("TERM");
      assertThat(again.exitCode()).isEqualTo(0);
      assertThat(socket).doesNotExist();
    }
  }

  @Test
  void setOfAServerThatIsNotThereIsRefused() {
    try (Program service = start("up = " + address(good))) {
      service.awaitEvent(transition("up", "UP"));

      Answer set = ask("set", "web/pu", "maint", "--reason", "x");

      assertThat(set.code()).isEqualTo(1);
      assertThat(set.err())
          .containsExactly("refused: there is no server web/pu (did you mean web/up?)");
    }
  }

  @Test
  void aStateFileThatCannotBeReadIsSetAsideAndTheServiceStarts() throws IOException {
    Path directory = Files.createDirectory(temp.resolve("state"));
    PemWriter.write(directory.resolve("state.json"), "{ half of");

    try (Program service = start("up = " + address(good))) {
      JsonNode unreadable = service.awaitEvent(event("state-unreadable"));
      service.awaitEvent(transition("up", "UP"));

      assertThat(unreadable.path("level").asText()).isEqualTo("error");
      assertThat(asides(directory)).singleElement().asString().startsWith("state.json.unreadable-");
      assertThat(ask("set", "web/up", "drain", "--reason", "x").code()).isEqualTo(0);
    }
  }

  @Test
  void reloadTellsWhatIsWrongOrPutsTheFileInForce() {
    try (Program service = start("up = " + address(good))) {
      service.awaitEvent(transition("up", "UP"));

      write("up = " + address(good) + ", new = \"127.0.0.1:70000\", nameless { }");
      Answer refused = ask("reload");
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err())
          .hasSize(2)
          .allSatisfy(line -> assertThat(line).matches(".*poolwatch\\.conf:\\d+: poolwatch\\..*"));
      service.awaitEvent(event("config-refused"));

      write("up = " + address(good) + ", new = \"127.0.0.1:1\"");
      assertThat(ask("reload").code()).isEqualTo(0);
      service.awaitEvent(event("config-reloaded"));
      Answer status = ask("status", "--json");
      assertThat(json(status.out().get(0)).path("counts").path("servers").asInt()).isEqualTo(2);
    }
  }

  @Test
  void withoutAServiceEachCommandLeavesWithFour() {
    for (String[] command :
        List.of(
            new String[] {"status"},
            new String[] {"set", "web/up", "drain", "--reason", "x"},
            new String[] {"reload"})) {
      Answer answer = ask(command);

      assertThat(answer.code()).isEqualTo(4);
      assertThat(answer.err()).singleElement().asString().contains(socket.toString());
      assertThat(answer.out()).isEmpty();
    }
  }

  @Test
  void aSocketThatAnotherServiceHasIsNotTakenFromIt() {
    try (Program service = start("up = " + address(good))) {
      service.awaitEvent(transition("up", "UP"));

      try (Program second = Program.start("run", config().toString())) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.errors()).anyMatch(line -> line.contains("in use by another process"));
      }
      assertThat(ask("status").code()).isEqualTo(0);
    }
  }

  @Test
  void aLineLongerThanTheLimitEndsTheConnectionAndNothingElse() {
    try (Program service = start("up = " + address(good))) {
      service.awaitEvent(transition("up", "UP"));

      assertThatThrownBy(() -> UnixClient.ask(socket, "x".repeat(16 * 1024)))
          .hasMessageContaining("reset");
      assertThat(UnixClient.ask(socket, "x")).contains("NOT_UNDERSTOOD");
      assertThat(ask("status").code()).isEqualTo(0);
    }
  }

  /** Root alone can be two users: what others see of the socket is shown by its becoming one. */
  @Test
  void anotherUserIsRefusedByTheFileAndByTheService() throws IOException {
    assumeTrue(USER.equals("root"), "only root can become another user");
    try (Program service = start("up = " + address(good))) {
      service.awaitEvent(transition("up", "UP"));
      for (Path directory : List.of(temp, socket.getParent())) {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
      }

      assertThat(askAsNobody()).contains("Permission denied");

      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
      JsonNode reply = json(askAsNobody());
      assertThat(reply.path("result").asText()).isEqualTo("NOT_ALLOWED");
      assertThat(reply.path("problems").path(0).asText()).endsWith("not nobody");
      assertThat(reply.has("status")).isFalse();
    }
  }

  private String askAsNobody() throws IOException {
    String talk =
        "$s = IO::Socket::UNIX->new($ARGV[0]) or do { print $!; exit };"
            + " print $s qq({\"version\":1,\"command\":\"STATUS\"}\\n); print <$s>";
    Process nobody =
        new ProcessBuilder(
                List.of(
                    "setpriv",
                    "--reuid=nobody",
                    "--regid=nogroup",
                    "--clear-groups",
                    "perl",
                    "-MIO::Socket::UNIX",
                    "-e",
                    talk,
                    socket.toString()))
            .redirectErrorStream(true)
            .start();
    try (InputStream said = nobody.getInputStream()) {
      return new String(said.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Program start(String servers) {
    write(servers);
    return Program.start("run", config().toString());
  }

  private Answer ask(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--socket", socket.toString()));
    try (Program program = Program.start(arguments.toArray(String[]::new))) {
      return new Answer(program.exitCode(), program.output(), program.errors());
    }
  }

  private void write(String servers) {
    PemWriter.write(
        config(),
        """
        poolwatch {
          event-log.format = json
          node { name = n1, state-dir = state }
          pools.web {
            check { inter = 200ms }
            servers { %s }
          }
        }
        """
            .formatted(servers));
  }

  private Path config() {
    return temp.resolve("poolwatch.conf");
  }

  private static String address(FaultyServer server) {
    return "\"127.0.0.1:" + server.port() + "\"";
  }

  private static List<String> asides(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("state.json."))
          .toList();
    }
  }
}
