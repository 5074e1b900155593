package io.poolwatch.api;

import io.poolwatch.api.Guard.Access;
import io.poolwatch.metrics.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;

/** What is neither about pools nor about events: health, metrics, the dashboard's files. */
final class PageRoutes {
  private static final String OPENAPI = "/api/openapi.json";

  private final ApiService service;
  private final Metrics metrics;
  private final WebFiles web = WebFiles.load();
  private final ByteString openApi = openApi();

  PageRoutes(ApiService service, Metrics metrics) {
    this.service = service;
    this.metrics = metrics;
  }

  private static ByteString openApi() {
    try (InputStream stream = PageRoutes.class.getResourceAsStream(OPENAPI)) {
      return ByteString.fromArray(Objects.requireNonNull(stream, OPENAPI).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(open("/alive", (call, caller, names) -> done(alive())));
    routes.add(open("/ready", (call, caller, names) -> done(ready())));
    routes.add(
        new Route(
            "GET",
            "/metrics",
            Access.READ,
            Set.of(),
            (call, caller, names) -> done(metrics(call))));
    routes.add(
        open(
            "/api/v1/openapi.json",
            (call, caller, names) -> done(Reply.of(200, Reply.JSON, openApi))));
    routes.add(open("/", (call, caller, names) -> done(file(call, "index.html"))));
    for (String name : WebFiles.names()) {
      routes.add(open("/" + name, (call, caller, names) -> done(file(call, name))));
    }
    return routes;
  }

  private static Route open(String path, Route.Handler handler) {
    return new Route("GET", path, Access.OPEN, Set.of(), handler);
  }

  private Reply alive() {
    return service.alive()
        ? Reply.json(Map.of("alive", true))
        : Reply.problem(503, "no probe has been made for a while");
  }

  private Reply ready() {
    Optional<String> why = service.unready();
    return why.isEmpty() ? Reply.json(Map.of("ready", true)) : Reply.problem(503, why.get());
  }

  private Reply metrics(Call call) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
    try {
      metrics.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteString plain = ByteString.fromArrayUnsafe(out.toByteArray());
    return Reply.of(call, metrics.type(), plain, () -> Snapshot.compress(plain));
  }

  private Reply file(Call call, String name) {
    WebFiles.File file = Objects.requireNonNull(web.file(name), name);
    return Reply.of(call, file.etag(), file.type(), file.plain(), file::gzip);
  }

  private static CompletionStage<Reply> done(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }
}
