package io.poolwatch.node;

import static io.poolwatch.event.EventName.CHECK_RESULT;
import static io.poolwatch.event.EventName.CONNECTION_CLOSED;
import static io.poolwatch.event.EventName.CONNECTION_CONNECTED;
import static io.poolwatch.event.EventName.CONNECTION_OPENING;
import static io.poolwatch.event.EventName.CONNECTION_RECEIVED;
import static io.poolwatch.event.EventName.CONNECTION_SECURED;
import static io.poolwatch.event.EventName.CONNECTION_SENT;
import static io.poolwatch.node.Row.that;
import static io.poolwatch.testkit.Step.read;
import static io.poolwatch.testkit.Step.readSlowly;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.sendEndlessly;
import static io.poolwatch.testkit.Step.startTls;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.NonceLogin;
import io.poolwatch.check.Step.Converse;
import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.Phase;
import io.poolwatch.model.TlsInfo;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.testkit.FaultyServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of one probe, what a row of a table can't say: its story, its clocks, its dialogues. */
final class ProbeIT {
  /** More than the kernel takes at once from anybody on this machine. */
  private static final int HUGE = 5 << 20;

  private static final String SEND_HUGE = "{ send = \"" + "x".repeat(HUGE) + "\" }";
  private static final int MOST_OF_A_PIECE = 16 * 1024;

  @TempDir private static Path directory;
  private static ProbeFixture probes;
  private static String settings;

  @BeforeAll
  static void start() {
    probes = new ProbeFixture(directory, NameLookup.SYSTEM);
    settings = Certificates.settings(directory);
  }

  @AfterAll
  static void stop() {
    probes.close();
  }

  private static ServiceSpec spec(String pool, FaultyServer server, Row row) {
    return probes.load(settings + row.config(pool, server.port(), 1));
  }

  private static CheckResult probe(String pool, FaultyServer server, Row row) {
    return probe(spec(pool, server, row));
  }

  private static CheckResult probe(ServiceSpec spec) {
    probes.use(spec);
    return probes.probe(spec.servers().findFirst().orElseThrow());
  }

  private static Row script(String... steps) {
    return that("").check("type = script, steps = [" + String.join(", ", steps) + "]");
  }

  private static List<EventName> told() {
    return probes.log().events().stream().map(Event::name).toList();
  }

  @Test
  void atDebugAProbeIsACompleteStory() {
    try (FaultyServer server =
        FaultyServer.playing(
            startTls(Certificates.SERVER),
            readUntil("\r\n\r\n"),
            send("HTTP/1.1 204 No Content\r\n\r\n"),
            readToEnd())) {
      Row row =
          that("")
              .check("type = http")
              .transport("tls { enabled = true, server-name = web.example, ca-file = ${ca} }");
      CheckResult result = probe("story", server, row);
      probes.log().await(CONNECTION_CLOSED, ProbeFixture.LIMIT);

      assertThat(told().stream().filter(name -> name.text().startsWith("c")))
          .containsSubsequence(
              CONNECTION_OPENING,
              CONNECTION_CONNECTED,
              CONNECTION_SECURED,
              CONNECTION_SENT,
              CONNECTION_RECEIVED,
              CHECK_RESULT,
              CONNECTION_CLOSED);
      assertThat(server.peer(0).serverName()).isEqualTo(Certificates.NAME);
      TlsInfo tls = result.tls();
      assertThat(tls).isNotNull();
      assertThat(tls.version()).isEqualTo("TLSv1.3");
      assertThat(tls.notAfter()).isEqualTo(Certificates.GOOD.leaf().getNotAfter().toInstant());
    }
  }

  @Test
  void aRequestLeavesInPiecesThatAreToldEach() {
    try (FaultyServer server = FaultyServer.playing(read(HUGE), send("OK"), readToEnd())) {
      CheckResult result = probe("pieces", server, script(SEND_HUGE, "{ expect.string = OK }"));

      assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
      int left = HUGE;
      for (Event piece : probes.log().events(CONNECTION_SENT)) {
        int bytes = requireNonNull((Integer) piece.fields().get("bytes"));
        assertThat(bytes).isBetween(1, MOST_OF_A_PIECE);
        left -= bytes;
        assertThat(piece.fields().get("remaining")).isEqualTo(left);
      }
      assertThat(left).isZero();
      assertThat(server.peer(0).received()).hasSize(HUGE);
    }
  }

  /** Each wait is below the limit, both together are above it. */
  @Test
  void theReplyClockIsArmedOnceTheRequestHasLeft() {
    Duration wait = Duration.ofSeconds(3);
    try (FaultyServer server =
        FaultyServer.withReceiveBuffer(
            MOST_OF_A_PIECE,
            readSlowly(1, 1, wait),
            read(HUGE - 2),
            readSlowly(1, 1, wait),
            send("OK"),
            readToEnd())) {
      Row row = script(SEND_HUGE, "{ expect.string = OK }").limits("10s", "5500ms");
      CheckResult result = probe("clock", server, row);

      assertThat(result.status()).as("%s", result).isEqualTo(CheckStatus.L7OK);
      assertThat(Duration.ofNanos(result.timings().sendNanos())).isGreaterThan(wait);
      assertThat(Duration.ofNanos(result.timings().totalNanos()))
          .isGreaterThan(wait.multipliedBy(2));
    }
  }

