package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.Events;
import io.poolwatch.event.ServiceEvents;
import io.poolwatch.model.ServerId;
import io.poolwatch.testkit.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API does when another configuration is put in force. */
final class ApiReloadIT {
  @TempDir private Path temp;
  private ApiFixture fixture;

  @BeforeEach
  void open() {
    fixture = new ApiFixture(temp, "");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void thePoolsThatItDoesNotNameHaveNoMetricsAnyMore() {
    for (String pool : new String[] {"web", "shop"}) {
      fixture.api.meter().finished(new ServerId(pool, "web1"), Results.passed());
    }
    assertThat(fixture.ask("/metrics")).contains("pool=\"web\"", "pool=\"shop\"");

    fixture.api.use(ApiFixture.load(temp, "shop", "").spec());

    assertThat(fixture.ask("/metrics")).contains("pool=\"shop\"").doesNotContain("pool=\"web\"");
  }

  @Test
  void whoFollowsHearsOfItWhenItShows() {
    Event reloaded =
        ServiceEvents.configReloaded("/", Path.of("f"), List.of(), List.of(), List.of(), List.of());
    fixture.api.emit(reloaded);
    fixture.api.emit(Events.endpointChanged("a", new ServerId("web", "web1"), null, "10.0.0.1:1"));
    Waiting.until(() -> events().contains("\"endpoint-changed\""), "what happened meanwhile");
    assertThat(events()).doesNotContain("config-reloaded");
    assertThat(fixture.log.events()).first().isEqualTo(reloaded);

    fixture.api.use(ApiFixture.load(temp, "shop", "").spec());

    Waiting.until(() -> events().contains("\"config-reloaded\""), "that it is in force");
  }

  @Test
  void aTokenThatItDoesNotNameIsRevokedAndItsStreamEnds() {
    fixture.api.admit(ApiFixture.load(temp, "web", ApiFixture.tokens()).spec());
    assertThat(status(ApiSpecs.OPERATE)).isEqualTo("200");
    CompletableFuture<String> stream =
        CompletableFuture.supplyAsync(() -> by(ApiSpecs.OPERATE, "/api/v1/events/stream"));
    Waiting.until(() -> fixture.ask("/metrics").contains("poolwatch_api_streams 1"), "the stream");
    String others = ApiFixture.tokens().lines().skip(1).collect(Collectors.joining("\n"));

    fixture.api.admit(ApiFixture.load(temp, "web", others).spec());

    assertThat(stream.join()).contains("event: snapshot").endsWith("0\r\n\r\n");
    assertThat(status(ApiSpecs.OPERATE)).isEqualTo("401");
    assertThat(status(ApiSpecs.READ)).isEqualTo("200");
  }

  @Test
  void aConfigurationWithoutAnApiLeavesNoTokenValid() {
    fixture.api.admit(ApiFixture.load(temp, "web", ApiFixture.tokens()).spec());
    assertThat(status(ApiSpecs.READ)).isEqualTo("200");
    String bare = "poolwatch.pools.web.servers.web1 = \"127.0.0.1:1\"";

    fixture.api.admit(ApiFixture.read(temp, bare).spec());

    assertThat(status(ApiSpecs.READ)).isEqualTo("401");
  }

  @Test
  void aChangeWhoseBodyComesOnceItsTokenIsRevokedIsRefused() throws IOException {
    fixture.api.admit(ApiFixture.load(temp, "web", ApiFixture.tokens()).spec());
    String body = "{\"state\":\"drain\",\"reason\":\"x\"}";
    String head =
        """
        PUT /api/v1/pools/web/servers/web1/admin-state HTTP/1.1
        Host: localhost
        Authorization: Bearer %s
        Content-Type: application/json
        Expect: 100-continue
        Connection: close
        Content-Length: %d

        """
            .formatted(ApiSpecs.OPERATE, body.length())
            .replace("\n", "\r\n");
    try (Socket socket = fixture.connect(0)) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      // He is let in, and asked for his body.
      assertThat(answer.readLine()).startsWith("HTTP/1.1 100");

      fixture.api.admit(ApiFixture.load(temp, "web", "").spec());
      socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));

      assertThat(answer.lines()).anyMatch(line -> line.startsWith("HTTP/1.1 401"));
    }
  }

  private String status(String token) {
    return by(token, "/api/v1/pools").substring("HTTP/1.1 ".length()).substring(0, 3);
  }

  private String by(String token, String path) {
    return fixture.raw(
        "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
            .formatted(path, token));
  }

  private String events() {
    return fixture.ask("/api/v1/events");
  }
}
