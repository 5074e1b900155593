package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.result;
import static io.poolwatch.testkit.Program.transition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.Redis;
import io.poolwatch.testkit.Stalls;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TlsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP: the configuration is read again while the service runs. */
final class ReloadIT {
  private static final Duration INTER = Duration.ofMillis(200);

  @TempDir private Path temp;
  private Path file;

  private Stalls stalls;

  @BeforeEach
  void nameFile() {
    file = temp.resolve("poolwatch.conf");
    stalls = Stalls.watch();
  }

  @AfterEach
  void stopWatching() {
    stalls.close();
  }

  @Test
  void serversComeGoAndChangeAndTheOthersMissNoProbe() {
    try (FaultyServer kept = FaultyServer.playing(Step.readToEnd());
        FaultyServer other = FaultyServer.playing(Step.readToEnd());
        FaultyServer third = FaultyServer.playing(Step.readToEnd())) {
      write("kept = " + address(kept) + ", gone = " + address(other) + ", moved = \"127.0.0.1:1\"");
      try (Program program = Program.start("run", file.toString())) {
        program.awaitEvent(transition("kept", "UP"));
        program.awaitEvent(transition("moved", "DOWN"));

        write(
            "kept = "
                + address(kept)
                + ", moved = "
                + address(other)
                + ", new = "
                + address(third));
        program.signal("HUP");

        JsonNode reloaded = program.awaitEvent(event("config-reloaded"));
        assertThat(names(reloaded.path("added"))).containsExactly("web/new");
        assertThat(names(reloaded.path("removed"))).containsExactly("web/gone");
        assertThat(names(reloaded.path("changed"))).containsExactly("web/moved");
        JsonNode up = program.awaitEventAfter(reloaded, transition("moved", "UP"));
        program.awaitEventAfter(reloaded, transition("new", "UP"));
        for (int more = 0; more < 3; more++) {
          up = program.awaitEventAfter(up, result("kept"));
        }
        program.signal("TERM");
        assertThat(program.exitCode()).isEqualTo(0);
        program.output();

        assertUndisturbed(program.events(), "kept");
        assertThat(program.events())
            .filteredOn(result("gone").and(line -> after(line, reloaded)))
            .hasSizeLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void aBadFileChangesNothing() {
    try (FaultyServer kept = FaultyServer.playing(Step.readToEnd());
        FaultyServer other = FaultyServer.playing(Step.readToEnd())) {
      write("kept = " + address(kept));
      try (Program program = Program.start("run", file.toString())) {
        program.awaitEvent(transition("kept", "UP"));

        write("kept = " + address(kept) + ", new = \"127.0.0.1:70000\", nameless { }");
        program.signal("HUP");

        JsonNode refused = program.awaitEvent(event("config-refused"));
        assertThat(refused.path("problems")).hasSize(2);
        assertThat(program.awaitError(line -> line.contains("70000"))).contains("poolwatch.conf:");
        JsonNode next = program.awaitEventAfter(refused, result("kept"));

        write("kept = " + address(kept) + ", new = " + address(other));
        program.signal("HUP");
        program.awaitEventAfter(next, event("config-reloaded"));
        program.awaitEventAfter(next, transition("new", "UP"));
        program.signal("TERM");
        assertThat(program.exitCode()).isEqualTo(0);
        program.output();
        assertUndisturbed(program.events(), "kept");
      }
    }
  }

  @Test
  void certificateFilesAreReadAnew() {
    TestCertificates.Authority authority = TestCertificates.ca("Right");
    TlsServer tls = TlsServer.of(authority.certificate().addresses("127.0.0.1").issue());
    Path ca = temp.resolve("ca.pem");
    PemWriter.certificates(ca, List.of(TestCertificates.ca("Wrong").certificateOfCa()));
    try (FaultyServer server = FaultyServer.playing(Step.startTls(tls), Step.readToEnd())) {
      write(
          "secure = " + address(server),
          "check.timeout.connect = 10s",
          "transport.tls { enabled = true, ca-file = ca.pem }");
      try (Program program = Program.start("run", file.toString())) {
        JsonNode down = program.awaitEvent(transition("secure", "DOWN"));
        assertThat(down.path("cause").path("status").asText()).isEqualTo("L6RSP");

        PemWriter.certificates(ca, List.of(authority.certificateOfCa()));
        program.signal("HUP");

        JsonNode reloaded = program.awaitEvent(event("config-reloaded"));
        assertThat(names(reloaded.path("changed"))).containsExactly("web/secure");
        JsonNode up = program.awaitEventAfter(reloaded, transition("secure", "UP"));
        assertThat(up.path("cause").path("status").asText()).isEqualTo("L6OK");
      }
    }
  }

  @Test
  void passwordFilesAreReadAnew() {
    Path password = PemWriter.write(temp.resolve("redis.password"), "wrong\n");
    try (Daemon redis = Redis.start(temp, "--requirepass", "right")) {
      write(
          "guarded = \"127.0.0.1:" + redis.port() + "\"",
          "check { type = redis, allow-plaintext-password = true",
          "redis.password-file = redis.password }");
      try (Program program = Program.start("run", file.toString())) {
        JsonNode down = program.awaitEvent(transition("guarded", "DOWN"));
        assertThat(down.path("cause").path("info").asText()).startsWith("WRONGPASS ");

        PemWriter.write(password, "right\n");
        program.signal("HUP");

        JsonNode reloaded = program.awaitEvent(event("config-reloaded"));
        assertThat(names(reloaded.path("changed"))).containsExactly("web/guarded");
        program.awaitEventAfter(reloaded, transition("guarded", "UP"));
      }
    }
  }

  @Test
  void settingsOfTheProcessAreNamedAndLeftAlone() {
    try (FaultyServer kept = FaultyServer.playing(Step.readToEnd())) {
      write("kept = " + address(kept));
      try (Program program = Program.start("run", file.toString())) {
        program.awaitEvent(transition("kept", "UP"));

        write("kept = " + address(kept), "}, limits.in-flight = 3, event-log { format = text");
        program.signal("HUP");

        JsonNode reloaded = program.awaitEvent(event("config-reloaded"));
        assertThat(names(reloaded.path("needRestart")))
            .containsExactly("poolwatch.limits.in-flight", "poolwatch.event-log.format");
        assertThat(program.awaitError(line -> line.contains("in-flight"))).startsWith("warning: ");
        program.awaitEventAfter(reloaded, result("kept"));
      }
    }
  }

  /**
   * Its attempts have gone on without a gap, at the pace of before, and its verdict stood. A slot
   * that goes by while the machine gives the program no time is left out, whatever it does.
   */
  private void assertUndisturbed(List<JsonNode> events, String server) {
    List<JsonNode> openings =
        events.stream()
            .filter(event("connection-opening"))
            .filter(opening -> opening.path("server").asText().equals(server))
            .toList();
    assertThat(openings.stream().map(opening -> opening.path("attempt").asInt()))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, openings.size()).boxed().toList());
    Instant first = time(openings.get(0));
    Instant last = time(openings.get(openings.size() - 1));
    Duration span = Duration.between(first, last);
    long slots = Math.round((double) span.toNanos() / INTER.toNanos());
    long lost = stalls.between(first, last).toNanos() / INTER.toNanos();
    assertThat(openings.size() - 1L).isBetween(slots - 1 - lost, slots + 1);
    assertThat(events)
        .filteredOn(
            event("server-transition").and(line -> line.path("server").asText().equals(server)))
        .hasSize(1);
  }

  private static Instant time(JsonNode event) {
    return Instant.parse(event.path("time").asText());
  }

  private static boolean after(JsonNode event, JsonNode before) {
    return event.path("seq").asLong() > before.path("seq").asLong();
  }

  private static List<String> names(JsonNode list) {
    return IntStream.range(0, list.size()).mapToObj(i -> list.get(i).asText()).toList();
  }

  private static String address(FaultyServer server) {
    return "\"127.0.0.1:" + server.port() + "\"";
  }

  private void write(String servers, String... pool) {
    PemWriter.write(
        file,
        """
        poolwatch {
          event-log { format = json, level = debug }
          pools.web {
            check { inter = %dms }
            servers { %s }
            %s
          }
        }
        """
            .formatted(INTER.toMillis(), servers, String.join("\n", pool)));
  }
}
