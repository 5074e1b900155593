package io.poolwatch.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/**
 * An actor system in virtual time, for actors under test: they run on the thread of the test, to
 * the end, whenever they are told something or time passes, so that a test is the same each time
 * and never waits.
 */
public final class VirtualSystem implements AutoCloseable {
  private static final String SAME_THREAD = "pekko.test.calling-thread-dispatcher";
  private static final Config SETTINGS =
      ConfigFactory.parseString(
              "pekko.scheduler.implementation = "
                  + VirtualScheduler.class.getName()
                  + "\npekko.log-dead-letters = off"
                  + "\npekko.loglevel = OFF"
                  + "\npekko.stdout-loglevel = OFF")
          .withFallback(ConfigFactory.load());

  private final ActorTestKit kit = ActorTestKit.create("virtual", SETTINGS);
  private final VirtualScheduler scheduler =
      (VirtualScheduler) Adapter.toClassic(kit.system()).scheduler();
  private final AtomicInteger inboxes = new AtomicInteger();

  /** Starts an actor; its children run on the same thread if they choose their parent's. */
  public <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
    return kit.spawn(behavior, name, DispatcherSelector.fromConfig(SAME_THREAD));
  }

  /** An actor that keeps what it is told. */
  public <T> Inbox<T> inbox() {
    Inbox<T> inbox = new Inbox<>();
    inbox.ref = spawn(inbox.behavior(), "inbox-" + inboxes.incrementAndGet());
    return inbox;
  }

  /** Stops an actor and waits until it has stopped. */
  public void stop(ActorRef<?> actor) {
    kit.stop(actor);
  }

  /** The time in nanoseconds; the clock to give to actors under test. */
  public long nanos() {
    return scheduler.nanos();
  }

  /** Lets the time pass, running whatever falls due at its own time. */
  public void pass(Duration time) {
    scheduler.pass(time.toNanos());
  }

  /** The same in milliseconds. */
  public void passMillis(long millis) {
    pass(Duration.ofMillis(millis));
  }

  /** Has something done after a while. */
  public void after(Duration delay, Runnable work) {
    scheduler.after(delay.toNanos(), work);
  }

  /** Stands still as a process does in a long pause: what falls due meanwhile runs afterwards. */
  public void freezeMillis(long millis) {
    scheduler.freeze(Duration.ofMillis(millis).toNanos());
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
