package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.api.Guard.Access;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** Which route answers, and what is answered where none does. */
final class RouterTest {
  private final Router router =
      new Router(
          List.of(
              route("GET", "/", Access.OPEN, Set.of()),
              route("GET", "/pools/{pool}", Access.READ, Set.of("detail")),
              route("PUT", "/pools/{pool}", Access.OPERATE, Set.of()),
              route("POST", "/pools/{pool}/servers/{server}", Access.OPERATE, Set.of())),
          new Guard(ApiSpecs.at("127.0.0.1")));

  private static Route route(String method, String path, Access access, Set<String> parameters) {
    return new Route(
        method,
        path,
        access,
        parameters,
        (call, caller, names) ->
            CompletableFuture.completedFuture(
                Reply.of(200, "text/plain", ByteString.fromString(path + names + caller.name()))));
  }

  private Reply answer(Call call) {
    try {
      return router.find(call).answer(call).toCompletableFuture().join();
    } catch (Refused refused) {
      return refused.reply();
    }
  }

  @Test
  void namesInAPathAreHandedOver() {
    assertThat(answer(Calls.of("GET", "/pools/web")).body().utf8String())
        .isEqualTo("/pools/{pool}[web]");
    assertThat(
            answer(
                    Calls.of(
                        "POST",
                        "/pools/web/servers/a:b",
                        "authorization",
                        "Bearer " + ApiSpecs.OPERATE))
                .body()
                .utf8String())
        .isEqualTo("/pools/{pool}/servers/{server}[web, a:b]alice");
    assertThat(answer(Calls.of("GET", "/")).status()).isEqualTo(200);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (String path : List.of("/pool", "/pools", "/pools/web/", "/pools/web/servers", "//")) {
      assertThat(answer(Calls.of("GET", path)).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void anotherMethodIsToldThoseThatThereAre() {
    Reply reply = answer(Calls.of("DELETE", "/pools/web"));

    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.headers()).containsEntry("Allow", "GET, HEAD, PUT");
  }

  @Test
  void anUnknownParameterIsRefusedAndNotRepeated() {
    Reply reply = answer(Calls.of("GET", "/pools/web", Map.of("token", "s3cr3t")));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().utf8String()).contains("detail").doesNotContain("s3cr3t");
    assertThat(answer(Calls.of("GET", "/pools/web", Map.of("detail", ""))).status()).isEqualTo(200);
  }

  @Test
  void aForeignHostLearnsNothingOfWhatThereIs() {
    for (String path : List.of("/", "/nothing")) {
      for (String method : List.of("GET", "DELETE")) {
        assertThat(answer(Calls.of(method, path, "host", "evil.example")).status()).isEqualTo(421);
      }
    }
  }

  @Test
  void anErrorIsAProblemDetail() {
    Reply reply = answer(Calls.of("GET", "/nothing"));

    assertThat(reply.type()).isEqualTo("application/problem+json");
    assertThat(reply.body().utf8String())
        .startsWith(
            "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"");
  }
}
