package io.poolwatch.api;

import com.fasterxml.jackson.core.JacksonException;
import io.poolwatch.api.Guard.Access;
import io.poolwatch.control.ControlJson;
import io.poolwatch.control.ControlRequest;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.Events;
import io.poolwatch.event.Quotes;
import io.poolwatch.event.ResultLine;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ServerId;
import io.poolwatch.pool.PoolMemory;
import io.poolwatch.server.ServerActor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What can be changed; each change is told as an event, with who asked for it. */
final class ChangeRoutes {
  private static final String SERVER = "/api/v1/pools/{pool}/servers/{server}";
  private static final String ACTOR = "api";

  private final Moment moment;
  private final EventLog log;
  private final Threads threads;

  /**
   * Whose threads do what.
   *
   * @param own where answers are made
   * @param blocking where a change waits until it is confirmed
   */
  record Threads(Executor own, Executor blocking) {}

  /**
   * Routes that change something.
   *
   * @param log told each change
   */
  ChangeRoutes(Moment moment, EventLog log, Threads threads) {
    this.moment = moment;
    this.log = log;
    this.threads = threads;
  }

  List<Route> routes() {
    return List.of(
        new Route("PUT", SERVER + "/admin-state", Access.OPERATE, Set.of(), this::administer),
        new Route("POST", SERVER + "/probe", Access.OPERATE, Set.of(), this::probe));
  }

  /** What is sent to set an admin state. */
  record Wish(@Nullable AdminState state, @Nullable String reason) {}

  private CompletionStage<Reply> administer(Call call, Caller caller, List<String> names)
      throws Refused {
    ServerId server = PoolRoutes.server(moment, names).spec().id();
    Wish wish = wish(call);
    AdminState state = wish.state();
    String reason = wish.reason() == null ? "" : wish.reason().strip();
    if (state == null) {
      throw new Refused(400, "state must be set: ready, drain or maint");
    }
    if (reason.isEmpty() || reason.length() > ControlRequest.LONGEST_REASON) {
      throw new Refused(
          400,
          "reason must have 1 to "
              + ControlRequest.LONGEST_REASON
              + " characters, not "
              + reason.length());
    }
    return CompletableFuture.supplyAsync(
        () -> administer(call, caller, server, state, reason), threads.blocking());
  }

  private static Wish wish(Call call) throws Refused {
    String type = call.header("content-type");
    String media = type == null ? "" : type.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
    if (!media.equals(Reply.JSON)) {
      throw new Refused(415, "the body must be " + Reply.JSON);
    }
    try {
      Wish wish = ControlJson.read(new String(call.body(), StandardCharsets.UTF_8), Wish.class);
      if (wish != null) {
        return wish;
      }
    } catch (JacksonException e) {
      throw new Refused(
          400, "the body is no {\"state\": \"ready\" | \"drain\" | \"maint\", \"reason\": \"…\"}");
    }
    throw new Refused(400, "the body is empty");
  }

  private Reply administer(
      Call call, Caller caller, ServerId server, AdminState state, String reason) {
    List<String> problems = moment.service().set(server, state, reason, caller.name());
    String answer = String.join("; ", problems);
    tell(call, caller, server, "admin-state " + state.name().toLowerCase(Locale.ROOT), answer);
    return problems.isEmpty()
        ? Reply.json(
            new Views.AdminSet(server.pool(), server.server(), state, reason, caller.name()))
        : Reply.problem(409, answer);
  }

  private CompletionStage<Reply> probe(Call call, Caller caller, List<String> names)
      throws Refused {
    PoolMemory.Entry entry = PoolRoutes.server(moment, names);
    Standing standing = moment.standing(entry);
    ServerId server = standing.id();
    if (!standing.vantage()) {
      String why =
          entry.spec().track() == null
              ? "this node is no vantage of it: ask one that its votes name"
              : "it tracks " + entry.spec().track() + ", and has no checks of its own";
      tell(call, caller, server, "probe", why);
      throw new Refused(409, why);
    }
    return told(call, caller, server, moment.service().probe(server));
  }

  /** Whoever ends a probe has no time for its answer, nor have the pools that all share. */
  CompletionStage<Reply> told(
      Call call, Caller caller, ServerId server, CompletionStage<ServerActor.Probed> probe) {
    return probe.handleAsync(
        (done, failed) -> {
          String answer = failed == null ? "" : why(failed);
          tell(call, caller, server, "probe", answer);
          return failed == null ? probed(server, done.results()) : Reply.problem(503, answer);
        },
        threads.own());
  }

  private static String why(Throwable failed) {
    Throwable cause =
        failed instanceof CompletionException && failed.getCause() != null
            ? failed.getCause()
            : failed;
    return cause instanceof TimeoutException
        ? "the probe was not done in time; its result will show in the server's results"
        : "the probe was not done: " + cause;
  }

  private Reply probed(ServerId server, List<CheckResult> results) {
    Instant now = moment.clock().instant();
    List<String> lines =
        results.stream().map(each -> ResultLine.json(Quotes.own(each), now)).toList();
    return Reply.json(new Views.Probed(server.pool(), server.server(), EventRoutes.list(lines)));
  }

  private void tell(Call call, Caller caller, ServerId server, String command, String answer) {
    log.emit(Events.apiCommand(ACTOR, server, call.peer(), caller.name(), command, answer));
  }
}
