package io.poolwatch.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.poolwatch.control.StatusReport;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Vote;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the API's answers hold, as api.md describes it. A component that is null is left out. */
final class Views {
  private Views() {}

  /**
   * What each snapshot begins with.
   *
   * @param start when this process began, milliseconds since the epoch
   * @param seq number of the last event that it accounts for
   * @param time when it was made, ISO 8601 in UTC
   */
  @JsonPropertyOrder({"node", "start", "seq", "time"})
  record Head(String node, long start, long seq, String time) {}

  /** A snapshot: what it begins with, and what it is about. */
  record Page(@JsonUnwrapped Head head, @JsonUnwrapped Record body) {}

  /** All pools. */
  @JsonPropertyOrder({"quorate", "counts", "pools"})
  record Pools(boolean quorate, Counts counts, List<PoolRow> pools) {
    Pools {
      pools = List.copyOf(pools);
    }
  }

  /**
   * One pool among others.
   *
   * @param servers its servers by name; null where only their number is told
   */
  @JsonPropertyOrder({"pool", "state", "counts", "servers"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PoolRow(
      String pool, OperationalState state, Counts counts, @Nullable List<ServerRow> servers) {}

  /** One pool. */
  @JsonPropertyOrder({"quorate", "pool"})
  record Pool(boolean quorate, @JsonUnwrapped PoolRow pool) {}

  /** One server among others. */
  @JsonPropertyOrder({
    "server",
    "address",
    "state",
    "admin",
    "contested",
    "stale",
    "since",
    "reason",
    "status",
    "code",
    "info",
    "health",
    "weight",
    "backup",
    "track",
    "daysLeft",
    "votes",
    "recent"
  })
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ServerRow(
      String server,
      String address,
      OperationalState state,
      AdminState admin,
      boolean contested,
      boolean stale,
      @Nullable String since,
      String reason,
      @Nullable CheckStatus status,
      @Nullable Integer code,
      @Nullable String info,
      @Nullable String health,
      int weight,
      @Nullable Boolean backup,
      @Nullable String track,
      @Nullable Long daysLeft,
      @Nullable List<VoteRow> votes,
      @Nullable Recent recent) {

    /** The same with the vantages' votes and the last results. */
    ServerRow with(@Nullable List<VoteRow> someVotes, @Nullable Recent someResults) {
      return new ServerRow(
          server,
          address,
          state,
          admin,
          contested,
          stale,
          since,
          reason,
          status,
          code,
          info,
          health,
          weight,
          backup,
          track,
          daysLeft,
          someVotes,
          someResults);
    }
  }

  /**
   * A vantage's vote.
   *
   * @param self whether it is this node's
   */
  @JsonPropertyOrder({"node", "self", "vote", "check", "status", "info"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record VoteRow(
      String node,
      boolean self,
      Vote.Choice vote,
      @Nullable String check,
      @Nullable CheckStatus status,
      @Nullable String info) {}

  /**
   * The last results in short, oldest first.
   *
   * @param outcomes a letter for each
   * @param ms how long each took, milliseconds; null where that was not measured
   */
  @JsonPropertyOrder({"outcomes", "ms"})
  record Recent(String outcomes, List<@Nullable Double> ms) {}

  /** One server with all that is known of it. */
  @JsonPropertyOrder({"quorate", "pool"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Server(
      boolean quorate,
      String pool,
      @JsonUnwrapped ServerRow row,
      boolean vantage,
      Wanted wanted,
      @Nullable List<CheckRow> checks,
      @Nullable EvidenceRow evidence,
      @Nullable List<ResultRow> results,
      @Nullable List<String> explanation) {}

  /**
   * What is wanted of a server.
   *
   * @param by who said what the operator wants, as far as this process knows
   * @param at when
   */
  @JsonPropertyOrder({"operator", "agent", "inherited", "by", "reason", "at"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Wanted(
      AdminState operator,
      AdminState agent,
      AdminState inherited,
      @Nullable String by,
      @Nullable String reason,
      @Nullable String at) {}

  /**
   * A check, or the agent.
   *
   * @param check its name; null if it is the only one
   * @param last the last result, as JSON; null before the first
   * @param deciding the result that its state rests on, as JSON; null if it rests on none
   */
  @JsonPropertyOrder({
    "check",
    "agent",
    "state",
    "health",
    "stale",
    "paused",
    "nextDue",
    "dueInMs",
    "last",
    "deciding"
  })
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record CheckRow(
      @Nullable String check,
      boolean agent,
      OperationalState state,
      String health,
      boolean stale,
      boolean paused,
      @Nullable String nextDue,
      @Nullable Long dueInMs,
      @JsonRawValue @Nullable String last,
      @JsonRawValue @Nullable String deciding) {}

  /** What a server replied to the last probe that failed. */
  @JsonPropertyOrder({"time", "text", "bytes"})
  record EvidenceRow(String time, String text, int bytes) {}

  /** One result. */
  @JsonPropertyOrder({"time", "result", "status", "durationMs", "connectMs", "firstByteMs"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ResultRow(
      String time,
      String result,
      CheckStatus status,
      @Nullable Double durationMs,
      @Nullable Double connectMs,
      @Nullable Double firstByteMs) {}

  /** The fleet as this node sees it. */
  @JsonPropertyOrder({"poolwatch", "joined", "quorate", "nodes"})
  record Nodes(
      String poolwatch, boolean joined, boolean quorate, List<StatusReport.NodeLine> nodes) {
    Nodes {
      nodes = List.copyOf(nodes);
    }
  }

  /** A page of events: each as JSON. */
  @JsonPropertyOrder({"node", "start", "first", "last", "next", "events"})
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Events(
      String node,
      long start,
      long first,
      long last,
      @Nullable Long next,
      @JsonRawValue String events) {}

  /** An admin state that was set. */
  @JsonPropertyOrder({"pool", "server", "admin", "reason", "author"})
  record AdminSet(String pool, String server, AdminState admin, String reason, String author) {}

  /** The results of a probe that was asked for, as a JSON list. */
  @JsonPropertyOrder({"pool", "server", "results"})
  record Probed(String pool, String server, @JsonRawValue String results) {}

  /** An error (RFC 9457). */
  @JsonPropertyOrder({"type", "title", "status", "detail"})
  record Problem(String type, String title, int status, String detail) {}
}
