package io.poolwatch.server;

import io.poolwatch.check.Action;
import io.poolwatch.check.Interpreter;
import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.ProgramPlan;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.CheckSpec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.util.ByteString;

/**
 * One probe under way: carries events to the interpreter of its script, and its actions to the
 * connection actor, and knows when the result is there and when the connection is gone.
 */
final class ProbeRun {
  /** So many bytes of a reply are enough to see why a probe failed. */
  private static final int MOST_REPLY = 256;

  private final ServerId server;
  private final CheckSpec spec;
  private final ActorRef<ConnectionActor.Command> connection;
  private final Function<HostPort, InetSocketAddress> endpoints;
  private final Consumer<CheckResult> whenDecided;
  private final long startNanos;
  private final Interpreter script;

  /** How the reply to what was sent last begins, in the pieces in which it came. */
  private ByteString reply = ByteString.emptyByteString();

  private long attempt;
  private boolean open;
  private boolean decided;

  /**
   * A probe that has not begun.
   *
   * @param endpoints the resolved address of a destination
   * @param attempt number of the last attempt
   * @param whenDecided told the result, once, from within {@link #begin} or {@link #on}
   */
  ProbeRun(
      ServerId server,
      CheckSpec spec,
      ActorRef<ConnectionActor.Command> connection,
      Function<HostPort, InetSocketAddress> endpoints,
      Duration maxLag,
      long startNanos,
      long attempt,
      Consumer<CheckResult> whenDecided) {
    this.server = server;
    this.spec = spec;
    this.connection = connection;
    this.endpoints = endpoints;
    this.startNanos = startNanos;
    this.attempt = attempt;
    this.whenDecided = whenDecided;
    this.script =
        Interpreter.of(spec.script(), startNanos, spec.maxResponseBytes(), maxLag, spec.close());
  }

  void begin() {
    act(script.start());
  }

  void on(ConnectionEvent event) {
    if (event.attempt() == attempt && open) {
      open = !event.terminal();
      if (event instanceof ConnectionEvent.Received received && reply.length() < MOST_REPLY) {
        reply = reply.isEmpty() ? received.bytes() : reply.concat(received.bytes());
      }
      act(script.on(event));
    }
  }

  /** When it was started. */
  long startNanos() {
    return startNanos;
  }

  /** Number of the last attempt that was opened. */
  long attempt() {
    return attempt;
  }

  /** How the reply to what was sent last begins; empty if none came. */
  ByteString reply() {
    return reply;
  }

  /** Whether the result was told. */
  boolean decided() {
    return decided;
  }

  /** Whether the result was told and no connection is left. */
  boolean over() {
    return decided && !open;
  }

  private void act(Action action) {
    if (action instanceof Action.Open opening) {
      open(opening.plan());
    } else if (action instanceof Action.Execute execution) {
      execute(execution.plan());
    } else if (action instanceof Action.Send send) {
      reply = ByteString.emptyByteString();
      connection.tell(new ConnectionActor.Send(attempt, send.bytes()));
    } else if (action instanceof Action.StartTls start) {
      connection.tell(new ConnectionActor.StartTls(attempt, start.tls()));
    } else if (action instanceof Action.Close close) {
      connection.tell(
          new ConnectionActor.Close(attempt, close.mode(), ByteString.emptyByteString()));
    } else if (action instanceof Action.Conclude end) {
      if (open) {
        connection.tell(new ConnectionActor.Close(attempt, end.mode(), end.goodbye()));
      }
      decide(end.result());
    }
  }

  private void open(ConnectPlan plan) {
    attempt++;
    open = true;
    reply = ByteString.emptyByteString();
    connection.tell(
        new ConnectionActor.Open(
            attempt, plan, endpoints.apply(plan.destination()), spec.timeouts(), startNanos));
  }

  private void execute(ProgramPlan plan) {
    attempt++;
    open = true;
    connection.tell(
        new ConnectionActor.Execute(
            attempt,
            server,
            plan,
            endpoints.apply(plan.destination()),
            spec.timeouts(),
            startNanos));
  }

  private void decide(CheckResult result) {
    decided = true;
    whenDecided.accept(result);
  }
}
