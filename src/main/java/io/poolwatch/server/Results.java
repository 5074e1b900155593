package io.poolwatch.server;

import io.poolwatch.model.Admin;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.Movement;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerState;
import io.poolwatch.spec.ServerSpec;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Takes in the results of a server's probes: writes what each makes of the server's state, goes on
 * with the schedule, and tells it. Used by the server actor's thread alone.
 */
final class Results {
  private final ServerSpec spec;
  private final ServerMemory memory;
  private final ServerActor.Services services;
  private final ProbeLines lines;
  private final ServerEvents events;
  private final ActorRef<ServerActor.Report> owner;
  private final DownReason reason;

  /**
   * One that has seen no result.
   *
   * @param owner told what votes and counters make of it
   */
  Results(
      ServerSpec spec,
      ServerMemory memory,
      ServerActor.Services services,
      ProbeLines lines,
      ServerEvents events,
      ActorRef<ServerActor.Report> owner) {
    this.spec = spec;
    this.memory = memory;
    this.services = services;
    this.lines = lines;
    this.events = events;
    this.owner = owner;
    this.reason = new DownReason(spec);
  }

  /**
   * Takes in one; what is written comes before what is told: see {@link ServerMemory}.
   *
   * @param attempt number of the line's last attempt on the network
   * @param startNanos when the probe was started
   */
  void take(ProbeLine line, CheckResult result, long attempt, long startNanos) {
    ServerState before = memory.state();
    Decided.Told told =
        new Decided.Told(
            line.index(), result, attempt, startNanos, services.clocks(), memory.turn());
    Decided decided =
        Decided.of(spec, before, told, () -> ThreadLocalRandom.current().nextDouble());
    ServerState after = line.hastened(decided.state());
    memory.write(after);
    services.meter().skipped(decided.skipped());
    lines.schedule(line);
    events.result(line.index(), before, after, services.connections().nanoClock().getAsLong());
    lines.follow(before, after);
    if (!before.admin().equals(after.admin())) {
      events.administered(before.admin(), after.admin(), Admin.Source.AGENT, result.info(), null);
    }
    report(line, before, after);
    lines.answer(line, result);
  }

  private void report(ProbeLine line, ServerState before, ServerState after) {
    boolean otherwise = reason.isNews(after);
    if (otherwise || after.vote() != before.vote() || !before.admin().equals(after.admin())) {
      owner.tell(new ServerActor.Voted(spec.id()));
    }
    HealthCounter was = before.line(line.index()).counter();
    HealthCounter is = after.line(line.index()).counter();
    if (!is.equals(was) && was.state() != OperationalState.UNKNOWN) {
      owner.tell(new ServerActor.Moved(spec.id(), Movement.of(was, is)));
    }
  }
}
