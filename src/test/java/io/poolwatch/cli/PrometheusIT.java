package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.json;
import static io.poolwatch.testkit.Program.transition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.Daemons;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Prometheus makes of the metrics, and of what stands in conf for it. */
final class PrometheusIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path CONF = Path.of("conf");
  private static final Pattern EXPRESSION = Pattern.compile("\n        expr: (.+)");

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path temp;

  @Test
  void alertsFireWhenTheyShouldAndNotBefore() throws IOException, InterruptedException {
    Path promtool = Daemons.need("promtool");

    promtool(promtool, "check", "rules", CONF.resolve("prometheus-alerts.yml").toString());
    promtool(
        promtool,
        "test",
        "rules",
        Path.of("src", "test", "resources", "prometheus", "alerts-test.yml").toString());
  }

  @Test
  void aRealPrometheusScrapesARunningServiceAndAnswersWhatDashboardAndAlertsAsk()
      throws IOException, InterruptedException {
    Path promtool = Daemons.need("promtool");
    Path prometheus = Daemons.need("prometheus");
    try (FaultyServer good = FaultyServer.playing(Step.readToEnd());
        Program service = start(good)) {
      URI api = URI.create(started(service));
      String metrics = get(api.resolve("/metrics")).body();
      Path text = PemWriter.write(temp.resolve("metrics"), metrics);
      promtool(promtool, text, "check", "metrics");

      int port = FaultyServer.nobody().getPort();
      try (Daemon daemon = prometheus(prometheus, port, api)) {
        URI there = URI.create("http://127.0.0.1:" + daemon.port());
        Waiting.until(LIMIT, () -> ready(there), daemon::output);
        Waiting.until(
            LIMIT,
            () -> value(there, "poolwatch_server_up{pool=\"web\",server=\"up\"}").equals("1"),
            daemon::output);
        assertThat(value(there, "poolwatch_server_up{pool=\"web\",server=\"gone\"}"))
            .isEqualTo("0");
        assertThat(value(there, "sum(poolwatch_pool_servers{state=\"down\"})")).isEqualTo("2");
        assertThat(query(there, alert("PoolwatchServerDown")).path("data").path("result"))
            .as("those that are down and in service")
            .extracting(each -> each.path("metric").path("server").asText())
            .containsExactly("gone");
        for (String asked : expressions()) {
          JsonNode answer = query(there, asked);
          assertThat(answer.path("status").asText()).as(asked).isEqualTo("success");
        }
        assertThat(query(there, "{__name__=~\"poolwatch_.+\"}").path("data").path("result"))
            .as("what the expressions name is there")
            .extracting(each -> each.path("metric").path("__name__").asText())
            .containsAll(named());
      }
    }
  }

  private Program start(FaultyServer good) {
    Path config =
        PemWriter.write(
            temp.resolve("poolwatch.conf"),
            """
            poolwatch {
              event-log.format = json
              pools.web {
                check { inter = 100ms }
                servers {
                  up = "127.0.0.1:%d", gone = "127.0.0.1:1"
                  drained { address = "127.0.0.1:1", admin = drain }
                }
              }
              api.port = 0
            }
            """
                .formatted(good.port()));
    return Program.start("run", config.toString());
  }

  private static String started(Program service) {
    String url = service.awaitEvent(event("node-started")).path("ports").path("api").asText();
    service.awaitEvent(transition("up", "UP"));
    service.awaitEvent(transition("gone", "DOWN"));
    service.awaitEvent(transition("drained", "DOWN"));
    return url;
  }

  private Daemon prometheus(Path program, int port, URI api) {
    Path config =
        PemWriter.write(
            temp.resolve("prometheus.yml"),
            """
            global: { scrape_interval: 5s, scrape_timeout: 5s }
            scrape_configs:
              - job_name: poolwatch
                static_configs: [ { targets: [ "%s" ] } ]
            """
                .formatted(api.getAuthority()));
    return Daemon.started(
        temp,
        port,
        program.toString(),
        "--config.file=" + config,
        "--storage.tsdb.path=" + temp.resolve("tsdb"),
        "--web.listen-address=127.0.0.1:" + port);
  }

  /** All that alerts and dashboard ask, with the dashboard's variables as it would fill them in. */
  private static List<String> expressions() throws IOException {
    List<String> all = new ArrayList<>();
    String alerts = Files.readString(CONF.resolve("prometheus-alerts.yml"));
    EXPRESSION.matcher(alerts).results().forEach(found -> all.add(found.group(1)));
    JsonNode dashboard = json(Files.readString(CONF.resolve("grafana-dashboard.json")));
    dashboard
        .findValues("expr")
        .forEach(expression -> all.add(expression.asText().replace("$pool", ".*")));
    assertThat(all).hasSizeGreaterThan(25);
    return all;
  }

  /** What an alert asks. */
  private static String alert(String name) throws IOException {
    String alerts = Files.readString(CONF.resolve("prometheus-alerts.yml"));
    var expression = EXPRESSION.matcher(alerts);
    assertThat(expression.find(alerts.indexOf("alert: " + name + "\n"))).as(name).isTrue();
    return expression.group(1);
  }

  /** The metrics that these name, but for those that nothing here can have. */
  private static List<String> named() throws IOException {
    return expressions().stream()
        .flatMap(
            each -> Pattern.compile("poolwatch_\\w+").matcher(each).results().map(r -> r.group()))
        .filter(name -> !name.contains("certificate"))
        .distinct()
        .toList();
  }

  private String value(URI prometheus, String expression) {
    JsonNode result = query(prometheus, expression).path("data").path("result");
    return result.path(0).path("value").path(1).asText();
  }

  private JsonNode query(URI prometheus, String expression) {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    try {
      return json(get(prometheus.resolve("/api/v1/query?query=" + encoded)).body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private boolean ready(URI prometheus) {
    try {
      return get(prometheus.resolve("/-/ready")).statusCode() == 200;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(address).timeout(LIMIT).build(), BodyHandlers.ofString());
  }

  private static void promtool(Path program, String... arguments)
      throws IOException, InterruptedException {
    promtool(program, null, arguments);
  }

  /** Fails the test if it finds anything wrong. */
  private static void promtool(Path program, @Nullable Path input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isEqualTo(0);
  }
}
