package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.json;
import static io.poolwatch.testkit.Program.transition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running service as it is seen and changed over HTTP. */
final class ApiIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String OPERATE = "0123456789abcdef-operate";
  private static final String READ = "0123456789abcdef-read";
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path temp;
  private FaultyServer good;
  private FaultyServer bad;
  private Program service;
  private URI address;

  @BeforeEach
  void start() {
    good = FaultyServer.playing(Step.readUntil("PING"), Step.send("+PONG"), Step.readToEnd());
    bad = FaultyServer.playing(Step.readUntil("PING"), Step.send(HOSTILE), Step.readToEnd());
    PemWriter.write(
        temp.resolve("poolwatch.conf"),
        """
        poolwatch {
          event-log.format = json
          node { name = n1, state-dir = state }
          pools.web {
            check {
              type = script, inter = 100ms
              steps = [ { send = "PING" }, { expect { string = "+PONG" } } ]
            }
            servers { up = "127.0.0.1:%d", bad = "127.0.0.1:%d", gone = "127.0.0.1:1" }
          }
          api {
            port = 0
            tokens {
              alice { role = operate, sha256 = %s }
              bob { role = read, sha256 = %s }
            }
          }
        }
        """
            .formatted(
                good.port(),
                bad.port(),
                "1f0693b0fe5b7bc30407e672867983af41fa29af624a5a9a48792e4e33861550",
                "bedd61db0f64852ca55af9cb7d2c496c1959f6642cb65b4c56780cf6d139312d"));
    service = Program.start("run", temp.resolve("poolwatch.conf").toString());
    String url = service.awaitEvent(event("node-started")).path("ports").path("api").asText();
    address = URI.create(url);
    service.awaitEvent(transition("up", "UP"));
    service.awaitEvent(transition("bad", "DOWN"));
    service.awaitEvent(transition("gone", "DOWN"));
  }

  @AfterEach
  void stop() {
    service.close();
    good.close();
    bad.close();
  }

  private HttpResponse<String> send(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path)).timeout(LIMIT);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return client.send(
        request.method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return get(path, "");
  }

  private JsonNode get(String path, String token) throws IOException, InterruptedException {
    HttpResponse<String> answer = send("GET", path, token, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer.body());
  }

  @Test
  void poolsAndServersSayHowTheyStandAndWhy() throws IOException, InterruptedException {
    JsonNode pools = get("/api/v1/pools");
    assertThat(pools.path("counts").path("servers").asInt()).isEqualTo(3);
    assertThat(pools.path("counts").path("down").asInt()).isEqualTo(2);
    assertThat(pools.path("pools").path(0).has("servers")).isFalse();
    assertThat(get("/api/v1/pools?detail").path("pools").path(0).path("servers")).hasSize(3);

    JsonNode gone = get("/api/v1/pools/web?detail").path("servers").path(1);
    assertThat(gone.path("server").asText()).isEqualTo("gone");
    assertThat(gone.path("reason").asText())
        .startsWith("Layer4 connection problem: connection refused");
    assertThat(gone.path("votes").path(0).path("vote").asText()).isEqualTo("DOWN");
    assertThat(gone.path("recent").path("outcomes").asText()).matches("f+");

    JsonNode up = get("/api/v1/pools/web/servers/up?explain");
    assertThat(up.path("reason").asText()).startsWith("answers as it should");
    assertThat(up.path("vantage").asBoolean()).isTrue();
    assertThat(up.path("checks").path(0).path("last").path("status").asText()).isEqualTo("L7OK");
    assertThat(up.path("checks").path(0).path("nextDue").asText()).startsWith("20");
    assertThat(up.path("results").path(0).path("result").asText()).isEqualTo("passed");
    assertThat(up.path("explanation").path(0).asText()).startsWith("web/up in ");
    assertThat(get("/api/v1/nodes").path("nodes").path(0).path("vantageOf").asInt()).isEqualTo(3);
    assertThat(send("GET", "/api/v1/pools/web/servers/pu", "", "").body())
        .contains("did you mean web/up?");
  }

  @Test
  void whatAServerRepliedIsForOperatorsAlone() throws IOException, InterruptedException {
    String path = "/api/v1/pools/web/servers/bad";

    assertThat(get(path).has("evidence")).isFalse();
    assertThat(get(path, READ).has("evidence")).isFalse();
    JsonNode evidence = get(path, OPERATE).path("evidence");
    assertThat(evidence.path("text").asText()).isEqualTo(HOSTILE);
    assertThat(evidence.path("bytes").asInt()).isEqualTo(HOSTILE.length());
  }

  @Test
  void anAdminStateIsSetInTheTokensNameAndToldWithThePeer()
      throws IOException, InterruptedException {
    String path = "/api/v1/pools/web/servers/up/admin-state";
    String body = "{\"state\":\"drain\",\"reason\":\"new disk\"}";

    assertThat(send("PUT", path, "", body).statusCode()).isEqualTo(401);
    assertThat(send("PUT", path, READ, body).statusCode()).isEqualTo(403);
    HttpResponse<String> set = send("PUT", path, OPERATE, body);

    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
    assertThat(json(set.body()).path("author").asText()).isEqualTo("alice");
    JsonNode changed = service.awaitEvent(event("admin-changed"));
    assertThat(changed.path("to").asText()).isEqualTo("DRAIN");
    assertThat(changed.path("author").asText()).isEqualTo("alice");
    assertThat(changed.path("reason").asText()).isEqualTo("new disk");
    JsonNode command = service.awaitEvent(event("api-command"));
    assertThat(command.path("peer").asText()).startsWith("127.0.0.1:");
    assertThat(command.path("author").asText()).isEqualTo("alice");
    Waiting.until(
        () -> reason("up").equals("drained by alice: new disk"), "the reason to be shown");
    service.signal("TERM");
    assertThat(service.exitCode()).isEqualTo(0);
    assertThat(service.output()).noneMatch(line -> line.contains(OPERATE) || line.contains(READ));
    assertThat(service.errors()).noneMatch(line -> line.contains(OPERATE) || line.contains(READ));
  }

  private String reason(String server) {
    try {
      return get("/api/v1/pools/web/servers/" + server).path("reason").asText();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aChangeThatMakesNoSenseChangesNothing() throws IOException, InterruptedException {
    String path = "/api/v1/pools/web/servers/up/admin-state";
    assertThat(send("PUT", path, OPERATE, "{").statusCode()).isEqualTo(400);
    assertThat(send("PUT", path, OPERATE, "{\"state\":\"off\",\"reason\":\"x\"}").statusCode())
        .isEqualTo(400);
    assertThat(send("PUT", path, OPERATE, "{\"state\":\"maint\"}").statusCode()).isEqualTo(400);
    assertThat(send("PUT", path, OPERATE, "").statusCode()).isEqualTo(415);
    assertThat(send("PUT", path.replace("up", "pu"), OPERATE, "{\"state\":\"maint\"}").statusCode())
        .isEqualTo(404);

    assertThat(get("/api/v1/pools/web/servers/up").path("admin").asText()).isEqualTo("READY");
  }

  @Test
  void aProbeIsMadeNow() throws IOException, InterruptedException {
    HttpResponse<String> probed = send("POST", "/api/v1/pools/web/servers/up/probe", OPERATE, "");

    assertThat(probed.statusCode()).as(probed.body()).isEqualTo(200);
    assertThat(json(probed.body()).path("results").path(0).path("status").asText())
        .isEqualTo("L7OK");
  }

  @Test
  void eventsAndMetricsShowATransitionAtOnce() throws IOException, InterruptedException {
    good.close();
    JsonNode down = service.awaitEvent(transition("up", "DOWN"));
    // The first look is made after the line was read, so that it can only be later.
    String metrics = send("GET", "/metrics", "", "").body();

    assertThat(metrics)
        .contains(
            "poolwatch_server_up{pool=\"web\",server=\"up\"} 0.0",
            "poolwatch_pool_usable_servers{pool=\"web\"} 0.0");
    String query = "/api/v1/events?pool=web&server=up&kind=server-transition&limit=1";
    Waiting.until(() -> to(query).equals("DOWN"), "the transition to be among the events");
    JsonNode told = get(query);
    assertThat(Instant.parse(told.path("events").path(0).path("time").asText()))
        .isBetween(
            Instant.parse(down.path("time").asText()).minusSeconds(1),
            Instant.parse(down.path("time").asText()).plusSeconds(1));
    assertThat(told.path("next").asLong()).isPositive();
  }

  private String to(String query) {
    try {
      return get(query).path("events").path(0).path("to").asText();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
