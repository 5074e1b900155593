package io.poolwatch.node;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.dispatch.ExecutionContexts;

/**
 * Sends a beat through a dispatcher, time and again, and tells how long each had to wait for it.
 * Never more than one is on its way.
 */
final class Heartbeat {
  private static final Duration EVERY = Duration.ofMillis(20);

  private final Executor dispatcher;
  private final LongConsumer listener;
  private final AtomicBoolean underWay = new AtomicBoolean();

  private Heartbeat(Executor dispatcher, LongConsumer listener) {
    this.dispatcher = dispatcher;
    this.listener = listener;
  }

  /**
   * Starts beating; ends with the system.
   *
   * @param listener told the nanoseconds that each beat waited, on a thread of the dispatcher
   */
  static Cancellable through(ActorSystem<?> system, String dispatcher, LongConsumer listener) {
    Heartbeat beats =
        new Heartbeat(
            system.dispatchers().lookup(DispatcherSelector.fromConfig(dispatcher)), listener);
    // The scheduler's own thread sends, so that sending waits for nothing.
    return system
        .scheduler()
        .scheduleAtFixedRate(
            Duration.ZERO, EVERY, beats::send, ExecutionContexts.fromExecutor(Runnable::run));
  }

  private void send() {
    if (underWay.compareAndSet(false, true)) {
      long sent = System.nanoTime();
      dispatcher.execute(() -> arrive(System.nanoTime() - sent));
    }
  }

  private void arrive(long waitedNanos) {
    underWay.set(false);
    listener.accept(waitedNanos);
  }
}
