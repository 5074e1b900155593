package io.poolwatch.server;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Turn;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.spec.ServerSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * All lines of a server: which of them are probed now, by themselves or because somebody asked.
 * Used by the server actor's thread alone.
 */
final class ProbeLines implements Iterable<ProbeLine> {
  private final ServerSpec spec;
  private final ServerMemory memory;
  private final boolean scheduled;
  private final ServerEvents events;
  private final List<ProbeLine> lines;

  /** Those who wait for an answer; immutable while there is none. */
  private List<ProbeRound> asking = List.of();

  /**
   * Lines that do nothing yet.
   *
   * @param listener told each result
   */
  ProbeLines(
      ServerSpec spec,
      ServerMemory memory,
      ServerActor.Services services,
      ActorContext<ServerActor.Command> context,
      TimerScheduler<ServerActor.Command> timers,
      ServerEvents events,
      ProbeLine.Listener listener) {
    this.spec = spec;
    this.memory = memory;
    this.scheduled = services.scheduled();
    this.events = events;
    List<ProbeLine> made = new ArrayList<>(spec.lines());
    for (int i = 0; i < spec.lines(); i++) {
      made.add(new ProbeLine(i, spec, memory, services, context, timers, events, listener));
    }
    this.lines = List.copyOf(made);
  }

  @Override
  public Iterator<ProbeLine> iterator() {
    return lines.iterator();
  }

  /** Starts their connection actors. */
  void start() {
    lines.forEach(ProbeLine::start);
  }

  /** Gives back what they hold. */
  void release() {
    lines.forEach(ProbeLine::release);
  }

  /** A child of the server's actor broke. */
  void onBroken(ChildFailed failed) {
    for (ProbeLine line : lines) {
      if (line.owns(failed.getRef())) {
        line.connectionBroke(failed.getCause());
      }
    }
  }

  // ---- the schedule

  /** Has the next probe of each made when it is due. */
  void schedule() {
    lines.forEach(this::schedule);
  }

  /** Has the next probe of one made when it is due, if it is probed by itself now. */
  void schedule(ProbeLine line) {
    if (probed(line)) {
      line.schedule();
    }
  }

  /** Whether a line is probed by itself now: in maintenance only the agent is asked. */
  private boolean probed(ProbeLine line) {
    return allowed(line)
        && (line.asksAgent() || memory.state().admin().state() != AdminState.MAINT);
  }

  /** Whether a line may be probed by itself, whatever is wanted of the server. */
  boolean allowed(ProbeLine line) {
    return scheduled && !memory.paused().line(line.asksAgent());
  }

  /** Begins or ends the probes of checks as the admin state has them. */
  void follow(ServerState before, ServerState after) {
    AdminState to = after.admin().state();
    if (before.admin().state() != to) {
      restart(false, to != AdminState.MAINT || !asking.isEmpty());
    }
  }

  /** Begins or ends the probes of checks, or of the agent, as the server's memory has them. */
  void paused(boolean agent) {
    restart(agent, !asking.isEmpty());
  }

  private void restart(boolean agent, boolean finish) {
    for (ProbeLine line : lines) {
      if (line.asksAgent() == agent) {
        line.pause(finish);
        schedule(line);
      }
    }
  }

  /** All who hear of it do not come at once: each waits for its part of a fast interval. */
  void hasten() {
    Turn turn = memory.turn();
    if (turn != null) {
      for (ProbeLine line : lines) {
        if (probed(line)) {
          long span = spec.line(line.index()).schedule().fastInter().toNanos() / turn.count();
          int identity = 31 * Cadence.identity(spec.id(), null) + turn.rank();
          line.hasten(Cadence.firstDelay(identity, Math.max(1, span)));
        }
      }
    }
  }

  // ---- names

  /** The names that have to be resolved for them. */
  Set<String> names() {
    Set<String> names = new HashSet<>(0);
    lines.forEach(line -> names.addAll(line.names()));
    return names;
  }

  /** A name was looked up: those that lead elsewhere now are probed there at once. */
  void learn(ResolverActor.Resolved answer) {
    Set<Endpoints.Moved> moves = new LinkedHashSet<>(0);
    for (ProbeLine line : lines) {
      Endpoints.Moved moved = line.learn(answer);
      if (moved != null && moves.add(moved)) {
        events.moved(moved);
      }
      if (moved != null && probed(line)) {
        line.probeAgain();
      }
      line.proceed();
    }
  }

  // ---- those who ask

  /** Probes each now, beside the schedule, and answers with the results. */
  void ask(ActorRef<ServerActor.Probed> replyTo) {
    asking = new ArrayList<>(asking);
    asking.add(new ProbeRound(spec.id(), lines.size(), replyTo));
    lines.forEach(ProbeLine::probeNow);
    // A server that tracks another has nothing to wait for.
    answer();
  }

  /** A line has a result that those who asked wait for. */
  void answer(ProbeLine line, CheckResult result) {
    asking.forEach(round -> round.on(line.index(), result));
    answer();
  }

  /** Answers those whose results are complete. */
  private void answer() {
    if (!asking.isEmpty()) {
      asking = asking.stream().filter(round -> !round.answered()).toList();
    }
  }
}
