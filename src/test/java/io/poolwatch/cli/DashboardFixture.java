package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.transition;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.Browser;
import io.poolwatch.testkit.Dashboard;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A browser, and a shop that the packaged program can watch for it. */
abstract class DashboardFixture {
  @TempDir private Path temp;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private @Nullable Program service;

  @SuppressWarnings("NullAway.Init")
  Dashboard dashboard;

  @SuppressWarnings("NullAway.Init")
  Browser browser;

  @SuppressWarnings("NullAway.Init")
  Shop shop;

  @BeforeEach
  final void begin() {
    dashboard = Dashboard.start(temp);
    opened.push(dashboard);
    browser = dashboard.browser();
    shop = new Shop(temp);
    opened.push(shop);
  }

  /** Nothing is open where the browser is not installed. */
  @AfterEach
  final void end() {
    opened.forEach(FaultyServer::closeQuietly);
  }

  /** Writes the configuration of the service. */
  final void write(String node, int port, String pools) {
    PemWriter.write(
        temp.resolve("poolwatch.conf"),
        """
        poolwatch {
          event-log.format = json
          node.name = %s
          %s
          %s
        }
        """
            .formatted(node, Dashboard.api(port), pools));
  }

  /** Starts a service; returns the address of its dashboard. */
  final URI serve(String node, int port, String pools) {
    write(node, port, pools);
    service =
        Program.startUnread(
            Map.of("JAVA_OPTS", "-Xmx512m"), "run", temp.resolve("poolwatch.conf").toString());
    opened.push(service);
    service.read();
    JsonNode started = service.awaitEvent(event("node-started"));
    return URI.create(started.path("ports").path("api").asText() + "/");
  }

  /** Starts a service for the shop, and waits until all is well there. */
  final URI serveShop() {
    URI address = serve("n1", 0, shop.pools());
    for (String server : List.of("web1", "web4", "pay1", "pay2", "cache1", "cache2")) {
      service().awaitEvent(transition(server, "UP"));
    }
    return address;
  }

  /** Starts the demo, which watches servers of its own. */
  final Program demo() {
    service = Program.start("demo", "--set", "poolwatch.event-log.format=json");
    opened.push(service);
    return service;
  }

  /** The service that was started last. */
  final Program service() {
    return Objects.requireNonNull(service);
  }
}
