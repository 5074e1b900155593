package io.poolwatch.node;

import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Haproxy;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same agents, asked by a real HAProxy and by Poolwatch: both understand the same, but for the
 * differences that are listed, and those are still there.
 */
final class AgentDifferentialIT {
  private static final Path DOCUMENTED = Path.of("docs", "statuses.md");

  /**
   * What HAProxy says of a line that it ignores depends on when the end of the connection comes.
   */
  private static final String IGNORED = "(L7TOUT|L7OK) READY 100 UP";

  private static final int FORCED_MAINTENANCE = 0x01;
  private static final int FORCED_DRAIN = 0x08;

  /**
   * What an agent says, and the deliberate difference; null if there is none.
   *
   * @param haproxy a regular expression for what HAProxy makes of it
   * @param ours what Poolwatch makes of it
   * @param why where docs/statuses.md gives the reason, a few words of it
   */
  private record Saying(
      String line, @Nullable String haproxy, @Nullable String ours, @Nullable String why) {

    static Saying of(String line) {
      return new Saying(line, null, null, null);
    }

    @Override
    public String toString() {
      return line.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }
  }

  private static final List<Saying> ALL =
      Stream.concat(
              Stream.of(
                      "up\n",
                      "down\n",
                      "fail\n",
                      "stopped\n",
                      "ready\n",
                      "drain\n",
                      "maint\n",
                      "UP\n",
                      "Drain\n",
                      "75%\n",
                      "0%\n",
                      "200%\n",
                      "300%\n",
                      "maxconn:30\n",
                      "drain up 10%\n",
                      "up,ready,100%\n",
                      " \t, up ,\t\n",
                      "up down\n",
                      "down up\n",
                      "drain ready\n",
                      "10% 20%\n",
                      "down # disk full\n",
                      "# up\n",
                      "up # well down\n",
                      "foo\n",
                      "foo up\n",
                      "\n",
                      "up\r\n",
                      "up\rdown\n",
                      "maint down\n",
                      "up 100\n")
                  .map(Saying::of),
              Stream.of(
                  new Saying(
                      "down#disk full\n",
                      "CHECKED READY 100 UP",
                      "L7STS READY 100 DOWN",
                      "`down#text` of an agent"),
                  new Saying(
                      "down\0up\n", IGNORED, "L7STS READY 100 DOWN", "A NUL in a line of an agent"),
                  new Saying("down", IGNORED, "L7RSP READY 100 UP", "A line of an agent")))
          .toList();

  @TempDir private static Path directory;
  private static final List<FaultyServer> AGENTS = new ArrayList<>();
  private static final Map<Saying, FaultyServer> BY_SAYING = new HashMap<>();
  private static ProbeFixture probes;
  private static Map<String, String> theirs;

  @BeforeAll
  static void start() {
    StringBuilder sections = new StringBuilder("defaults\n  mode tcp\n  timeout server 10s\n");
    for (Saying saying : ALL) {
      FaultyServer agent = FaultyServer.playing(send(saying.line()), fin(), readToEnd());
      AGENTS.add(agent);
      BY_SAYING.put(saying, agent);
      sections.append(section(saying, agent.port()));
    }
    try (Haproxy haproxy = Haproxy.start(directory, sections.toString())) {
      Waiting.until(
          () -> ALL.stream().allMatch(saying -> asked(haproxy.stat(), saying)),
          "agent checks by haproxy");
      theirs = words(haproxy);
    }
    probes = new ProbeFixture(directory, NameLookup.SYSTEM);
  }

  private static String section(Saying saying, int port) {
    return """
    backend %s
      timeout connect 1s
      timeout check 1s
      server s 127.0.0.1:%d weight 100 check inter 2s rise 1 fall 1 agent-check agent-port %d \
    agent-inter 2s
    """
        .formatted(name(saying), port, port);
  }

  private static String name(Saying saying) {
    return "a" + ALL.indexOf(saying);
  }

  private static boolean asked(Map<String, Map<String, String>> stat, Saying saying) {
    Map<String, String> server = requireNonNull(stat.get(name(saying) + "/s"));
    String status = server.getOrDefault("agent_status", "").replace("* ", "");
    return !status.isEmpty() && !status.equals("INI");
  }

  /** {@code L7STS READY 100 DOWN}: the agent's status, admin state, weight, and up or down. */
  private static Map<String, String> words(Haproxy haproxy) {
    Map<String, Map<String, String>> states = haproxy.states();
    Map<String, String> words = new HashMap<>();
    haproxy
        .stat()
        .forEach(
            (server, stat) -> {
              Map<String, String> state = states.get(server);
              if (state != null) {
                words.put(server, words(stat, state));
              }
            });
    return words;
  }

  private static String words(Map<String, String> stat, Map<String, String> state) {
    int flags = Integer.parseInt(requireNonNull(state.get("srv_admin_state")));
    String admin = "READY";
    if ((flags & FORCED_MAINTENANCE) != 0) {
      admin = "MAINT";
    } else if ((flags & FORCED_DRAIN) != 0) {
      admin = "DRAIN";
    }
    return requireNonNull(stat.get("agent_status")).replace("* ", "")
        + " "
        + admin
        + " "
        + state.get("srv_uweight")
        + health(admin, !"0".equals(state.get("srv_op_state")));
  }

  /** In maintenance HAProxy calls every server stopped. */
  private static String health(String admin, boolean up) {
    if (admin.equals("MAINT")) {
      return "";
    }
    return up ? " UP" : " DOWN";
  }

  private static String ours(Saying saying) {
    int port = requireNonNull(BY_SAYING.get(saying)).port();
    ServiceSpec spec =
        probes.load(
            """
            poolwatch.pools.%s {
              check { rise = 1, fall = 1 }
              agent.port = %d
              servers.s { address = "127.0.0.1:%d", weight = 100 }
            }
            """
                .formatted(name(saying), port, port));
    probes.use(spec);
    ServerSpec server = spec.servers().findFirst().orElseThrow();
    List<CheckResult> results = probes.probeAll(server);
    probes.awaitVerdict(server);
    String admin = last(EventName.ADMIN_CHANGED, "to", AdminState.READY);
    String up = last(EventName.SERVER_TRANSITION, "to", "");
    return results.get(1).status()
        + " "
        + admin
        + " "
        + last(EventName.CAPACITY_CHANGED, "weight", 100)
        + health(admin, up.equals("UP"));
  }

  private static String last(EventName name, String field, Object otherwise) {
    List<Event> events = probes.log().events(name);
    return String.valueOf(
        events.isEmpty() ? otherwise : events.get(events.size() - 1).fields().get(field));
  }

  @AfterAll
  static void stop() {
    AGENTS.forEach(FaultyServer::close);
    if (probes != null) {
      probes.close();
    }
  }

  static Stream<Saying> all() {
    return ALL.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void bothUnderstandTheSameOrWhatIsListed(Saying saying) throws IOException {
    String haproxy = requireNonNull(theirs.get(name(saying) + "/s"));
    String ours = ours(saying);

    if (saying.why() == null) {
      assertThat(ours).isEqualTo(haproxy);
    } else {
      assertThat(haproxy).matches(requireNonNull(saying.haproxy()));
      assertThat(ours).isEqualTo(saying.ours());
      assertThat(Files.readString(DOCUMENTED, StandardCharsets.UTF_8)).contains(saying.why());
    }
  }
}
