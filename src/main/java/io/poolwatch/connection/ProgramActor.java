package io.poolwatch.connection;

import io.poolwatch.connection.ConnectionActor.Command;
import io.poolwatch.connection.ConnectionActor.Execute;
import io.poolwatch.connection.ConnectionActor.Services;
import io.poolwatch.event.ConnectionStory;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Level;
import io.poolwatch.model.Phase;
import java.io.IOException;
import java.util.function.Consumer;
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
 * Runs the external programs of one server, one at a time, and keeps the deadline that each has:
 * what {@link ConnectionActor} is to a check that has a connection.
 *
 * <p>Its owner hears exactly one event of each run, which is terminal. A program that is not done
 * at its deadline is killed with its whole process group, and so is one whose actor ends.
 */
public final class ProgramActor extends AbstractBehavior<Command> {

  /** What the actor tells itself. */
  sealed interface Internal extends Command {}

  private record Told(ConnectionEvent event) implements Internal {}

  private enum DeadlineTimer implements Internal {
    FIRED
  }

  /** Starts programs; returns at once. */
  interface Launcher {
    /**
     * Starts one.
     *
     * @param listener told its end
     */
    Program start(ProgramCall call, Listener listener);
  }

  /** A program that was started; safe for any thread. */
  interface Program {

    /** Whether nobody is left who could write to its output. */
    boolean over();

    /** Ends it with all the processes of its group, soon; returns at once. */
    void killSoon();

    /** The same now, which takes as long as it takes to start a process; returns before its end. */
    void kill();
  }

  /** Told once how a program ended, unless it was killed before; on any thread. */
  interface Listener {
    /** It ended by itself. */
    void exited(int code, ByteString output);

    /** It could not be started. */
    void failed(IOException why);
  }

  private final Services services;
  private final ConnectionStory story;
  private final Consumer<ConnectionEvent> owner;
  private final Deadline deadline;

  private final Launcher launcher;

  /** The run under way; null when none is. */
  private @Nullable Execute current;

  /** The program that was started last; null before the first. */
  private @Nullable Program program;

  /** The one before it, which may still be dying. */
  private @Nullable Program before;

  private long startedNanos;

  private ProgramActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Services services,
      ConnectionStory story,
      Consumer<ConnectionEvent> owner,
      Launcher launcher) {
    super(context);
    this.launcher = launcher;
    this.services = services;
    this.story = story;
    this.owner = owner;
    this.deadline = new Deadline(delay -> timers.startSingleTimer(DeadlineTimer.FIRED, delay));
  }

  /**
   * A program actor.
   *
   * @param services what it shares with connection actors
   * @param story makes the events that are told of this server's programs
   * @param owner who is told, on this actor's thread; must not block
   */
  public static Behavior<Command> create(
      Services services, ConnectionStory story, Consumer<ConnectionEvent> owner) {
    return create(services, story, owner, RunningProgram::start);
  }

  /** The same with another way to start programs. */
  static Behavior<Command> create(
      Services services,
      ConnectionStory story,
      Consumer<ConnectionEvent> owner,
      Launcher launcher) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new ProgramActor(context, timers, services, story, owner, launcher)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Execute.class, this::onExecute)
        .onMessage(Told.class, this::onTold)
        .onMessageEquals(DeadlineTimer.FIRED, this::onDeadlineTimer)
        .onSignal(PostStop.class, signal -> onGone())
        .onSignal(PreRestart.class, signal -> onGone())
        .build();
  }

  private Behavior<Command> onExecute(Execute order) {
    if (current != null) {
      throw new IllegalStateException("run " + order.attempt() + " during another");
    }
    startedNanos = now();
    current = order;
    if (services.log().enabled(Level.DEBUG)) {
      services.log().emit(story.executing(order.attempt(), order.endpoint(), order.plan()));
    }
    if (before != null && !before.over()) {
      tell(failed(order.attempt(), "a process that left its group still holds the output"));
      return this;
    }
    deadline.begin(order.timeouts().total(), order.totalFromNanos());
    deadline.arm(startedNanos, order.timeouts().check());
    ProgramCall call = ProgramCall.of(order.server(), order.plan(), order.endpoint());
    before = program;
    program = launcher.start(call, listener(order.attempt()));
    return this;
  }

  private Listener listener(long attempt) {
    ActorRef<Command> self = getContext().getSelf();
    return new Listener() {
      @Override
      public void exited(int code, ByteString output) {
        self.tell(new Told(new ConnectionEvent.Exited(attempt, now(), code, output)));
      }

      @Override
      public void failed(IOException why) {
        self.tell(new Told(ProgramActor.this.failed(attempt, String.valueOf(why.getMessage()))));
      }
    };
  }

  private ConnectionEvent failed(long attempt, String why) {
    Failure failure = new Failure(Failure.Kind.LOCAL, why);
    return new ConnectionEvent.Failed(attempt, now(), Phase.RECEIVE, failure);
  }

  private Behavior<Command> onTold(Told told) {
    if (current != null && current.attempt() == told.event().attempt()) {
      tell(told.event());
    }
    return this;
  }

  private Behavior<Command> onDeadlineTimer() {
    Execute order = current;
    long now = now();
    if (deadline.passed(now, order != null) && order != null && program != null) {
      program.killSoon();
      tell(
          new ConnectionEvent.TimedOut(
              order.attempt(),
              now,
              Phase.RECEIVE,
              deadline.limit(),
              deadline.lateness(now),
              services.pauses().longestSince(startedNanos)));
    }
    return this;
  }

  private void tell(ConnectionEvent event) {
    current = null;
    if (services.log().enabled(Level.DEBUG)) {
      services.log().emit(story.told(event, startedNanos));
    }
    owner.accept(event);
  }

  private Behavior<Command> onGone() {
    if (current != null && program != null) {
      current = null;
      program.kill();
    }
    return this;
  }

  private long now() {
    return services.nanoClock().getAsLong();
  }
}
