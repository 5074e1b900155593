package io.poolwatch.connection;

import io.poolwatch.event.ConnectionStory;
import io.poolwatch.event.EventLog;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Level;
import io.poolwatch.model.PauseLog;
import io.poolwatch.model.Phase;
import io.poolwatch.model.Timeouts;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.net.ConnectionGraph;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Owns the attempts of one server on the network, one at a time: opens the stream, knows its phase,
 * and keeps the deadline that every open attempt has.
 *
 * <p>Its owner hears each {@link ConnectionEvent} of the present attempt in order, with exactly one
 * terminal event and none after it; events of earlier attempts are dropped. Network failures are
 * events. A stream that breaks by a bug makes this actor fail, to be replaced by its owner.
 */
public final class ConnectionActor extends AbstractBehavior<ConnectionActor.Command> {

  /** How long a graceful close may take before the attempt is aborted. */
  public static final Duration GOODBYE_LIMIT = Duration.ofMillis(200);

  /** What the actor can be told. */
  public sealed interface Command {}

  /**
   * Open an attempt; the one before is over.
   *
   * @param attempt number of the attempt, higher than any before
   * @param plan how to connect
   * @param endpoint the resolved destination
   * @param timeouts the deadlines
   * @param totalFromNanos the {@code System.nanoTime()} from which {@code timeouts.total} counts
   */
  public record Open(
      long attempt,
      ConnectPlan plan,
      InetSocketAddress endpoint,
      Timeouts timeouts,
      long totalFromNanos)
      implements Command {}

  /** Send a request in full; told in pieces by {@code SendProgress}. */
  public record Send(long attempt, ByteString bytes) implements Command {}

  /** Start TLS inside the open attempt. */
  public record StartTls(long attempt, TlsSpec tls) implements Command {}

  /**
   * Close the attempt; answered by {@code Closed}.
   *
   * @param mode how
   * @param goodbye what to send before a graceful close; empty for nothing
   */
  public record Close(long attempt, CloseMode mode, ByteString goodbye) implements Command {}

  private record Told(ConnectionEvent event) implements Command {}

  private record Crashed(long attempt, Throwable cause) implements Command {}

  private enum DeadlineTimer implements Command {
    FIRED
  }

  /**
   * What connection actors share.
   *
   * @param graph opens the streams
   * @param pauses this process' own pauses
   * @param log told each step at debug level
   * @param nanoClock {@code System::nanoTime}, or a test's
   */
  public record Services(
      ConnectionGraph graph, PauseLog pauses, EventLog log, LongSupplier nanoClock) {}

  private final Services services;
  private final ConnectionStory story;
  private final ActorRef<ConnectionEvent> owner;
  private final Deadline deadline;

  /** The attempt under way; null when none is. */
  private @Nullable Current current;

  /** An attempt that has had no terminal event yet. */
  private static final class Current {
    final Open open;
    final long openedNanos;
    final ConnectionGraph.Attempt attempt;
    Phase phase = Phase.CONNECT;

    Current(Open open, long openedNanos, ConnectionGraph.Attempt attempt) {
      this.open = open;
      this.openedNanos = openedNanos;
      this.attempt = attempt;
    }

    Timeouts timeouts() {
      return open.timeouts();
    }
  }

