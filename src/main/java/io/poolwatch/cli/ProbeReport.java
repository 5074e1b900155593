package io.poolwatch.cli;

import io.poolwatch.event.ResultLine;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.ServerId;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Tells the results of a round of probes, a line each, and what they come to. */
final class ProbeReport {
  private static final int WIDEST_NAME = 60;
  private static final int OUTCOME_WIDTH = 12;

  private final PrintWriter out;
  private final Format format;
  private final boolean colour;
  private final InstantSource clock;
  private final int nameWidth;
  private final Set<Outcome> seen = EnumSet.noneOf(Outcome.class);

  /** The form of a line. */
  enum Format {
    TEXT,
    JSON
  }

  /**
   * A report without a line.
   *
   * @param servers all servers that will be told of, for the width of their column
   * @param colour whether text may be coloured
   */
  ProbeReport(
      PrintWriter out,
      Format format,
      boolean colour,
      Collection<ServerId> servers,
      InstantSource clock) {
    this.out = out;
    this.format = format;
    this.colour = colour;
    this.clock = clock;
    this.nameWidth =
        Math.min(
            WIDEST_NAME, servers.stream().mapToInt(id -> id.toString().length()).max().orElse(0));
  }

  /** Tells one result. */
  void tell(ServerId server, CheckResult result) {
    seen.add(result.outcome());
    out.println(
        format == Format.JSON
            ? ResultLine.json(server, result, clock.instant())
            : text(server, result));
    out.flush();
  }

  private String text(ServerId server, CheckResult result) {
    String outcome = result.outcome().name().toLowerCase(Locale.ROOT);
    return pad(server.toString(), nameWidth)
        + "  "
        + pad(outcome, OUTCOME_WIDTH)
        + "  "
        + ResultLine.text(result, clock.instant(), colour);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** What all results together leave with. */
  int exitCode() {
    if (seen.contains(Outcome.FAILED)) {
      return ExitCode.TROUBLE;
    }
    return seen.contains(Outcome.INCONCLUSIVE) ? ExitCode.INCONCLUSIVE : ExitCode.OK;
  }
}
