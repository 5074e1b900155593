package io.poolwatch.connection;

import io.poolwatch.event.ConnectionStory;
import io.poolwatch.event.EventLog;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Level;
import io.poolwatch.model.PauseLog;
import io.poolwatch.model.ProgramPlan;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timeouts;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.net.ConnectionGraph;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
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
  public sealed interface Command
      permits Open,
          Send,
          StartTls,
          Close,
          Execute,
          Told,
          Crashed,
          DeadlineTimer,
          ProgramActor.Internal {}

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
  public record Send(long attempt, ByteString bytes) implements Command {

    /** Not the bytes: they may be a login. */
    @Override
    public String toString() {
      return "Send[attempt=" + attempt + ", " + bytes.length() + " bytes]";
    }
  }

  /** Start TLS inside the open attempt. */
  public record StartTls(long attempt, TlsSpec tls) implements Command {}

  /**
   * Close the attempt; answered by {@code Closed}.
   *
   * @param mode how
   * @param goodbye what to send before a graceful close; empty for nothing
   */
  public record Close(long attempt, CloseMode mode, ByteString goodbye) implements Command {}

  /**
   * Run an external program in place of an attempt; for a {@link ProgramActor} alone.
   *
   * @param attempt number of the run, higher than any before
   * @param server what the program is told about
   * @param plan the program
   * @param endpoint the server's resolved address
   * @param timeouts the deadlines: {@code check}, and {@code total}
   * @param totalFromNanos the {@code System.nanoTime()} from which {@code timeouts.total} counts
   */
  public record Execute(
      long attempt,
      ServerId server,
      ProgramPlan plan,
      InetSocketAddress endpoint,
      Timeouts timeouts,
      long totalFromNanos)
      implements Command {}

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
  private final Consumer<ConnectionEvent> owner;
  private final Deadline deadline;

  /** The attempt under way; null when none is. */
  private @Nullable OpenAttempt current;

  private ConnectionActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Services services,
      ConnectionStory story,
      Consumer<ConnectionEvent> owner) {
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
   * @param owner who is told, on this actor's thread; must not block
   */
  public static Behavior<Command> create(
      Services services, ConnectionStory story, Consumer<ConnectionEvent> owner) {
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
          "attempt " + open.attempt() + " opened while " + current.number() + " is open");
    }
    if (services.log().enabled(Level.DEBUG)) {
      services.log().emit(story.opening(open.attempt(), open.endpoint(), open.plan()));
    }
    long now = now();
    ConnectionGraph.Attempt stream =
        services
            .graph()
            .open(open.attempt(), open.plan(), open.endpoint(), listener(open.attempt()));
    current = new OpenAttempt(open, now, stream, deadline);
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
    OpenAttempt attempt = open(send.attempt());
    if (attempt != null) {
      attempt.send(send, now());
    }
    return this;
  }

  private Behavior<Command> onStartTls(StartTls start) {
    OpenAttempt attempt = open(start.attempt());
    if (attempt != null) {
      attempt.startTls(start, now());
    }
    return this;
  }

  private Behavior<Command> onClose(Close close) {
    OpenAttempt attempt = open(close.attempt());
    if (attempt != null) {
      ConnectionEvent closed = attempt.close(close, now());
      if (closed != null) {
        tell(attempt, closed);
      }
    }
    return this;
  }

  private Behavior<Command> onTold(Told told) {
    OpenAttempt attempt = open(told.event().attempt());
    if (attempt != null) {
      tell(attempt, attempt.on(told.event(), now()));
    }
    return this;
  }

  private Behavior<Command> onDeadlineTimer() {
    OpenAttempt attempt = current;
    long now = now();
    if (deadline.passed(now, attempt != null) && attempt != null) {
      tell(attempt, attempt.timeOut(services.pauses(), now));
    }
    return this;
  }

  private Behavior<Command> onCrashed(Crashed crashed) {
    if (open(crashed.attempt()) != null) {
      throw new BrokenStreamException(crashed.cause());
    }
    return this;
  }

  /** The attempt under way if it has that number; null if it is over. */
  private @Nullable OpenAttempt open(long number) {
    OpenAttempt attempt = current;
    return attempt != null && attempt.number() == number ? attempt : null;
  }

  private void tell(OpenAttempt attempt, ConnectionEvent event) {
    if (event.terminal()) {
      current = null;
    }
    if (services.log().enabled(Level.DEBUG)) {
      services.log().emit(story.told(event, attempt.openedNanos()));
    }
    owner.accept(event);
  }

  private Behavior<Command> onGone() {
    OpenAttempt attempt = current;
    if (attempt != null) {
      current = null;
      attempt.abort();
    }
    return this;
  }

  private long now() {
    return services.nanoClock().getAsLong();
  }
}
