package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Haproxy;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.StatsSocket;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.SyslogReceiver;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One configuration, run by HAProxy and by {@code poolwatch run --haproxy} side by side, each with
 * servers of its own that do the same: both log the same lines, and hold the same of agents' words.
 */
final class ImportedLinesIT {
  private static final int MOST_DIFFERENCES = 30;
  private static final String ADDRESS = "127.0.0.45";

  /** More checks than that after the last change bring no other change. */
  private static final int SETTLED = 3;

  /** Our own words, where there are any at all. */
  private static final Pattern INFO = Pattern.compile("info: \"[^\"]*\"");

  @TempDir private Path temp;
  private final List<FaultyServer> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(FaultyServer::close);
  }

  private int started(FaultyServer server) {
    servers.add(server);
    return server.port();
  }

  /** Both at work on the same sections. */
  private final class Pair implements AutoCloseable {
    private final SyslogReceiver theirLines = SyslogReceiver.start();
    private final SyslogReceiver ourLines = SyslogReceiver.start();
    private final Haproxy haproxy;
    private final Program poolwatch;
    private final StatsSocket ours;

    /** Starts them; the sections are made once for each, with servers of their own. */
    Pair(Function<SyslogReceiver, String> sections) throws IOException {
      ours = new StatsSocket(temp.resolve("own.sock.poolwatch"));
      String global =
          """
          global
            stats socket %s level admin
            max-spread-checks 100
          """
              .formatted(temp.resolve("own.sock"));
      Path file = PemWriter.write(temp.resolve("own.cfg"), global + sections.apply(ourLines));
      haproxy =
          Haproxy.start(Files.createDirectory(temp.resolve("haproxy")), sections.apply(theirLines));
      poolwatch = Program.start("run", "--haproxy", file.toString());
      Waiting.until(() -> Files.exists(ours.path()), "the runtime socket; " + poolwatch);
      ours.awaitOpen();
    }

    /** Waits until Poolwatch, too, has checked each server that it checks. */
    void awaitOurChecks() {
      Waiting.until(() -> allChecked(ours.stat().values()), "our checks");
    }

    private static boolean allChecked(Collection<Map<String, String>> rows) {
      return !rows.isEmpty()
          && rows.stream().noneMatch(row -> "INI".equals(row.get("check_status")));
    }

    /** Waits until no line is under way that has been sent. */
    void catchUp() {
      theirLines.catchUp();
      ourLines.catchUp();
    }

    private String ask(String command) {
      String theirs = haproxy.ask(command);
      assertThat(ours.ask(command)).as(command).isEqualTo(theirs);
      return theirs;
    }

    /** The lines of a backend so far, by HAProxy or by Poolwatch. */
    private List<String> lines(String backend, boolean ofHaproxy) {
      return (ofHaproxy ? theirLines : ourLines)
          .lines(backend).stream()
              .filter(line -> !line.contains("/t succeeded, "))
              .map(line -> INFO.matcher(line).replaceAll("info: …"))
              .toList();
    }

    @Override
    public void close() {
      poolwatch.close();
      haproxy.close();
      theirLines.close();
      ourLines.close();
    }
  }

  private static String defaults(SyslogReceiver log) {
    return """
    defaults
      mode http
      timeout connect 5s
      timeout check 5s
      timeout server 5s
      log 127.0.0.1:%d local0
    """
        .formatted(log.port());
  }

  // ---- servers that come and go

  /** P passes, F fails, N is a 404 that asks for no new traffic; the last goes on for ever. */
  private static final List<String> SEQUENCES =
      List.of(
          "P",
          "F",
          "FFP",
          "PFP",
          "PFFFP",
          "PFFPFFP",
          "PFFFPFPP",
          "PFFFPPFFFPP",
          "PN",
          "PNP",
          "PNFFFP");

  /** What stands on the line of a server {@code s}, and the lines beside it, by name. */
  private static final Map<String, String> WAYS = ways();

  private static Map<String, String> ways() {
    Map<String, String> ways = new LinkedHashMap<>();
    ways.put("alone", "  server s SERVER");
    ways.put("logged", "  option log-health-checks\n  server s SERVER");
    ways.put("beside another", "  server s SERVER\n  server t STEADY");
    ways.put("with a reserve", "  server s SERVER\n  server t STEADY backup");
    ways.put(
        "in reserve", "  option log-health-checks\n  server t STEADY\n  server s SERVER backup");
    ways.put("without weight", "  option log-health-checks\n  server s SERVER weight 0");
    ways.put("tracked", "  server s SERVER\n  server t TRACKED track s");
    ways.put("agent", "  server s SERVER agent-check agent-port AGENT agent-inter 2s");
    return ways;
  }

  private static FaultyServer playing(String sequence) {
    List<List<Step>> scripts = new ArrayList<>();
    for (int i = 0; i < sequence.length(); i++) {
      char letter = sequence.charAt(i);
      String status = letter == 'P' ? "200 OK" : letter == 'F' ? "503 Busy" : "404 No";
      String reply = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
      scripts.add(List.of(Step.readUntil("\r\n\r\n"), Step.send(reply), Step.readToEnd()));
    }
    return FaultyServer.playingInTurn(ADDRESS, scripts);
  }

  private static FaultyServer agent(String line) {
    return FaultyServer.on(ADDRESS, Step.send(line), Step.fin(), Step.readToEnd());
  }

  /**
   * The sections, whose servers are noted with the checks that they need until nothing changes. An
   * interval is a deadline as well: it is longer than any answer takes.
   */
  private String sequences(SyslogReceiver log, Map<FaultyServer, Integer> checks) {
    StringBuilder text = new StringBuilder(defaults(log));
    text.append("  option httpchk GET /\n  http-check disable-on-404\n");
    text.append("  default-server inter 2s fastinter 300ms downinter 300ms rise 2 fall 3\n");
    String steady = ADDRESS + ":" + started(playing("P"));
    String asked = Integer.toString(started(agent("up\n")));
    int number = 0;
    for (String sequence : SEQUENCES) {
      for (String way : WAYS.values()) {
        FaultyServer server = playing(sequence);
        String address = ADDRESS + ":" + started(server);
        checks.put(server, sequence.length() + SETTLED);
        text.append("backend p").append(number++).append('\n');
        text.append(
            way.replace("SERVER", address + " check")
                .replace("STEADY", steady + " check")
                .replace("TRACKED", address)
                .replace("AGENT", asked));
        text.append('\n');
      }
    }
    return text.toString();
  }

  @Test
  void bothLogTheSameLines() throws IOException {
    Map<FaultyServer, Integer> checks = new LinkedHashMap<>();
    try (Pair pair = new Pair(log -> sequences(log, checks))) {
      checks.forEach(
          (server, most) ->
              Waiting.until(() -> server.accepted() > most, "checks of " + server.port()));
      pair.catchUp();
      Map<String, List<String>> theirs = new LinkedHashMap<>();
      Map<String, List<String>> ours = new LinkedHashMap<>();
      int number = 0;
      for (String sequence : SEQUENCES) {
        for (String way : WAYS.keySet()) {
          String backend = "p" + number++;
          String name = sequence + " " + way;
          theirs.put(name, pair.lines(backend, true));
          ours.put(name, pair.lines(backend, false));
        }
      }
      assertSame(theirs, ours, Map.of());
    }
  }

  @Test
  void whatIsListedIsDocumented() throws IOException {
    String page = Files.readString(Path.of("docs", "statuses.md"));

    assertThat(ImportedLineDifferences.OF_AGENTS.values())
        .hasSizeLessThanOrEqualTo(MOST_DIFFERENCES)
        .allSatisfy(difference -> assertThat(page).contains(difference.why()));
  }

  private static void assertSame(
      Map<String, List<String>> theirs,
      Map<String, List<String>> ours,
      Map<String, ImportedLineDifferences.Difference> listed) {
    Map<String, String> different = new LinkedHashMap<>();
    theirs.forEach(
        (name, lines) -> {
          if (!lines.equals(ours.get(name))) {
            different.put(name, lines + " | " + ours.get(name));
          }
        });
    Map<String, String> known = new LinkedHashMap<>();
    listed.forEach((name, difference) -> known.put(name, difference.words()));

    assertThat(different).containsExactlyInAnyOrderEntriesOf(known);
  }

  // ---- what operators do

  private static final List<String> COMMANDS =
      List.of(
          "set server c/s state drain",
          "set server c/s state ready",
          "set server c/s state maint",
          "set server c/s state ready",
          "set server c/s state maint",
          "set server c/s state drain",
          "set server c/s state ready",
          "set server c/t state maint",
          "set server c/s state drain",
          "set server c/s state maint",
          "set server c/s state ready",
          "set server c/t state ready",
          "set server c/s health down",
          "set server c/s health up",
          "set server c/s health stopping",
          "set server c/s health up",
          "set server c/d state ready",
          "set server c/f state maint",
          "set server c/f state ready",
          "set server c/b state maint");

  /** So rarely checked that only commands change anything. */
  private String commanded(SyslogReceiver log) {
    String good = ADDRESS + ":" + started(playing("P"));
    String bad = ADDRESS + ":" + started(playing("F"));
    return defaults(log)
        + """
          option httpchk GET /
        backend c
          server s %1$s check inter 1h
          server t %1$s check inter 1h
          server d %1$s check inter 1h disabled
          server b %2$s check inter 1h backup
          server f %1$s track d
        """
            .formatted(good, bad);
  }

  @Test
  void bothLogWhatOperatorsDoAlike() throws IOException {
    try (Pair pair = new Pair(this::commanded)) {
      pair.haproxy.awaitChecks();
      pair.awaitOurChecks();
      Waiting.until(() -> pair.lines("c", true).size() == 1, "HAProxy's line of c/b");
      Waiting.until(() -> pair.lines("c", false).size() == 1, "our line of c/b");
      for (String command : COMMANDS) {
        int before = pair.lines("c", true).size();
        int own = pair.lines("c", false).size();
        pair.ask(command);
        Waiting.until(() -> pair.lines("c", true).size() > before, "lines of " + command);
        Waiting.until(() -> pair.lines("c", false).size() > own, "our lines of " + command);
      }
      // HAProxy has sent all its lines before it answers; of ours the last may be under way.
      pair.catchUp();
      Waiting.until(
          () -> pair.lines("c", false).size() >= pair.lines("c", true).size(), "all our lines");
      List<String> theirs = pair.lines("c", true);
      assertThat(theirs).hasSizeGreaterThan(COMMANDS.size());
      assertThat(pair.lines("c", false)).containsExactlyElementsOf(theirs);
    }
  }

  private String weighed(SyslogReceiver log) {
    String good = ADDRESS + ":" + started(playing("P"));
    return defaults(log) + "backend w\n  server s " + good + " check inter 1h\n";
  }

  @Test
  void bothSayWhenAWeightOfZeroLeavesNobody() throws IOException {
    try (Pair pair = new Pair(this::weighed)) {
      Waiting.until(() -> pair.ours.stat().containsKey("w/s"), "our server");
      pair.awaitOurChecks();
      pair.haproxy.awaitChecks();
      for (int times = 1; times <= 2; times++) {
        int lines = times;
        pair.ask("set server w/s weight 0");
        Waiting.until(() -> pair.lines("w", true).size() >= lines, "HAProxy's line");
        Waiting.until(() -> pair.lines("w", false).size() >= lines, "our line");
        pair.ask("set server w/s weight 1");
      }
      List<String> theirs = pair.lines("w", true);
      assertThat(theirs).hasSize(2);
      assertThat(pair.lines("w", false)).containsExactlyElementsOf(theirs);
    }
  }

  // ---- what agents say

  /**
   * Each word of the grammar, and what is none; asked so rarely that nothing is late. Not a line
   * that is cut off: what HAProxy makes of it depends on when the end comes.
   */
  private static final List<String> REPLIES =
      List.of(
          "up\n",
          "UP\r\n",
          "down\n",
          "down # out of memory\n",
          "fail # disk full\n",
          "failed\n",
          "stopped\n",
          "drain\n",
          "maint\n",
          "ready\n",
          "ready up\n",
          "drain up 10%\n",
          "50%\n",
          "0%\n",
          "200%\n",
          "up 75%\n",
          "maxconn:10\n",
          "down, 20%\n",
          "down up\n",
          "up\tdown\n",
          "drain ready\n",
          "maint down # by hand\n",
          "bogus\n",
          "up bogus\n",
          "down#maintenance\n",
          "# nothing but words\n",
          "\n",
          "",
          "up\ndown\n");

  private String agents(SyslogReceiver log, List<FaultyServer> asked) {
    StringBuilder text = new StringBuilder(defaults(log));
    text.append("  option log-health-checks\n  option httpchk GET /\n");
    String steady = ADDRESS + ":" + started(playing("P"));
    for (int i = 0; i < REPLIES.size(); i++) {
      text.append("backend a").append(i).append("\n  server s ").append(steady);
      text.append(" weight 100 agent-check agent-inter 5s agent-port ");
      FaultyServer agent = agent(REPLIES.get(i));
      asked.add(agent);
      text.append(started(agent)).append('\n');
    }
    return text.toString();
  }

  private static String words(Map<String, String> row) {
    return row.get("status")
        + " weight "
        + row.get("weight")
        + " "
        + row.getOrDefault("agent_status", "").replace("* ", "")
        + " "
        + row.get("agent_health");
  }

  private static Map<String, List<String>> held(Map<String, Map<String, String>> stat) {
    Map<String, List<String>> held = new LinkedHashMap<>();
    for (int i = 0; i < REPLIES.size(); i++) {
      String reply = REPLIES.get(i).replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
      held.put(i + ". " + reply, List.of(words(stat.getOrDefault("a" + i + "/s", Map.of()))));
    }
    return held;
  }

  @Test
  void bothTakeAgentsWordsAlike() throws IOException {
    List<FaultyServer> asked = new ArrayList<>();
    try (Pair pair = new Pair(log -> agents(log, asked))) {
      Waiting.until(
          () -> asked.stream().allMatch(server -> server.accepted() > 2),
          "two whole rounds of all agents");
      pair.catchUp();
      Map<String, List<String>> theirs = held(pair.haproxy.stat());
      Map<String, List<String>> ours = held(pair.ours.stat());
      for (int i = 0; i < REPLIES.size(); i++) {
        String name = List.copyOf(theirs.keySet()).get(i);
        theirs.put(name + " lines", pair.lines("a" + i, true).stream().distinct().toList());
        ours.put(name + " lines", pair.lines("a" + i, false).stream().distinct().toList());
      }
      assertSame(theirs, ours, ImportedLineDifferences.OF_AGENTS);
    }
  }
}
