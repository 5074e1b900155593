package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.result;
import static io.poolwatch.testkit.Program.transition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.UnixClient;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program makes of faults that are its own or its machine's, and of hostile bytes. */
final class FaultsIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** More than the program needs for itself, and fewer than it would need for all servers. */
  private static final int DESCRIPTORS = 256;

  /** Longer than a probe may take and than lateness is overlooked; see the configuration. */
  private static final Duration STOPPED = Duration.ofSeconds(3);

  /** Much more than an interval of look-ups, and less than a JVM remembers names by default. */
  private static final Duration SOON = Duration.ofSeconds(25);

  @TempDir private Path temp;

  @Test
  void usedUpDescriptorsAreNoFaultOfAServer() {
    try (FaultyServer good = FaultyServer.playing(Step.readToEnd());
        FaultyServer silent = FaultyServer.playing(Step.readToEnd())) {
      Path socket = temp.resolve("api.sock");
      String server =
          """
          runtime-api.path = "%s"
          pools.good {
            check { inter = 5s, fastinter = 300ms, rise = 1, fall = 1, timeout.connect = 2s }
            servers.good = %s
          }
          """
              .formatted(socket, address(good));
      String file = write(server);
      try (Program program = Program.startWithDescriptors(DESCRIPTORS, "run", file)) {
        JsonNode up = program.awaitEvent(transition("good", "UP"));

        write(server + hoarders(silent));
        program.signal("HUP");
        JsonNode starved = program.awaitEventAfter(up, inconclusive("good"));
        assertThat(starved.path("status").asText()).isEqualTo("SOCKERR");
        assertThat(starved.path("info").asText()).contains("file descriptors used up");
        CompletableFuture<String> answer =
            CompletableFuture.supplyAsync(() -> UnixClient.ask(socket, "show info"));
        program.awaitError(line -> line.contains("runtime-api can't take a connection"));
        silent.close();

        program.awaitEventAfter(starved, passed("good"));
        assertThat(answer).succeedsWithin(SOON).asString().startsWith("Name: Poolwatch");
        end(program);
        assertThat(transitions(program, "good")).containsExactly("UNKNOWN>UP");
      }
    }
  }

  /** Servers that keep a descriptor each for as long as they like, more than there are. */
  private static String hoarders(FaultyServer silent) {
    String pool =
        """
        {
          check { type = http, inter = 60s, timeout { connect = 60s, check = 60s } }
          servers.silent = %s
        }
        """
            .formatted(address(silent));
    return IntStream.range(0, DESCRIPTORS)
        .mapToObj(i -> "pools.silent" + i + " " + pool)
        .collect(Collectors.joining("\n"));
  }

  /** Connections that say nothing take all descriptors until their time is up. */
  @Test
  void usedUpDescriptorsDoNotEndTheAnswersToAgentChecks() throws IOException {
    List<Socket> silent = new ArrayList<>();
    try (FaultyServer good = FaultyServer.playing(Step.readToEnd());
        Program program =
            Program.startWithDescriptors(
                DESCRIPTORS,
                "run",
                write(
                    "haproxy-agent.port = 0\npools.p { check.inter = 60s, servers.good = "
                        + address(good)
                        + " }"))) {
      String agent =
          program.awaitEvent(event("node-started")).get("ports").get("haproxy-agent").asText();
      program.awaitEvent(transition("good", "UP"));
      assertThat(asked(agent)).isEqualTo("ready up\n");

      for (int i = 0; i < DESCRIPTORS; i++) {
        silent.add(connected(agent));
      }
      program.awaitError(line -> line.contains("can't take a connection of HAProxy's"));

      assertThat(asked(agent)).isEqualTo("ready up\n");
      end(program);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  private static Socket connected(String endpoint) throws IOException {
    int colon = endpoint.lastIndexOf(':');
    Socket socket =
        new Socket(
            InetAddress.getLoopbackAddress(), Integer.parseInt(endpoint.substring(colon + 1)));
    socket.setSoTimeout((int) SOON.toMillis());
    return socket;
  }

  private static String asked(String endpoint) throws IOException {
    try (Socket socket = connected(endpoint)) {
      socket.getOutputStream().write("p/good\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void aProcessThatWasStoppedBlamesNoServer() {
    CountDownLatch gate = new CountDownLatch(1);
    List<Step> answer = List.of(Step.readUntil("\r\n\r\n"), Step.send(OK), Step.readToEnd());
    List<Step> late =
        List.of(Step.readUntil("\r\n\r\n"), Step.pause(gate), Step.send(OK), Step.readToEnd());
    try (FaultyServer server = FaultyServer.playingInTurn(List.of(answer, late, answer));
        Program program =
            Program.start(
                "run",
                write(
                    "pools.web { check { type = http, inter = 3s, fastinter = 500ms"
                        + ", rise = 1, fall = 1, timeout.check = 2s }\nservers.a = "
                        + address(server)
                        + " }"))) {
      JsonNode up = program.awaitEvent(transition("a", "UP"));
      Waiting.until(() -> server.peer(1).text().endsWith("\r\n\r\n"), "the second request");

      program.signal("STOP");
      long since = System.nanoTime();
      Waiting.until(() -> System.nanoTime() - since > STOPPED.toNanos(), "the end of the stop");
      program.signal("CONT");

      JsonNode doubtful = program.awaitEventAfter(up, inconclusive("a"));
      assertThat(doubtful.path("status").asText()).isEqualTo("L7TOUT");
      gate.countDown();
      program.awaitEventAfter(doubtful, passed("a"));
      end(program);
      assertThat(transitions(program, "a")).containsExactly("UNKNOWN>UP");
    }
  }

  @Test
  void aNameThatStopsResolvingKeepsItsEndpoint() {
    Path hosts = temp.resolve("hosts");
    names(hosts, "127.0.0.1 db.test");
    try (FaultyServer server = FaultyServer.playing(Step.readToEnd());
        Program program =
            Program.startUnread(
                Map.of("POOLWATCH_JAVA_OPTS", "-Djdk.net.hosts.file=" + hosts),
                "run",
                write(
                    "resolve.every = 200ms\npools.web { check.inter = 500ms\nservers.a = \"db.test:"
                        + server.port()
                        + "\" }"))) {
      program.read();
      JsonNode up = program.awaitEvent(transition("a", "UP"));

      long since = System.nanoTime();
      names(hosts, "127.0.0.1 other.test");
      JsonNode lost = program.awaitEventAfter(up, event("resolve-failed"));
      assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(SOON);
      assertThat(lost.path("name").asText()).isEqualTo("db.test");
      assertThat(lost.path("address").asText()).isEqualTo("127.0.0.1");
      int probes = server.accepted();
      Waiting.until(() -> server.accepted() > probes + 3, "probes of the endpoint that was kept");

      names(hosts, "127.0.0.1 db.test");
      JsonNode found = program.awaitEventAfter(lost, event("resolve-recovered"));
      names(hosts, "127.0.0.2 db.test");
      JsonNode moved = program.awaitEventAfter(found, event("endpoint-changed"));
      assertThat(moved.path("to").asText()).isEqualTo("127.0.0.2:" + server.port());
      end(program);
      assertThat(program.events().stream().filter(before(moved)).filter(event("server-transition")))
          .containsExactly(up);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void bytesOfAServerAreToldSoThatNoTerminalObeysThem(String format) {
    try (FaultyServer banner =
            FaultyServer.playing(Step.send("\0\u001b[31mred\u0007\u009b2J\r\nforged\n"));
        FaultyServer reason =
            FaultyServer.playing(
                Step.readUntil("\r\n\r\n"),
                Step.send("HTTP/1.1 500 \u001b[2Jgone\u0007\r\nContent-Length: 0\r\n\r\n"));
        Program program =
            Program.start(
                "run",
                write(
                    "pools.p1 { check { type = script, steps = [{ expect.string = OK }] }\n"
                        + "servers.banner = "
                        + address(banner)
                        + " }\npools.p2 { check.type = http, servers.reason = "
                        + address(reason)
                        + " }"),
                "--set",
                "poolwatch.event-log.format=" + format)) {
      String fromBanner = awaitDown(program, "banner");
      String fromReason = awaitDown(program, "reason");
      end(program);

      assertThat(fromBanner).containsPattern("'\\\\+x00\\\\+x1b\\[31mred\\\\+x07\\\\+x9b2J");
      assertThat(fromReason).containsPattern("500 \\\\u001[bB]\\[2Jgone\\\\u0007: expected status");
      assertThat(program.output())
          .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\x00-\\x1f\\x7f-\\x9f]"));
    }
  }

  private static String awaitDown(Program program, String server) {
    return program.awaitLine(
        line ->
            line.contains("server-transition") && line.contains(server) && line.contains("DOWN"));
  }

  /** There is nothing that would replace the actor that looks up names. */
  @Test
  void anActorSystemThatEndsByItselfEndsTheProgramWithOne() {
    try (Program program =
        Program.start(
            "run",
            write(
                "pools.web.servers.a = \"127.0.0.1:1\" }\n"
                    + "pekko.actor.default-blocking-io-dispatcher { type = no.such.Type"))) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.output()).last().asString().contains("node-stopped");
      assertThat(program.errors()).last().isEqualTo("poolwatch: the actor system ended by itself");
    }
  }

  private static Predicate<JsonNode> inconclusive(String server) {
    return result(server).and(event -> event.path("result").asText().equals("inconclusive"));
  }

  private static Predicate<JsonNode> passed(String server) {
    return result(server).and(event -> event.path("result").asText().equals("passed"));
  }

  private static Predicate<JsonNode> before(JsonNode other) {
    return event -> event.path("seq").asLong() < other.path("seq").asLong();
  }

  private static void end(Program program) {
    program.signal("TERM");
    assertThat(program.exitCode()).isEqualTo(0);
    program.output();
  }

  private static List<String> transitions(Program program, String server) {
    return program.events().stream()
        .filter(event("server-transition"))
        .filter(event -> event.path("server").asText().equals(server))
        .map(event -> event.path("from").asText() + ">" + event.path("to").asText())
        .toList();
  }

  private static String address(FaultyServer server) {
    return "\"127.0.0.1:" + server.port() + "\"";
  }

  /** Changes what names lead to, at once for every reader. */
  private static void names(Path hosts, String line) {
    Path next = PemWriter.write(hosts.resolveSibling("hosts.next"), line + "\n");
    try {
      Files.move(next, hosts, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String write(String settings) {
    String text =
        """
        poolwatch {
          node.name = n1
          event-log.format = json
          limits.first-probe-spread = 0s
          %s
        }
        """
            .formatted(settings);
    return PemWriter.write(temp.resolve("poolwatch.conf"), text).toString();
  }
}
