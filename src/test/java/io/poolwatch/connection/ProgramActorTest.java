package io.poolwatch.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.ConnectionStory;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.ConnectionEvent.Exited;
import io.poolwatch.model.ConnectionEvent.Failed;
import io.poolwatch.model.ConnectionEvent.TimedOut;
import io.poolwatch.model.Failure;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ProgramPlan;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timeouts;
import io.poolwatch.testkit.FakeGraph;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.Supervising;
import io.poolwatch.testkit.VirtualSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the runs of programs begin and end, in virtual time and without a process. */
final class ProgramActorTest {
  private static final Duration CHECK = Duration.ofSeconds(2);
  private static final ServerId SERVER = new ServerId("web", "web1");
  private static final InetSocketAddress ENDPOINT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
  private static final ProgramPlan PLAN =
      new ProgramPlan(
          Path.of("/checks/lag"),
          List.of(),
          Map.of(),
          new HostPort("127.0.0.1", 8080, Optional.empty()),
          false);

  private final VirtualSystem system = new VirtualSystem();
  private final RecordingEventLog log = new RecordingEventLog();
  private final Inbox<ConnectionEvent> owner = system.inbox();
  private final List<FakeProgram> started = new ArrayList<>();
  private Duration paused = Duration.ZERO;
  private final ActorRef<ConnectionActor.Command> actor = system.spawn(behavior(), "connection");

  /** A program that does only what the test says. */
  private static final class FakeProgram implements ProgramActor.Program {
    private final ProgramActor.Listener listener;
    private int kills;
    private boolean over;

    FakeProgram(ProgramActor.Listener listener) {
      this.listener = listener;
    }

    void exits(int code, String output) {
      over = true;
      listener.exited(code, ByteString.fromString(output));
    }

    @Override
    public boolean over() {
      return over;
    }

    @Override
    public void killSoon() {
      kills++;
    }

    @Override
    public void kill() {
      kills++;
    }
  }

  private Behavior<ConnectionActor.Command> behavior() {
    return ProgramActor.create(
        new ConnectionActor.Services(
            new FakeGraph(system::nanos), since -> paused, log, system::nanos),
        new ConnectionStory("/pools/web/web1/connection", SERVER, null),
        owner.ref()::tell,
        this::launch);
  }

  private ProgramActor.Program launch(ProgramCall call, ProgramActor.Listener listener) {
    FakeProgram program = new FakeProgram(listener);
    started.add(program);
    return program;
  }

  @AfterEach
  void stop() {
    system.close();
  }

  private @Nullable FakeProgram execute(long attempt, @Nullable Duration total) {
    int before = started.size();
    actor.tell(
        new ConnectionActor.Execute(
            attempt,
            SERVER,
            PLAN,
            ENDPOINT,
            new Timeouts(Duration.ofSeconds(1), CHECK, total),
            system.nanos()));
    return started.size() == before ? null : started.get(before);
  }

  private FakeProgram begun(long attempt) {
    FakeProgram program = execute(attempt, null);
    assertThat(program).isNotNull();
    return program;
  }

  @Test
  void theEndOfAProgramIsTold() {
    FakeProgram program = begun(7);
    system.passMillis(30);
    program.exits(3, "lag");

    assertThat(owner.all())
        .containsExactly(new Exited(7, system.nanos(), 3, ByteString.fromString("lag")));
    assertThat(program.kills).isZero();
    assertThat(log.events())
        .extracting(event -> event.name().text())
        .containsExactly("program-started", "program-ended");
  }

  @Test
  void aProgramThatCanNotBeStartedIsALocalFailure() {
    begun(7).listener.failed(new IOException("no memory"));

    assertThat(owner.all())
        .containsExactly(
            new Failed(
                7, system.nanos(), Phase.RECEIVE, new Failure(Failure.Kind.LOCAL, "no memory")));
  }

  @Test
  void atTheDeadlineItIsKilledAndItsLateEndIsNotTold() {
    FakeProgram program = begun(7);
    system.pass(CHECK.minusNanos(1));
    assertThat(owner.all()).isEmpty();
    system.passMillis(1);

    assertThat(program.kills).isOne();
    program.exits(137, "");
    system.pass(Duration.ofMinutes(1));
    assertThat(owner.all()).singleElement().isInstanceOf(TimedOut.class);
    assertThat(((TimedOut) owner.all().get(0)).limit()).isEqualTo(CHECK);
  }

  @Test
  void theLimitOfTheWholeProbeHoldsAsWell() {
    FakeProgram program = execute(7, Duration.ofMillis(500));
    assertThat(program).isNotNull();
    system.passMillis(501);

    assertThat(program.kills).isOne();
    assertThat(((TimedOut) owner.all().get(0)).limit()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void aPauseOfOurOwnIsToldWithTheTimeOut() {
    begun(7);
    paused = Duration.ofSeconds(1);
    system.pass(CHECK.plusMillis(1));

    assertThat(((TimedOut) owner.all().get(0)).paused()).isEqualTo(paused);
  }

  @Test
  void theDeadlineOfOneRunDoesNotEndTheNext() {
    begun(7).exits(0, "");
    system.passMillis(1900);
    FakeProgram next = begun(8);
    system.passMillis(1900);

    assertThat(next.kills).isZero();
    assertThat(owner.all()).hasSize(1);
  }

  @Test
  void oneDyingProgramDoesNotKeepTheNextFromStartingButTwoDo() {
    begun(1);
    system.pass(CHECK.plusMillis(1));
    begun(2);
    system.pass(CHECK.plusMillis(1));
    assertThat(execute(3, null)).isNull();

    assertThat(owner.all().get(2))
        .isEqualTo(
            new Failed(
                3,
                system.nanos(),
                Phase.RECEIVE,
                new Failure(
                    Failure.Kind.LOCAL, "a process that left its group still holds the output")));

    started.get(0).over = true;
    assertThat(execute(4, null)).isNotNull();
  }

  @Test
  void whoEndsTheActorEndsTheProgram() {
    FakeProgram program = begun(7);
    system.stop(actor);

    assertThat(program.kills).isOne();
    assertThat(owner.all()).isEmpty();
  }

  @Test
  void anActorThatBreaksEndsItsProgram() {
    Inbox<Throwable> failures = system.inbox();
    ActorRef<ConnectionActor.Command> fragile =
        Supervising.spawn(system, behavior(), failures.ref());
    ConnectionActor.Execute order =
        new ConnectionActor.Execute(
            7, SERVER, PLAN, ENDPOINT, new Timeouts(CHECK, CHECK, null), system.nanos());
    fragile.tell(order);
    fragile.tell(order);

    assertThat(failures.all()).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(started).hasSize(1);
    assertThat(started.get(0).kills).isOne();
  }

  @Test
  void theEndOfAProgramThatTheNodeKilledIsNotTold() {
    FakeProgram program = begun(7);
    system.stop(actor);
    program.exits(0, "");

    assertThat(owner.all()).isEmpty();
  }
}
