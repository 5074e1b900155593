package io.poolwatch.event;

import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Level;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.Vote;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events about pools and their servers, and about those who look at them or command them,
 * each with the level and the fields that users rely on. {@code actor} is always the path below
 * {@code /user}.
 */
public final class Events {
  private Events() {}

  /**
   * A probe has its result.
   *
   * @param health the counter after it, as {@code 2/3 UP}
   * @param news whether status or counter changed with it; if not, it is told at debug alone
   */
  public static Event checkResult(
      String actor, ServerId server, CheckResult result, String health, boolean news) {
    return Event.of(EventName.CHECK_RESULT, checkResultLevel(news), actor)
        .server(server)
        .with("result", result)
        .with("health", health)
        .build();
  }

  /** The level at which a result is told. */
  public static Level checkResultLevel(boolean news) {
    return news ? Level.INFO : Level.DEBUG;
  }

  /**
   * The verdict on a server changed.
   *
   * @param admin what is wanted of it; who wants it is told unless it is READY
   * @param fleet whether the node is one of several, so that the votes are told
   * @param via the server that it tracks; null if it tracks none
   * @param cause the probe that decided; null if no probe did
   */
  public static Event serverTransition(
      String actor,
      ServerId server,
      OperationalState from,
      Verdict to,
      Admin admin,
      boolean fleet,
      @Nullable ServerId via,
      @Nullable Evidence cause) {
    Level level = to.state() == OperationalState.DOWN ? Level.WARN : Level.INFO;
    List<String> sources = admin.sources().stream().map(Events::lower).toList();
    return Event.of(EventName.SERVER_TRANSITION, level, actor)
        .server(server)
        .with("from", from)
        .with("to", to.state())
        .with("admin", admin.state())
        .with("adminBy", sources.isEmpty() ? null : sources)
        .with("contested", to.contested())
        .with("quorate", to.quorate())
        .with("votes", fleet ? to.votes() : null)
        .with("via", via)
        .with("cause", cause)
        .build();
  }

  /** This node's own vote on a server changed; told in a fleet only. */
  public static Event voteChanged(
      String actor, ServerId server, Vote.Choice from, Vote.Choice to, @Nullable Evidence cause) {
    return Event.of(EventName.VOTE_CHANGED, Level.INFO, actor)
        .server(server)
        .with("from", from)
        .with("to", to)
        .with("cause", cause)
        .build();
  }

  /**
   * Somebody wants something else of a server; {@code from} and {@code to} are what holds for it.
   *
   * @param by who
   * @param reason why; null if it was not said
   * @param author the operator's name; null if it was none
   */
  public static Event adminChanged(
      String actor,
      ServerId server,
      Admin from,
      Admin to,
      Admin.Source by,
      @Nullable String reason,
      @Nullable String author) {
    AdminState wanted = to.of(by);
    return Event.of(EventName.ADMIN_CHANGED, Level.INFO, actor)
        .server(server)
        .with("from", from.state())
        .with("to", to.state())
        .with("by", lower(by))
        .with("wanted", wanted == to.state() ? null : wanted)
        .with("author", author)
        .with("reason", reason)
        .build();
  }

  /**
   * A server's agent wants another share of the traffic.
   *
   * @param weight the weight that holds now
   * @param maxconn the number of connections that it wants at most; null if it never said
   */
  public static Event capacityChanged(
      String actor, ServerId server, int weight, @Nullable Integer maxconn) {
    return Event.of(EventName.CAPACITY_CHANGED, Level.INFO, actor)
        .server(server)
        .with("weight", weight)
        .with("maxconn", maxconn)
        .build();
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  /** A pool gained its first usable server or lost its last. */
  public static Event poolTransition(
      String actor,
      String pool,
      OperationalState from,
      OperationalState to,
      int usable,
      int total) {
    return Event.of(EventName.POOL_TRANSITION, usable == 0 ? Level.WARN : Level.INFO, actor)
        .pool(pool)
        .with("from", from)
        .with("to", to)
        .with("usable", usable)
        .with("total", total)
        .build();
  }

  /** The vantages of a server began to disagree, or agree again. */
  public static Event contested(
      String actor, ServerId server, boolean contested, List<Vote> votes) {
    return (contested
            ? Event.of(EventName.CONTESTED, Level.WARN, actor)
            : Event.of(EventName.CONTESTED_ENDED, Level.INFO, actor))
        .server(server)
        .with("votes", List.copyOf(votes))
        .build();
  }

  /**
   * No probe of a check was conclusive for so long that the server's vote abstains.
   *
   * @param check the name of the check; null if it is the server's only one
   * @param since time since the last conclusive probe
   * @param last the last result; null before the first
   */
  public static Event serverStale(
      String actor,
      ServerId server,
      @Nullable String check,
      Duration since,
      @Nullable CheckResult last) {
    return Event.of(EventName.SERVER_STALE, Level.WARN, actor)
        .server(server)
        .with("check", check)
        .with("sinceMs", since)
        .with("cause", last)
        .build();
  }

  /**
   * A server's agent was silent for so long that what it said last is doubtful; it stands all the
   * same.
   *
   * @param since time since its last answer
   * @param last the last result; null before the first
   */
  public static Event agentStale(
      String actor, ServerId server, Duration since, @Nullable CheckResult last) {
    return Event.of(EventName.AGENT_STALE, Level.WARN, actor)
        .server(server)
        .with("sinceMs", since)
        .with("cause", last)
        .build();
  }

  /** A server's agent answers again, after so long a silence. */
  public static Event agentStaleEnded(String actor, ServerId server, Duration since) {
    return Event.of(EventName.AGENT_STALE_ENDED, Level.INFO, actor)
        .server(server)
        .with("sinceMs", since)
        .build();
  }

  /** A server's name leads to another address; {@code from} is null for its first one. */
  public static Event endpointChanged(
      String actor, ServerId server, @Nullable String from, String to) {
    return Event.of(EventName.ENDPOINT_CHANGED, Level.INFO, actor)
        .server(server)
        .with("from", from)
        .with("to", to)
        .build();
  }

  /** A runtime command was given that may change something; {@code answer} is empty if it did. */
  public static Event runtimeCommand(String actor, String peer, String command, String answer) {
    return Event.of(EventName.RUNTIME_COMMAND, Level.INFO, actor)
        .with("peer", peer)
        .with("command", command)
        .with("answer", answer)
        .build();
  }

  /**
   * The HTTP API was asked to change something.
   *
   * @param author the name of the token
   * @param answer why it was not done; empty if it was
   */
  public static Event apiCommand(
      String actor, ServerId server, String peer, String author, String command, String answer) {
    return Event.of(EventName.API_COMMAND, Level.INFO, actor)
        .server(server)
        .with("peer", peer)
        .with("author", author)
        .with("command", command)
        .with("answer", answer)
        .build();
  }

  /** A client of the API's event stream had so many pieces waiting that it was dropped. */
  public static Event apiClientDropped(String actor, String peer, int waiting) {
    return Event.of(EventName.API_CLIENT_DROPPED, Level.WARN, actor)
        .with("peer", peer)
        .with("waiting", waiting)
        .build();
  }
}
