package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TlsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code poolwatch probe}: each server once, results and exit codes. */
final class ProbeIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String GONE = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

  @TempDir private Path temp;

  @Test
  void passesAndConditionalPassesLeaveWithZero() {
    try (FaultyServer good = answering(OK);
        FaultyServer leaving = answering(GONE);
        Program program =
            probe(
                """
                check { type = http, conditional = { status = "404" } }
                servers { good = %s, leaving = %s }
                """
                    .formatted(address(good), address(leaving)))) {
      assertThat(program.exitCode()).isEqualTo(0);
      assertThat(program.output())
          .satisfiesExactly(
              line -> assertThat(line).startsWith("web/good     passed        L7OK"),
              line -> assertThat(line).startsWith("web/leaving  conditional   L7OKC"));
      assertThat(program.errors()).isEmpty();
    }
  }

  @Test
  void aFailureLeavesWithOne() {
    try (FaultyServer good = answering(OK);
        Program program =
            probe(
                """
                check.type = http
                servers { good = %s, refused = "127.0.0.1:1", unknown = "no-such-name.invalid:80" }
                """
                    .formatted(address(good)))) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.output()).hasSize(3).element(1).asString().contains("failed", "L4CON");
    }
  }

  @Test
  void aNameThatDoesNotResolveIsInconclusiveAndLeavesWithFour() {
    try (FaultyServer good = answering(OK);
        Program program =
            probe(
                """
                check.type = http
                servers { good = %s, unknown = "no-such-name.invalid:80" }
                """
                    .formatted(address(good)),
                "--format",
                "json")) {
      assertThat(program.exitCode()).isEqualTo(4);
      JsonNode unknown = Program.json(program.output().get(1));
      assertThat(unknown.path("result").asText()).isEqualTo("inconclusive");
      assertThat(unknown.path("status").asText()).isEqualTo("SOCKERR");
      assertThat(unknown.path("phase").asText()).isEqualTo("RESOLVE");
      assertThat(unknown.path("info").asText()).startsWith("unresolved: ");
    }
  }

  @Test
  void aServerThatIsNotThereIsToldWithTheNearestNameAndNothingIsProbed() {
    try (FaultyServer good = answering(OK);
        Program program = probe("servers { good = " + address(good) + " }", "web/godo")) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.output()).isEmpty();
      assertThat(program.errors()).singleElement().asString().contains("did you mean web/good?");
      assertThat(good.accepted()).isZero();
    }
  }

  @Test
  void onlyWhatWasAskedForIsProbedAndMaintenanceIsNoReasonNotTo() {
    try (FaultyServer asked = answering(OK);
        FaultyServer other = answering(OK);
        Program program =
            probe(
                """
                check.type = http
                servers { asked { address = %s, admin = maint }, other = %s }
                """
                    .formatted(address(asked), address(other)),
                "web/asked")) {
      assertThat(program.exitCode()).isEqualTo(0);
      assertThat(program.output()).singleElement().asString().startsWith("web/asked  passed");
      assertThat(asked.accepted()).isEqualTo(1);
      assertThat(other.accepted()).isZero();
    }
  }

  @Test
  void serversThatSayNothingAreProbedInParallel() {
    List<FaultyServer> silent = new ArrayList<>();
    StringBuilder servers = new StringBuilder();
    try {
      for (int i = 0; i < 10; i++) {
        silent.add(FaultyServer.playing(Step.readToEnd()));
        servers.append("s").append(i).append(" = ").append(address(silent.get(i))).append('\n');
      }
      try (Program program =
          probe("check { type = http, timeout.check = 2s }\nservers {\n" + servers + "}")) {
        long start = System.nanoTime();

        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .as("less than one after the other, whatever the start takes")
            .isLessThan(Duration.ofSeconds(2).multipliedBy(10));
        assertThat(program.output())
            .hasSize(10)
            .allSatisfy(line -> assertThat(line).contains("failed", "L7TOUT"));
      }
    } finally {
      silent.forEach(FaultyServer::close);
    }
  }

  @Test
  void theJsonOfAPassOverTlsHasEveryFieldOfTheContract() {
    TestCertificates.Authority authority = TestCertificates.ca("Test");
    Instant notAfter = Instant.parse("2099-01-02T03:04:05Z");
    TlsServer tls =
        TlsServer.of(
                authority
                    .certificate()
                    .names("www.example.org")
                    .valid(Instant.now().minusSeconds(60), notAfter)
                    .issue())
            .speaking("http/1.1");
    PemWriter.certificates(temp.resolve("ca.pem"), List.of(authority.certificateOfCa()));
    try (FaultyServer server =
            FaultyServer.playing(
                Step.startTls(tls), Step.readUntil("\r\n\r\n"), Step.send(OK), Step.readToEnd());
        Program program =
            probe(
                """
                check { type = http, timeout.connect = 10s }
                transport.tls {
                  enabled = true, ca-file = ca.pem, server-name = www.example.org
                  alpn = [ "http/1.1" ]
                }
                servers { secure = %s }
                """
                    .formatted(address(server)),
                "--format",
                "json")) {
      assertThat(program.exitCode()).isEqualTo(0);
      JsonNode line = Program.json(program.output().get(0));
      assertThat(names(line))
          .containsExactly(
              "pool",
              "server",
              "result",
              "status",
              "description",
              "code",
              "phase",
              "durationMs",
              "timings",
              "tls");
      assertThat(line.path("pool").asText()).isEqualTo("web");
      assertThat(line.path("server").asText()).isEqualTo("secure");
      assertThat(line.path("result").asText()).isEqualTo("passed");
      assertThat(line.path("status").asText()).isEqualTo("L7OK");
      assertThat(line.path("description").asText()).isEqualTo("Layer7 check passed");
      assertThat(line.path("code").asInt()).isEqualTo(200);
      assertThat(line.path("durationMs").asDouble()).isPositive();
      assertThat(names(line.path("timings")))
          .containsExactly("connectMs", "tlsMs", "sendMs", "firstByteMs", "totalMs");
      assertThat(line.path("timings"))
          .allSatisfy(time -> assertThat(time.asDouble(-1)).isNotNegative());
      JsonNode session = line.path("tls");
      assertThat(names(session)).contains("version", "cipher", "alpn", "serverName", "notAfter");
      assertThat(session.path("version").asText()).isEqualTo("TLSv1.3");
      assertThat(session.path("alpn").asText()).isEqualTo("http/1.1");
      assertThat(session.path("serverName").asText()).isEqualTo("www.example.org");
      assertThat(Instant.parse(session.path("notAfter").asText())).isEqualTo(notAfter);
    }
  }

  @Test
  void theJsonOfAFailureSaysWhyAndLeavesOutWhatThereIsNot() {
    try (Program program = probe("servers { refused = \"127.0.0.1:1\" }", "--format", "json")) {
      assertThat(program.exitCode()).isEqualTo(1);
      JsonNode line = Program.json(program.output().get(0));
      assertThat(names(line))
          .containsExactly(
              "pool",
              "server",
              "result",
              "status",
              "description",
              "info",
              "phase",
              "durationMs",
              "timings");
      assertThat(line.path("result").asText()).isEqualTo("failed");
      assertThat(line.path("status").asText()).isEqualTo("L4CON");
      assertThat(line.path("info").asText()).contains("refused", "127.0.0.1:1");
      assertThat(line.path("phase").asText()).isEqualTo("CONNECT");
    }
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
      names.add(each.next());
    }
    return names;
  }

  private static FaultyServer answering(String reply) {
    return FaultyServer.playing(Step.readUntil("\r\n\r\n"), Step.send(reply), Step.readToEnd());
  }

  private static String address(FaultyServer server) {
    return "\"127.0.0.1:" + server.port() + "\"";
  }

  private Program probe(String pool, String... arguments) {
    Path file =
        PemWriter.write(temp.resolve("poolwatch.conf"), "poolwatch.pools.web {\n" + pool + "\n}\n");
    List<String> all = new ArrayList<>(List.of("probe", file.toString()));
    all.addAll(List.of(arguments));
    return Program.start(all.toArray(String[]::new));
  }
}
