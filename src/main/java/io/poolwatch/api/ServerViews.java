package io.poolwatch.api;

import io.poolwatch.event.Evidence;
import io.poolwatch.event.Quotes;
import io.poolwatch.event.ResultLine;
import io.poolwatch.model.Admin;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Vote;
import io.poolwatch.pool.Causes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shows servers as they stood at one moment. Pure.
 *
 * @param node this node's name
 * @param now the moment by the wall clock
 * @param nanos the same by {@code System.nanoTime()}
 */
record ServerViews(String node, Instant now, long nanos) {
  private static final double NANOS_PER_MILLI = 1_000_000;
  private static final double MICROS_PER_MILLI = 1_000;
  private static final long SECONDS_PER_DAY = 86_400;

  /** One among others. */
  Views.ServerRow row(Standing server) {
    Evidence cause = Causes.of(server.told(), server.state());
    CheckResult result = cause == null ? null : cause.result();
    Instant notAfter = server.history().notAfter();
    return new Views.ServerRow(
        server.id().server(),
        server.spec().address().toString(),
        server.told().state(),
        server.admin(),
        server.told().contested(),
        server.stale(),
        since(server.history().since()),
        Reasons.of(server),
        result == null ? null : result.status(),
        result == null || result.code() == CheckResult.NO_CODE ? null : result.code(),
        info(result),
        health(server),
        server.state().weight(server.spec().weight()),
        server.spec().backup() ? Boolean.TRUE : null,
        server.spec().track() == null ? null : server.spec().track().toString(),
        notAfter == null ? null : daysLeft(notAfter),
        null,
        null);
  }

  /** One among others with votes and results. */
  Views.ServerRow detailed(Standing server) {
    return row(server).with(votes(server), server.vantage() ? recent(server.history()) : null);
  }

  /**
   * One for itself.
   *
   * @param operate whether who asks may see what the server replied
   * @param explanation the lines of {@code explain}; null if they are not asked for, or not known
   */
  Views.Server server(
      Standing server, boolean quorate, boolean operate, @Nullable List<String> explanation) {
    boolean vantage = server.vantage();
    return new Views.Server(
        quorate,
        server.id().pool(),
        row(server).with(votes(server), null),
        vantage,
        wanted(server),
        vantage ? checks(server) : null,
        operate ? evidence(server.history().evidence()) : null,
        vantage ? results(server.history()) : null,
        explanation);
  }

  private static @Nullable String health(Standing server) {
    CheckState deciding = server.state().deciding();
    return deciding == null
            || deciding.evidence() == null
            || server.state().state() != server.told().state()
        ? null
        : deciding.counter().display();
  }

  private List<Views.VoteRow> votes(Standing server) {
    List<Views.VoteRow> votes = new ArrayList<>();
    for (Vote vote : server.told().votes()) {
      CheckResult evidence = vote.evidence();
      votes.add(
          new Views.VoteRow(
              vote.node(),
              vote.node().equals(node),
              vote.choice(),
              evidence == null ? null : evidence.check(),
              evidence == null ? null : evidence.status(),
              info(evidence)));
    }
    return votes;
  }

  private static Views.Wanted wanted(Standing server) {
    Admin admin = server.state().admin();
    ServerHistory.Wish wish = server.history().wish();
    return new Views.Wanted(
        admin.operator(),
        admin.agent(),
        admin.inherited(),
        wish == null ? null : wish.author(),
        wish == null || wish.reason().isEmpty() ? null : wish.reason(),
        wish == null ? null : ResultLine.time(Instant.ofEpochMilli(wish.millis())));
  }

  private List<Views.CheckRow> checks(Standing server) {
    List<Views.CheckRow> rows = new ArrayList<>();
    ServerState state = server.state();
    for (int i = 0; i < state.lines(); i++) {
      CheckState line = state.line(i);
      boolean agent = state.isAgent(i);
      boolean paused = server.paused().line(agent);
      Duration due = Duration.ofNanos(line.nextDueNanos() - nanos);
      rows.add(
          new Views.CheckRow(
              server.spec().line(i).name(),
              agent,
              agent ? line.counter().state() : line.state(),
              line.counter().display(),
              line.stale(),
              paused,
              paused ? null : ResultLine.time(now.plus(due)),
              paused ? null : due.toMillis(),
              result(line.lastResult()),
              result(line.evidence())));
    }
    return rows;
  }

  private @Nullable String result(@Nullable CheckResult result) {
    return result == null ? null : ResultLine.json(Quotes.own(result), now);
  }

  private static Views.@Nullable EvidenceRow evidence(ServerHistory.@Nullable Evidence evidence) {
    return evidence == null
        ? null
        : new Views.EvidenceRow(
            ResultLine.time(Instant.ofEpochMilli(evidence.millis())),
            evidence.text(),
            evidence.bytes());
  }

  private List<Views.ResultRow> results(ServerHistory history) {
    List<Views.ResultRow> rows = new ArrayList<>();
    for (long packed : history.results()) {
      rows.add(
          new Views.ResultRow(
              ResultLine.time(
                  Instant.ofEpochMilli(PackedResult.millis(packed, now.toEpochMilli()))),
              word(PackedResult.outcome(packed)),
              PackedResult.status(packed),
              millis(PackedResult.totalNanos(packed)),
              millis(PackedResult.connectNanos(packed)),
              millis(PackedResult.firstByteNanos(packed))));
    }
    return rows;
  }

  private static Views.Recent recent(ServerHistory history) {
    StringBuilder outcomes = new StringBuilder(ServerHistory.KEPT);
    List<@Nullable Double> ms = new ArrayList<>(ServerHistory.KEPT);
    for (long packed : history.results()) {
      outcomes.append(word(PackedResult.outcome(packed)).charAt(0));
      ms.add(millis(PackedResult.totalNanos(packed)));
    }
    return new Views.Recent(outcomes.toString(), ms);
  }

  static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Double millis(long nanos) {
    return nanos < 0
        ? null
        : Double.valueOf(Math.round(nanos / NANOS_PER_MILLI * MICROS_PER_MILLI) / MICROS_PER_MILLI);
  }

  private static @Nullable String info(@Nullable CheckResult result) {
    String info = result == null ? "" : Quotes.info(result);
    return info.isEmpty() ? null : info;
  }

  private long daysLeft(Instant notAfter) {
    return Math.floorDiv(notAfter.getEpochSecond() - now.getEpochSecond(), SECONDS_PER_DAY);
  }

  private static @Nullable String since(@Nullable Instant instant) {
    return instant == null ? null : ResultLine.time(instant);
  }
}
