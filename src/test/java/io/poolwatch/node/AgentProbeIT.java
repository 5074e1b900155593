package io.poolwatch.node;

import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.read;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.rst;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.startTls;
import static io.poolwatch.testkit.Step.trickle;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Outcome;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Peer;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents on real sockets, and servers that several checks look at. */
final class AgentProbeIT {
  private static final AtomicInteger POOLS = new AtomicInteger();

  @TempDir private static Path directory;
  private static ProbeFixture probes;

  @BeforeAll
  static void start() {
    probes = new ProbeFixture(directory, NameLookup.SYSTEM);
  }

  @AfterAll
  static void stop() {
    probes.close();
  }

  /** The answers of a server that connects well, and of its agent. */
  private static List<CheckResult> ask(FaultyServer agent) {
    return ask(agent, "");
  }

  private static List<CheckResult> ask(FaultyServer agent, String settings) {
    try (FaultyServer server = FaultyServer.playing(readToEnd())) {
      return probe(server, "agent { port = " + agent.port() + " }\n" + settings);
    }
  }

  private static List<CheckResult> probe(FaultyServer server, String settings) {
    String text =
        """
        poolwatch.pools.a%d {
          weight = 100
          %s
          servers.s = "127.0.0.1:%d"
        }
        """;
    ServiceSpec spec =
        probes.load(text.formatted(POOLS.incrementAndGet(), settings, server.port()));
    probes.use(spec);
    return probes.probeAll(spec.servers().findFirst().orElseThrow());
  }

  private static String verdict(CheckResult result) {
    return result.check() + " " + result.outcome() + " " + result.status() + " " + result.info();
  }

  private static FaultyServer saying(Step... steps) {
    return FaultyServer.playing(steps);
  }

  private static Event last(EventName name) {
    List<Event> told = probes.log().events(name);
    return told.get(told.size() - 1);
  }

  /** Waits for the verdict. */
  private static Event transition(OperationalState to) {
    Waiting.until(
        () ->
            probes.log().events(EventName.SERVER_TRANSITION).stream()
                .anyMatch(event -> event.fields().get("to") == to),
        "transition to " + to);
    return last(EventName.SERVER_TRANSITION);
  }

  @Test
  void anAgentIsAskedBesideTheCheckAndDecidesWithIt() {
    try (FaultyServer agent =
        saying(send("down drain 50% maxconn:7 # disk full\n"), fin(), readToEnd())) {
      List<CheckResult> results = ask(agent);

      assertThat(verdict(results.get(0))).startsWith("null PASSED L4OK");
      assertThat(verdict(results.get(1)))
          .isEqualTo("agent FAILED L7STS down, drain, weight 50%, maxconn 7: disk full");
      assertThat(transition(OperationalState.DOWN).fields())
          .containsEntry("admin", AdminState.DRAIN)
          .containsEntry("adminBy", List.of("agent"));
      assertThat(last(EventName.CAPACITY_CHANGED).fields())
          .containsEntry("weight", 50)
          .containsEntry("maxconn", 7);
    }
  }

  @Test
  void aLineThatTricklesInIsReadToItsEnd() {
    try (FaultyServer agent = saying(trickle("up\r\n", Duration.ofMillis(5)), readToEnd())) {
      assertThat(verdict(ask(agent).get(1))).isEqualTo("agent PASSED L7OK up");
    }
  }

  @Test
  void theConversationEndsWithoutAReset() {
    for (String line : List.of("up\n", "down\n", "50%\n")) {
      try (FaultyServer agent = saying(send(line), readToEnd())) {
        ask(agent);
        assertThat(agent.peer(0).ends()).as(line).containsExactly(Peer.End.FIN);
      }
    }
  }

  @Test
  void whatIsToBeSentComesFirst() {
    try (FaultyServer server = FaultyServer.playing(readToEnd());
        FaultyServer agent = saying(readUntil("web1\n"), send("up\n"), readToEnd())) {
      List<CheckResult> results =
          probe(server, "agent { port = %d, send = \"web1\\n\" }".formatted(agent.port()));

      assertThat(results.get(1).outcome()).isEqualTo(Outcome.PASSED);
    }
  }

  @Test
  void whateverKeepsAnAgentFromAnsweringSaysNothingOfTheServer() {
    String soon = "check.timeout { connect = 10s, check = 1s }";
    String late = "check.timeout { connect = 10s, check = 10s }";
    try (FaultyServer reset = saying(rst());
        FaultyServer closing = saying(fin(), readToEnd());
        FaultyServer half = saying(send("dow"), fin(), readToEnd());
        FaultyServer silent = saying(readToEnd());
        FaultyServer endless = saying(send("x".repeat(20_000)), readToEnd());
        FaultyServer tls = saying(startTls(Certificates.SERVER))) {
      assertThat(verdict(ask(reset, late).get(1))).startsWith("agent INCONCLUSIVE SOCKERR");
      assertThat(verdict(ask(closing, late).get(1)))
          .isEqualTo(
              "agent INCONCLUSIVE L7RSP the peer closed before the agent's line was complete");
      assertThat(verdict(ask(half, late).get(1))).startsWith("agent INCONCLUSIVE L7RSP");
      assertThat(verdict(ask(silent, soon).get(1))).startsWith("agent INCONCLUSIVE L7TOUT");
      assertThat(verdict(ask(endless, late).get(1)))
          .contains("INCONCLUSIVE L7RSP", "does not end within max-response-bytes");
      assertThat(verdict(ask(tls, soon).get(1))).startsWith("agent INCONCLUSIVE L7TOUT");
      assertThat(transition(OperationalState.UP).fields()).containsEntry("admin", AdminState.READY);
    }
  }

  @Test
  void severalChecksOfAServerEachHaveTheirOwnConnectionAndResult() {
    try (FaultyServer web =
            saying(readUntil("\r\n\r\n"), send("HTTP/1.1 503 Busy\r\n\r\n"), fin(), readToEnd());
        FaultyServer cache = saying(read(14), send("+PONG\r\n"), readToEnd())) {
      List<CheckResult> results =
          probe(
              web,
              "checks { web { type = http }, cache { type = redis, port = %d } }"
                  .formatted(cache.port()));

      assertThat(results)
          .extracting(result -> result.check() + " " + result.status())
          .containsExactly("cache L7OK", "web L7STS");
      assertThat(transition(OperationalState.DOWN).fields().get("cause"))
          .asString()
          .contains("check=web");
    }
  }
}
