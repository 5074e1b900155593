package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.importer.HaproxyImporter;
import io.poolwatch.importer.ImportResult;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Haproxy;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that fail and recover in a given order, checked by HAProxy and, imported, by Poolwatch:
 * both take them down as often, and leave them in the same state.
 */
final class ImportedSequencesIT {
  /** P passes, F fails, N is a 404 that asks for no new traffic; the last goes on for ever. */
  private static final List<String> SEQUENCES =
      List.of(
          "P",
          "F",
          "PF",
          "FP",
          "PFP",
          "PFFP",
          "PFFFP",
          "PFFPFFP",
          "PPFFFPPF",
          "FFFFP",
          "FPFPFP",
          "PFPFPFPFP",
          "PFFFPFPP",
          "PFFFPPFFFPP",
          "PN",
          "PNP",
          "PNF",
          "PFFFN");

  /** What is different on purpose, by sequence. */
  private static final Map<String, Comparison.Difference> LISTED =
      Map.of(
          "PFFFN",
          new Comparison.Difference(
              "1 times down, then DOWN",
              "1 times down, then NOLB",
              "`disable-on-404` works only while the server is up"));

  private static final String ADDRESS = "127.0.0.44";

  /** More checks than that after the last change bring no other change. */
  private static final int SETTLED = 3;

  @TempDir private Path directory;

  private static FaultyServer server(String sequence) {
    List<List<Step>> scripts = new ArrayList<>();
    for (int i = 0; i < sequence.length(); i++) {
      char letter = sequence.charAt(i);
      String status = letter == 'P' ? "200 OK" : letter == 'F' ? "503 Busy" : "404 No";
      String reply = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
      scripts.add(List.of(Step.readUntil("\r\n\r\n"), Step.send(reply), Step.readToEnd()));
    }
    return FaultyServer.playingInTurn(ADDRESS, scripts);
  }

  private static String sections(List<FaultyServer> servers) {
    StringBuilder text = new StringBuilder("defaults\n  timeout connect 5s\n  timeout check 5s\n");
    for (int i = 0; i < servers.size(); i++) {
      text.append("backend p").append(i).append("\n  mode http\n  timeout server 5s\n");
      text.append("  option httpchk GET /\n  http-check disable-on-404\n");
      text.append("  server s " + ADDRESS + ":").append(servers.get(i).port());
      text.append(" check inter 2s fastinter 300ms downinter 300ms rise 2 fall 3\n");
    }
    return text.toString();
  }

  private static List<FaultyServer> start() {
    return SEQUENCES.stream().map(ImportedSequencesIT::server).toList();
  }

  private static void awaitSettled(List<FaultyServer> servers) {
    for (int i = 0; i < servers.size(); i++) {
      int checks = SEQUENCES.get(i).length() + SETTLED;
      FaultyServer server = servers.get(i);
      Waiting.until(() -> server.accepted() > checks, "checks of " + SEQUENCES.get(i));
    }
  }

  private Map<String, String> haproxy() {
    List<FaultyServer> servers = start();
    Map<String, String> told = new LinkedHashMap<>();
    try (Haproxy haproxy = Haproxy.start(directory, sections(servers))) {
      awaitSettled(servers);
      Map<String, Map<String, String>> stat = haproxy.stat();
      for (int i = 0; i < servers.size(); i++) {
        Map<String, String> columns = stat.getOrDefault("p" + i + "/s", Map.of());
        String state = columns.getOrDefault("status", "").replaceFirst(" .*", "");
        told.put(SEQUENCES.get(i), columns.get("chkdown") + " times down, then " + state);
      }
    } finally {
      servers.forEach(FaultyServer::close);
    }
    return told;
  }

  private Map<String, String> poolwatch() {
    List<FaultyServer> servers = start();
    Map<String, String> told = new LinkedHashMap<>();
    Path file = PemWriter.write(directory.resolve("imported.cfg"), sections(servers));
    ImportResult.Imported imported = (ImportResult.Imported) HaproxyImporter.read(file, Map.of());
    assertThat(imported.losses()).isEmpty();
    try (ProbeFixture probes =
        new ProbeFixture(
            directory,
            NameLookup.SYSTEM,
            usual ->
                new Node.Setup(
                    usual.settings(),
                    usual.graph(),
                    usual.lookup(),
                    usual.log(),
                    null,
                    null,
                    true))) {
      probes.use(probes.load(imported.hocon()));
      awaitSettled(servers);
      for (int i = 0; i < servers.size(); i++) {
        told.put(
            SEQUENCES.get(i), words(probes.log().events(EventName.SERVER_TRANSITION), "p" + i));
      }
    } finally {
      servers.forEach(FaultyServer::close);
    }
    return told;
  }

  private static String words(List<Event> transitions, String pool) {
    List<String> states =
        transitions.stream()
            .filter(event -> pool.equals(String.valueOf(event.pool())))
            .map(event -> String.valueOf(event.fields().get("to")))
            .toList();
    long down = states.stream().filter("DOWN"::equals).count();
    String last = states.isEmpty() ? "" : states.get(states.size() - 1);
    return down + " times down, then " + (last.equals("STOPPING") ? "NOLB" : last);
  }

  @Test
  void bothTakeServersDownAsOftenAndLeaveThemAlike() {
    Map<String, String> theirs = haproxy();
    Map<String, String> ours = poolwatch();

    Map<String, Comparison.Difference> different = new LinkedHashMap<>();
    theirs.forEach(
        (sequence, words) -> {
          String own = ours.getOrDefault(sequence, "");
          if (!own.equals(words)) {
            Comparison.Difference listed = LISTED.get(sequence);
            String why = listed == null ? "" : listed.why();
            different.put(sequence, new Comparison.Difference(words, own, why));
          }
        });
    assertThat(different).isEqualTo(LISTED);
  }

  @Test
  void whatIsListedIsDocumented() throws IOException {
    String page = Files.readString(Path.of("docs", "statuses.md"));

    assertThat(LISTED.values())
        .allSatisfy(difference -> assertThat(page).contains(difference.why()));
  }
}