  @Test
  void eachCompleteSendArmsTheReplyClockAnew() {
    Duration wait = Duration.ofSeconds(3);
    try (FaultyServer server =
        FaultyServer.playing(
            readSlowly(1, 1, wait), send("A"), readSlowly(1, 1, wait), send("B"), readToEnd())) {
      Row row =
          script("{ send = a }", "{ expect.string = A }", "{ send = b }", "{ expect.string = B }")
              .limits("10s", "5500ms");

      assertThat(probe("anew", server, row).status()).isEqualTo(CheckStatus.L7OK);
    }
  }

  @Test
  void aPeerThatReadsSteadilyButTooSlowlyIsTooSlow() {
    try (FaultyServer server =
        FaultyServer.withReceiveBuffer(
            MOST_OF_A_PIECE, readSlowly(HUGE, HUGE / 1000, Duration.ofMillis(5)), readToEnd())) {
      CheckResult result =
          probe("slow", server, script(SEND_HUGE, "{ expect.string = OK }").limits("10s", "600ms"));

      assertThat(result.status()).as("%s", result).isEqualTo(CheckStatus.L7TOUT);
      assertThat(result.phase()).isEqualTo(Phase.SEND);
      assertThat(result.info()).contains("of the request not taken", "within 600 ms", "step 1");
      assertThat(probes.log().events(CONNECTION_SENT)).hasSizeGreaterThan(10);
    }
  }

  @Test
  void theGoodbyeIsOffTheResultsClockAndBounded() {
    try (FaultyServer server =
        FaultyServer.playing(
            startTls(Certificates.SERVER), readToEnd(), sendEndlessly("not yet"))) {
      Row row =
          that("").transport("tls { enabled = true, server-name = web.example, ca-file = ${ca} }");
      CheckResult result = probe("goodbye", server, row);
      Event closed = probes.log().await(CONNECTION_CLOSED, ProbeFixture.LIMIT);

      assertThat(told().indexOf(CHECK_RESULT)).isLessThan(told().indexOf(CONNECTION_CLOSED));
      assertThat(closed.fields().get("mode")).isEqualTo(CloseMode.ABORT);
      Duration elapsed = requireNonNull((Duration) closed.fields().get("elapsedMs"));
      assertThat(elapsed.minusNanos(result.timings().totalNanos()))
          .isGreaterThanOrEqualTo(Duration.ofMillis(190));
      assertThat(server.peer(0).error()).isNotNull();
    }
  }

  @Test
  void aLoginThatAnswersANonceIsADialogue() {
    String digest = NonceLogin.digest("4711", "secret");
    try (FaultyServer server =
        FaultyServer.playing(
            send("NONCE 4711\n"), readUntil(digest + "\n"), send("OK\n"), readToEnd())) {
      CheckResult result = probe(login("good", server, "secret"));

      assertThat(result.status()).as("%s", result).isEqualTo(CheckStatus.L7OK);
      assertThat(server.peer(0).text()).isEqualTo(digest + "\n");
    }
  }

  @Test
  void aLoginThatIsRefusedIsTheServersAnswer() {
    try (FaultyServer server =
        FaultyServer.playing(send("NONCE 1\n"), readUntil("\n"), send("denied\n"), readToEnd())) {
      CheckResult result = probe(login("bad", server, "wrong"));

      assertThat(result.status()).isEqualTo(CheckStatus.L7STS);
      assertThat(result.info()).isEqualTo("denied");
    }
  }

  @Test
  void aLoginThatStopsInTheMiddleSaysWhatItWaitedFor() {
    try (FaultyServer server = FaultyServer.playing(send("NONCE 1"), readToEnd())) {
      CheckResult result = probe(login("half", server, "secret", "2s"));

      assertThat(result.status()).isEqualTo(CheckStatus.L7TOUT);
      assertThat(result.info()).contains("incomplete reply", "waiting for the end of a line");
    }
  }

  private static ServiceSpec login(String pool, FaultyServer server, String password) {
    return login(pool, server, password, "10s");
  }

  /** There is no setting for a dialogue alone: it takes the place of a script's steps. */
  private static ServiceSpec login(
      String pool, FaultyServer server, String password, String limit) {
    ServiceSpec spec = spec(pool, server, script("{ expect.string = OK }").limits("10s", limit));
    ServerSpec only = spec.servers().findFirst().orElseThrow();
    CheckSpec check = only.checks().get(0);
    CheckScript login =
        new CheckScript(
            "login",
            List.of(check.script().steps().get(0), new Converse(new NonceLogin(password), null)),
            false,
            true,
            ByteString.emptyByteString());
    CheckSpec loggingIn =
        new CheckSpec(
            check.name(),
            check.schedule(),
            check.health(),
            check.timeouts(),
            login,
            check.close(),
            check.maxResponseBytes(),
            check.logHealthChecks());
    ServerSpec talking =
        new ServerSpec(
            only.id(),
            only.address(),
            only.weight(),
            only.backup(),
            only.admin(),
            only.vantages(),
            List.of(loggingIn),
            only.agent(),
            only.track(),
            only.hash(),
            only.fingerprint());
    return new ServiceSpec(
        spec.file(),
        List.of(new PoolSpec(pool, List.of(talking))),
        spec.node(),
        spec.cluster(),
        spec.limits(),
        spec.resolve(),
        spec.eventLog(),
        spec.sinks());
  }
}
