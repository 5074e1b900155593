package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers say of themselves, in all the ways in which they can, and who may read it. */
final class ServersWordsIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String SAID = "XYZZY";

  @TempDir private Path temp;
  private final List<FaultyServer> servers = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    servers.forEach(FaultyServer::close);
  }

  private int saying(Step... steps) {
    FaultyServer server = FaultyServer.playing(steps);
    servers.add(server);
    return server.port();
  }

  /** Pools whose servers say something, each with what its server is checked with. */
  private Map<String, String> pools() {
    Map<String, String> pools = new LinkedHashMap<>();
    pools.put("phrase", http("HTTP/1.1 503 " + SAID + "\r\nContent-Length: 0\r\n\r\n"));
    pools.put("malformed", http("HTTP/1.1 200 OK\r\n" + SAID + "\r\n\r\n"));
    pools.put("other", http(SAID + " is no HTTP at all"));
    pools.put("redis", talk("type = redis", Step.read(1), Step.send("-" + SAID + "\r\n")));
    pools.put("odd", talk("type = redis", Step.read(1), Step.send("+" + SAID + "\r\n")));
    pools.put("smtp", talk("type = smtp", Step.send("554 " + SAID + "\r\n")));
    pools.put("mysql", talk("type = mysql", Step.send("\b\0\0\0\u00ff\u0010\u0004" + SAID)));
    pools.put(
        "script",
        talk("type = script, steps = [ { expect.string = ok } ]", Step.send(SAID), Step.fin()));
    pools.put("plain", talk("tls { enabled = true, verify = none }", Step.send(SAID)));
    return pools;
  }

  private String http(String reply) {
    return talk("type = http", Step.readUntil("\r\n\r\n"), Step.send(reply));
  }

  private String talk(String check, Step... steps) {
    List<Step> all = new ArrayList<>(List.of(steps));
    all.add(Step.readToEnd());
    int port = saying(all.toArray(Step[]::new));
    String settings =
        "check { %s, inter = 100ms, fall = 1, timeout { connect = 15s, check = 15s } },"
            + " servers.s = \"127.0.0.1:%d\"";
    return settings.formatted(check, port);
  }

  private Program start(Map<String, String> pools) {
    int agent = saying(Step.send("drain # " + SAID + "\n"), Step.readToEnd());
    StringBuilder text = new StringBuilder();
    pools.forEach((name, settings) -> text.append("%s { %s }%n".formatted(name, settings)));
    Path config =
        PemWriter.write(
            temp.resolve("poolwatch.conf"),
            """
            poolwatch {
              event-log.format = json
              api.port = 0
              runtime-api { path = "runtime.sock", address = "127.0.0.1:%d" }
              pools {
                %s
                agent {
                  check.inter = 100ms
                  servers.s { address = "127.0.0.1:1", agent { port = %d, inter = 100ms } }
                }
              }
            }
            """
                .formatted(FaultyServer.nobody().getPort(), text, agent));
    return Program.start("run", config.toString());
  }

  /** The event log is for operators: there it is told. */
  private static void awaitAllSaid(Program service, Map<String, String> pools) {
    for (String pool : pools.keySet()) {
      service.awaitEvent(
          transition("s", "DOWN")
              .and(event -> event.path("pool").asText().equals(pool))
              .and(event -> event.path("cause").path("info").asText().contains(SAID)));
    }
    service.awaitEvent(
        event("admin-changed").and(event -> event.path("reason").asText().contains(SAID)));
  }

  @Test
  void readersAreToldNothingOfIt() {
    Map<String, String> pools = pools();
    try (Program service = start(pools)) {
      JsonNode ports = service.awaitEvent(event("node-started")).path("ports");
      URI api = URI.create(ports.path("api").asText());
      awaitAllSaid(service, pools);
      Waiting.until(() -> get(api, "/api/v1/events").contains("admin-changed"), "the events");
      for (String pool : pools.keySet()) {
        String transitions = "/api/v1/events?kind=server-transition&pool=" + pool;
        Waiting.until(
            () -> get(api, transitions).contains("\"to\":\"DOWN\""), "the transition of " + pool);
      }

      List<String> pages =
          new ArrayList<>(
              List.of(
                  "/api/v1/events?limit=1000",
                  "/api/v1/pools?detail",
                  "/api/v1/nodes",
                  "/metrics"));
      for (String pool : pools.keySet()) {
        pages.add("/api/v1/pools/" + pool + "?detail");
        pages.add("/api/v1/pools/" + pool + "/servers/s");
      }
      pages.add("/api/v1/pools/agent/servers/s");
      assertThat(pages).allSatisfy(page -> assertThat(get(api, page)).doesNotContain(SAID));
      assertThat(get(api, "/api/v1/pools/phrase/servers/s"))
          .contains("Layer7 wrong status: 503: expected status 200-399");
      assertThat(get(api, "/api/v1/pools/plain/servers/s")).contains("(it sent '...')");
    }
  }

  @Test
  void whoeverAsksForStatisticsOverTcpIsAReader() {
    Map<String, String> pools = pools();
    try (Program service = start(pools)) {
      JsonNode ports = service.awaitEvent(event("node-started")).path("ports");
      URI tcp = URI.create("tcp://" + ports.path("runtime-api-tcp").asText());
      awaitAllSaid(service, pools);

      assertThat(UnixClient.askTcp(tcp.getPort(), "show stat"))
          .contains("503: expected status 200-399")
          .doesNotContain(SAID);
      assertThat(UnixClient.ask(temp.resolve("runtime.sock"), "show stat"))
          .contains("503 " + SAID + ": expected status 200-399", "drain: " + SAID);
    }
  }

  private String get(URI api, String path) {
    HttpRequest request = HttpRequest.newBuilder(api.resolve(path)).timeout(LIMIT).build();
    try {
      var reply = client.send(request, BodyHandlers.ofString());
      assertThat(reply.statusCode()).as(path).isEqualTo(200);
      return reply.body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
