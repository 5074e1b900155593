package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.cluster.FleetView;
import io.poolwatch.cluster.Load;
import io.poolwatch.event.EventName;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.Level;
import io.poolwatch.model.ServerId;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.ApiSpec.Role;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done when something is to be changed. */
final class ChangeRoutesTest {
  private static final ServerId WEB1 = new ServerId("web", "web1");
  private static final Caller ALICE = new Caller("alice", Role.OPERATE);

  private final RecordingEventLog log = new RecordingEventLog(Level.INFO);
  private final HistoryBook histories = new HistoryBook(InstantSource.system(), true);
  private final EventFeed feed =
      EventFeed.start(
          "n", histories, new EventStreams(new Timeline(), new EventId("n", 1, 0), 1, log));
  private final List<Runnable> own = new ArrayList<>();
  private final ChangeRoutes routes =
      new ChangeRoutes(
          new Moment(
              new FakeService(FleetView.alone("n", 1, Load.NONE)),
              histories,
              feed,
              1,
              true,
              InstantSource.system(),
              System::nanoTime),
          log,
          new ChangeRoutes.Threads(own::add, Runnable::run));
  private final CompletableFuture<ServerActor.Probed> probe = new CompletableFuture<>();

  @AfterEach
  void close() {
    feed.close();
  }

  private CompletableFuture<Reply> ask() {
    Call call = Calls.of("POST", "/api/v1/pools/web/servers/web1/probe");
    return routes.told(call, ALICE, WEB1, probe).toCompletableFuture();
  }

  private int status(CompletableFuture<Reply> answer) {
    assertThat(answer).as("on whose thread it was made").isNotDone();
    assertThat(log.events(EventName.API_COMMAND)).isEmpty();
    own.forEach(Runnable::run);
    assertThat(log.events(EventName.API_COMMAND)).hasSize(1);
    return answer.join().status();
  }

  @Test
  void whatAProbeFoundIsToldOnTheApisOwnThreads() {
    CompletableFuture<Reply> answer = ask();

    probe.complete(new ServerActor.Probed(WEB1, List.of(Results.passed())));

    assertThat(status(answer)).isEqualTo(200);
  }

  @Test
  void soIsThatItWasNotDone() {
    CompletableFuture<Reply> answer = ask();

    probe.completeExceptionally(new TimeoutException());

    assertThat(status(answer)).isEqualTo(503);
  }
}
