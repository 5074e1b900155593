package io.poolwatch.control;

import io.poolwatch.control.StatusReport.Counts;
import io.poolwatch.control.StatusReport.NodeLine;
import io.poolwatch.control.StatusReport.ServerLine;
import io.poolwatch.control.StatusReport.VoteLine;
import io.poolwatch.event.PrintableText;
import io.poolwatch.model.AdminState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a service stands, for eyes; this form may change. */
public final class StatusText {
  private static final String GAP = "  ";

  private StatusText() {}

  /** The lines, all of which can be shown on a terminal as they are. */
  public static List<String> lines(StatusReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(head(report));
    lines.add(counts(report.counts()));
    lines.add("");
    lines.addAll(nodes(report));
    lines.add("");
    lines.addAll(pools(report));
    if (!report.servers().isEmpty()) {
      lines.add("");
      lines.addAll(servers(report));
    }
    if (report.omitted() > 0) {
      lines.add("… and " + report.omitted() + " more");
    }
    return lines.stream().map(PrintableText::escape).toList();
  }

  private static String head(StatusReport report) {
    String fleet = report.joined() ? "" : ", looking for its fleet";
    String quorate = report.quorate() ? "quorate" : "NOT QUORATE";
    return "node %s, %s%s, poolwatch %s, %s"
        .formatted(report.node(), quorate, fleet, report.poolwatch(), report.time());
  }

  private static String counts(Counts counts) {
    StringJoiner text = new StringJoiner(", ", counts.servers() + " servers: ", "");
    text.setEmptyValue("no servers");
    count(text, counts.up(), "UP");
    count(text, counts.stopping(), "STOPPING");
    count(text, counts.down(), "DOWN");
    count(text, counts.unknown(), "UNKNOWN");
    count(text, counts.contested(), "contested");
    count(text, counts.stale(), "stale");
    return text.toString();
  }

  private static void count(StringJoiner text, int count, String what) {
    if (count > 0) {
      text.add(count + " " + what);
    }
  }

  private static List<String> nodes(StatusReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("NODE", "ADDRESS", "STATE", "SHARE", "DONE/S", "OVERDUE", "LAG P99", "CONFIG"));
    for (NodeLine node : report.nodes()) {
      rows.add(
          List.of(
              node.self() ? node.name() + " *" : node.name(),
              node.address().isEmpty() ? "alone" : node.address(),
              state(node),
              String.valueOf(node.vantageOf()),
              String.valueOf(node.done()),
              String.valueOf(node.overdue()),
              String.format(Locale.ROOT, "%.1f ms", node.lagP99Ms()),
              node.differing() == 0 ? "same" : node.differing() + " servers differ"));
    }
    return table(rows);
  }

  private static String state(NodeLine node) {
    if (!node.reachable()) {
      return "unreachable";
    }
    return node.ready() ? "ready" : "joining";
  }

  private static List<String> pools(StatusReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("POOL", "STATE", "USABLE"));
    report
        .pools()
        .forEach(
            pool ->
                rows.add(
                    List.of(
                        pool.pool(), pool.state().toString(), pool.usable() + "/" + pool.total())));
    return table(rows);
  }

  private static List<String> servers(StatusReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("SERVER", "STATE", "ADMIN", "WHY"));
    for (ServerLine server : report.servers()) {
      rows.add(
          List.of(
              server.pool() + "/" + server.server(),
              server.state().toString(),
              server.admin() == AdminState.READY ? "" : server.admin().toString(),
              why(server)));
    }
    return table(rows);
  }

  private static String why(ServerLine server) {
    StringJoiner why = new StringJoiner(", ");
    if (server.contested()) {
      why.add("contested");
    }
    if (server.stale()) {
      why.add("stale");
    }
    if (server.contested()) {
      why.add(server.votes().stream().map(StatusText::vote).collect(Collectors.joining("; ")));
    } else if (server.status() != null) {
      why.add(said(String.valueOf(server.status()), server.info()));
    }
    String health = server.health();
    return health == null ? why.toString() : why + "  [" + health + "]";
  }

  private static String vote(VoteLine vote) {
    String said = vote.node() + " says " + vote.vote();
    return vote.status() == null
        ? said
        : said + " (" + said(vote.status().name(), vote.info()) + ")";
  }

  private static String said(String status, @Nullable String info) {
    return info == null ? status : status + " " + info;
  }

  /** Columns as wide as what is in them; the last one is not filled up. */
  private static List<String> table(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>(rows.size());
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        line.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
