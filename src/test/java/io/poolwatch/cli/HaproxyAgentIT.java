package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.transition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Haproxy;
import io.poolwatch.testkit.Nginx;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.Stalls;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real traffic through a real HAProxy that has no check of its own and takes Poolwatch's verdicts:
 * the examples in {@code conf/haproxy-agent.*}, with other ports and shorter intervals.
 */
final class HaproxyAgentIT {
  private static final Path CONF = Path.of("conf");
  private static final Duration INTER = Duration.ofMillis(200);
  private static final Duration AGENT_INTER = Duration.ofMillis(200);
  private static final int FALL = 3;
  private static final int RISE = 2;

  /** HAProxy's operational states. */
  private static final String STOPPED = "0";

  private static final String RUNNING = "2";

  /** Three times what is promised: a test machine may be busy. */
  private static final int PATIENCE = 3;

  @TempDir private Path temp;
  private Daemon web1;
  private Daemon web2;
  private Program poolwatch;
  private Haproxy haproxy;
  private int front;

  @BeforeEach
  void start() throws IOException {
    web1 = nginx("web1");
    web2 = nginx("web2");
    writeConfig("ready");
    poolwatch =
        Program.start(
            "run",
            temp.resolve("agent.conf").toString(),
            "--set",
            "poolwatch.haproxy-agent.port=0",
            "--set",
            "poolwatch.event-log.format=json");
    JsonNode started = poolwatch.awaitEvent(event("node-started"));
    String agent = started.get("ports").get("haproxy-agent").asText();
    front = FaultyServer.nobody().getPort();
    String sections =
        Files.readString(CONF.resolve("haproxy-agent.cfg"))
            .replace("127.0.0.1:8080", "127.0.0.1:" + front)
            .replace("agent-port 9707", "agent-port " + agent.substring(agent.indexOf(':') + 1))
            .replace("agent-inter 1s", "agent-inter " + AGENT_INTER.toMillis() + "ms")
            .replace("10.0.0.1:80", "127.0.0.1:" + web1.port())
            .replace("10.0.0.2:80", "127.0.0.1:" + web2.port());
    haproxy = Haproxy.start(Files.createDirectory(temp.resolve("haproxy")), sections);
    poolwatch.awaitEvent(transition("web1", "UP"));
    poolwatch.awaitEvent(transition("web2", "UP"));
  }

  @AfterEach
  void stop() {
    haproxy.close();
    poolwatch.close();
    web1.close();
    web2.close();
  }

  private Daemon nginx(String name) throws IOException {
    return Nginx.start(
        Files.createDirectory(temp.resolve(name)),
        null,
        "",
        "location / { return 200 \"" + name + "\"; }");
  }

  private void writeConfig(String admin) throws IOException {
    String text =
        Files.readString(CONF.resolve("haproxy-agent.conf"))
            .replace("inter = 1s", "inter = " + INTER.toMillis() + "ms")
            .replace("web1 = \"10.0.0.1:80\"", server(web1, "web1", admin))
            .replace("web2 = \"10.0.0.2:80\"", server(web2, "web2", "ready"));
    PemWriter.write(temp.resolve("agent.conf"), text);
  }

  private static String server(Daemon daemon, String name, String admin) {
    return "%s { address = \"127.0.0.1:%d\", admin = %s }".formatted(name, daemon.port(), admin);
  }

  /** Who answered a request; what went wrong if nobody did. */
  private String request() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + front + "/").toURL().openConnection();
      connection.setConnectTimeout(5_000);
      connection.setReadTimeout(5_000);
      connection.setRequestProperty("Connection", "close");
      int status = connection.getResponseCode();
      return status == HttpURLConnection.HTTP_OK
          ? new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
          : "status " + status;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Who answers, of some requests in a row. */
  private Set<String> served() {
    Set<String> names = new TreeSet<>();
    IntStream.range(0, 20).forEach(i -> names.add(request()));
    return names;
  }

  private void awaitServed(String... names) {
    Set<String> wanted = Set.of(names);
    Waiting.until(() -> served().equals(wanted), "traffic of " + wanted);
  }

  private void within(Duration limit, Runnable work) {
    try (Stalls stalls = Stalls.watch()) {
      long start = System.nanoTime();
      work.run();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(took.minus(stalls.total())).isLessThan(limit.multipliedBy(PATIENCE));
    }
  }

  private static Duration promised(int probes) {
    return INTER.multipliedBy(probes).plus(AGENT_INTER).plusSeconds(1);
  }

  @Test
  void trafficLeavesAServerThatStoppedAndReturnsToIt() {
    awaitServed("web1", "web2");

    web1.stop();
    within(promised(FALL), () -> awaitState("web1", STOPPED));
    assertThat(served()).containsExactly("web2");
    assertThat(haproxy.ask("show stat")).contains("via agent : down (L4CON (1/1))");

    web1.start();
    within(promised(RISE), () -> awaitState("web1", RUNNING));
    awaitServed("web1", "web2");
  }

  @Test
  void noRequestIsLostOnADrain() throws Exception {
    awaitServed("web1", "web2");
    ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
    Thread traffic =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                answers.add(request());
              }
            });
    traffic.start();

    writeConfig("drain");
    poolwatch.signal("HUP");
    awaitServed("web2");
    writeConfig("ready");
    poolwatch.signal("HUP");
    awaitServed("web1", "web2");
    traffic.interrupt();
    traffic.join();

    assertThat(answers).hasSizeGreaterThan(20);
    assertThat(Set.copyOf(answers)).isEqualTo(Set.of("web1", "web2"));
  }

  @Test
  void whenPoolwatchIsGoneEverythingStaysAsItIs() {
    web1.stop();
    awaitState("web1", STOPPED);
    String before = states();

    poolwatch.signal("KILL");
    assertThat(poolwatch.exitCode()).isNotZero();
    web1.start();
    long asked = System.nanoTime() + AGENT_INTER.multipliedBy(5).toNanos();
    Waiting.until(
        () -> {
          assertThat(served()).containsExactly("web2");
          return System.nanoTime() - asked > 0;
        },
        "some agent checks that fail");

    assertThat(states()).isEqualTo(before);
  }

  private void awaitState(String server, String state) {
    Waiting.until(() -> states().contains(server + " " + state + " "), server + " " + state);
  }

  /** Operational and admin states, as HAProxy knows them. */
  private String states() {
    StringBuilder states = new StringBuilder();
    haproxy
        .ask("show servers state web")
        .lines()
        .filter(line -> line.contains(" web"))
        .forEach(
            line -> {
              String[] fields = line.split(" ", -1);
              states.append(fields[3] + " " + fields[5] + " " + fields[6] + "\n");
            });
    return states.toString();
  }
}