  private ConnectionActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Services services,
      ConnectionStory story,
      ActorRef<ConnectionEvent> owner) {
    super(context);
    this.services = services;
    this.story = story;
    this.owner = owner;
    this.deadline = new Deadline(delay -> timers.startSingleTimer(DeadlineTimer.FIRED, delay));
  }

  /**
   * A connection actor.
   *
   * @param services what connection actors share
   * @param story makes the events that are told of this server's attempts
   * @param owner who is told
   */
  public static Behavior<Command> create(
      Services services, ConnectionStory story, ActorRef<ConnectionEvent> owner) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ConnectionActor(context, timers, services, story, owner)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Told.class, this::onTold)
        .onMessage(Open.class, this::onOpen)
        .onMessage(Send.class, this::onSend)
        .onMessage(Close.class, this::onClose)
        .onMessage(StartTls.class, this::onStartTls)
        .onMessageEquals(DeadlineTimer.FIRED, this::onDeadlineTimer)
        .onMessage(Crashed.class, this::onCrashed)
        .onSignal(PostStop.class, signal -> onGone())
        .onSignal(PreRestart.class, signal -> onGone())
        .build();
  }

  private Behavior<Command> onOpen(Open open) {
    if (current != null) {
      throw new IllegalStateException(
          "attempt " + open.attempt() + " opened while " + current.open.attempt() + " is open");
    }
    long now = services.nanoClock().getAsLong();
    deadline.begin(open.timeouts().total(), open.totalFromNanos());
    deadline.arm(now, open.timeouts().connect());
    if (services.log().enabled(Level.DEBUG)) {
      services.log().emit(story.opening(open.attempt(), open.endpoint(), open.plan()));
    }
    current =
        new Current(
            open,
            now,
            services
                .graph()
                .open(open.attempt(), open.plan(), open.endpoint(), listener(open.attempt())));
    return this;
  }

  private ConnectionGraph.Listener listener(long attempt) {
    ActorRef<Command> self = getContext().getSelf();
    return new ConnectionGraph.Listener() {
      @Override
      public void on(ConnectionEvent event) {
        self.tell(new Told(event));
      }

      @Override
      public void crashed(Throwable cause) {
        self.tell(new Crashed(attempt, cause));
      }
    };
  }

  private Behavior<Command> onSend(Send send) {
    Current now = current;
    if (now != null && now.open.attempt() == send.attempt()) {
      pending(now, Phase.SEND, now.timeouts().check());
      now.attempt.send(send.bytes());
    }
    return this;
  }

  private Behavior<Command> onStartTls(StartTls start) {
    Current now = current;
    if (now != null && now.open.attempt() == start.attempt()) {
      pending(now, Phase.TLS, now.timeouts().connect());
      now.attempt.startTls(start.tls());
    }
    return this;
  }

  private Behavior<Command> onClose(Close close) {
    Current now = current;
    if (now != null && now.open.attempt() == close.attempt()) {
      boolean connected = now.phase != Phase.CONNECT;
      deadline.unbound();
      pending(now, Phase.CLOSE, GOODBYE_LIMIT);
      if (!connected) {
        now.attempt.abort();
        tell(
            now,
            new ConnectionEvent.Closed(close.attempt(), services.nanoClock().getAsLong(), null));
        return this;
      }
      if (close.mode() == CloseMode.GRACEFUL && !close.goodbye().isEmpty()) {
        now.attempt.send(close.goodbye());
      }
      now.attempt.close(close.mode());
    }
    return this;
  }

  private Behavior<Command> onTold(Told told) {
    Current now = current;
    ConnectionEvent event = told.event();
    if (now == null || event.attempt() != now.open.attempt()) {
      return this;
    }
    if (now.phase != Phase.CLOSE) {
      advance(now, event);
    } else if (event instanceof ConnectionEvent.Failed) {
      // The peer let go before our goodbye was through: the attempt is closed all the same.
      tell(now, new ConnectionEvent.Closed(event.attempt(), event.atNanos(), CloseMode.ABORT));
      return this;
    }
    tell(now, event);
    return this;
  }

  private void advance(Current now, ConnectionEvent event) {
    if (event instanceof ConnectionEvent.SendProgress progress) {
      if (progress.remaining() == 0) {
        pending(now, Phase.RECEIVE, now.timeouts().check());
      }
    } else if (event instanceof ConnectionEvent.Connected) {
      if (now.open.plan().tls() == null) {
        pending(now, Phase.RECEIVE, now.timeouts().check());
      } else {
        now.phase = Phase.TLS;
      }
    } else if (event instanceof ConnectionEvent.Secured) {
      pending(now, Phase.RECEIVE, now.timeouts().check());
    }
  }

  private void pending(Current now, Phase phase, Duration limit) {
    now.phase = phase;
    deadline.arm(services.nanoClock().getAsLong(), limit);
  }

  private Behavior<Command> onDeadlineTimer() {
    long nanos = services.nanoClock().getAsLong();
    Current now = current;
    if (deadline.passed(nanos, now != null) && now != null) {
      now.attempt.abort();
      tell(now, ending(now, nanos));
    }
    return this;
  }

  private ConnectionEvent ending(Current now, long nanos) {
    long attempt = now.open.attempt();
    if (now.phase == Phase.CLOSE) {
      return new ConnectionEvent.Closed(attempt, nanos, CloseMode.ABORT);
    }
    if (now.phase == Phase.CONNECT && !now.attempt.socketOpened()) {
      String why = "the system gave no socket (are its file descriptors used up?)";
      return new ConnectionEvent.Failed(
          attempt, nanos, Phase.CONNECT, new Failure(Failure.Kind.LOCAL, why));
    }
    return new ConnectionEvent.TimedOut(
        attempt,
        nanos,
        now.phase,
        deadline.limit(),
        deadline.lateness(nanos),
        services.pauses().longestSince(now.openedNanos));
  }

  private Behavior<Command> onCrashed(Crashed crashed) {
    Current now = current;
    if (now != null && now.open.attempt() == crashed.attempt()) {
      throw new BrokenStreamException(crashed.cause());
    }
    return this;
  }

  private void tell(Current now, ConnectionEvent event) {
    if (event.terminal()) {
      current = null;
    }
    if (services.log().enabled(Level.DEBUG)) {
      services.log().emit(story.told(event, now.openedNanos));
    }
    owner.tell(event);
  }

  private Behavior<Command> onGone() {
    Current now = current;
    if (now != null) {
      current = null;
      now.attempt.abort();
    }
    return this;
  }
}
