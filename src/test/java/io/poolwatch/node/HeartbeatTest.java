package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.poolwatch.testkit.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.dispatch.ExecutionContexts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HeartbeatTest {
  private static final String ONE_THREAD = "one-thread";

  private final ActorTestKit kit =
      ActorTestKit.create(
          "heart",
          ConfigFactory.parseString(
                  ONE_THREAD
                      + " { type = Dispatcher, executor = thread-pool-executor"
                      + ", thread-pool-executor.fixed-pool-size = 1 }")
              .withFallback(ConfigFactory.load()));
  private final List<Duration> waits = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void aBeatTellsHowLongItWaitedAndTheNextIsSentOnlyThen() {
    Executor thread = kit.system().dispatchers().lookup(DispatcherSelector.fromConfig(ONE_THREAD));
    Heartbeat.through(kit.system(), ONE_THREAD, nanos -> waits.add(Duration.ofNanos(nanos)));
    Waiting.until(() -> waits.size() > 2, "beats");

    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    thread.execute(
        () -> {
          busy.countDown();
          Waiting.until(() -> free.getCount() == 0, "the end of other work");
        });
    Waiting.until(() -> busy.getCount() == 0, "the thread to be busy");
    int before = waits.size();
    // By then a beat has been sent, and waits; it is by the same clock.
    awaitTicks(2);
    long since = System.nanoTime();
    awaitTicks(10);
    CountDownLatch passed = new CountDownLatch(1);
    AtomicInteger told = new AtomicInteger();
    thread.execute(
        () -> {
          told.set(waits.size() - before);
          passed.countDown();
        });
    Duration held = Duration.ofNanos(System.nanoTime() - since);
    free.countDown();
    Waiting.until(() -> passed.getCount() == 0, "what was sent meanwhile");

    assertThat(told).hasValue(1);
    assertThat(waits.get(before)).isGreaterThanOrEqualTo(held);
    Waiting.until(() -> waits.size() > before + 1, "the next beat");
  }

  /** Waits for as long as so many beats take. */
  private void awaitTicks(int count) {
    AtomicInteger ticks = new AtomicInteger();
    kit.system()
        .scheduler()
        .scheduleAtFixedRate(
            Duration.ZERO,
            Duration.ofMillis(20),
            ticks::incrementAndGet,
            ExecutionContexts.fromExecutor(Runnable::run));
    Waiting.until(() -> ticks.get() > count, "ticks");
  }
}
