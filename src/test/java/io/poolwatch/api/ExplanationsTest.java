package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.cluster.FleetView;
import io.poolwatch.cluster.Load;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.ServerSpecs;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Explanations are costly, and so are made one at a time and kept. */
final class ExplanationsTest {
  private final FakeService service = new FakeService(FleetView.alone("n", 1, Load.NONE));
  private final ExecutorService thread = Explanations.thread();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger made = new AtomicInteger();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Explanations explanations = new Explanations(service, thread, nanos::get);

  @AfterEach
  void end() {
    goOn.countDown();
    thread.shutdownNow();
  }

  private static ServerSpec server(String name) {
    return ServerSpecs.server("web", name).build();
  }

  private static List<String> lines(CompletionStage<List<String>> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private List<String> slowly(ServerSpec server) {
    made.incrementAndGet();
    try {
      assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return List.of(server.id().toString());
  }

  private List<String> nothing(ServerSpec server) {
    made.incrementAndGet();
    return List.of();
  }

  @Test
  void whoAsksForTheSameServerMeanwhileGetsTheSameExplanation() throws Refused {
    service.explanation = this::slowly;
    CompletionStage<List<String>> first = explanations.of(server("web1"));
    for (int i = 0; i < 31; i++) {
      assertThat(explanations.of(server("web1"))).isSameAs(first);
    }

    goOn.countDown();

    assertThat(lines(first)).containsExactly("web/web1");
    assertThat(lines(explanations.of(server("web1")))).containsExactly("web/web1");
    assertThat(made).hasValue(1);
  }

  @Test
  void whoAsksWhereTooManyWaitIsRefusedAtOnce() throws Refused {
    service.explanation = this::slowly;
    // One is being made, and eight wait.
    for (int i = 0; i < 9; i++) {
      explanations.of(server("web" + i));
    }

    assertThatThrownBy(() -> explanations.of(server("web9")))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reply().status()).isEqualTo(503));
  }

  @Test
  void thatThereIsNoneIsKeptForAWhile() throws Refused {
    service.explanation = this::nothing;

    assertThat(lines(explanations.of(server("web1")))).isEmpty();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(10) - 1);
    assertThat(lines(explanations.of(server("web1")))).isEmpty();
    assertThat(made).hasValue(1);

    nanos.incrementAndGet();
    assertThat(lines(explanations.of(server("web1")))).isEmpty();
    assertThat(made).hasValue(2);
  }

  @Test
  void anExplanationThatFailedIsMadeAgain() throws Refused {
    service.explanation =
        server -> {
          throw new IllegalStateException("unreadable");
        };
    CompletionStage<List<String>> failed = explanations.of(server("web1"));
    assertThatThrownBy(() -> lines(failed)).hasRootCauseMessage("unreadable");

    service.explanation = server -> List.of("readable");

    assertThat(lines(explanations.of(server("web1")))).containsExactly("readable");
  }

  @Test
  void whoWaitedInVainForAChangeIsToldThatItMayStillBeDone() {
    assertThat(HttpAdapter.late("PUT").body().utf8String()).contains("it may still be done");
    assertThat(HttpAdapter.late("GET").body().utf8String()).doesNotContain("still");
  }
}
