package io.poolwatch.testkit;

import com.typesafe.config.Config;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * A scheduler whose time stands still until a test lets it pass. Each task runs at exactly its own
 * time, on the thread of the test. Pekko makes it by its class name.
 */
public final class VirtualScheduler extends AbstractScheduler {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.<Task>comparingLong(task -> task.atNanos).thenComparingLong(task -> task.id));
  private final AtomicLong now = new AtomicLong();
  private long lastId;

  /** Called by Pekko. */
  public VirtualScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {}

  /** The time, beginning with 0. */
  public long nanos() {
    return now.get();
  }

  /** Moves the time on without running what falls due: as if nobody had been awake. */
  void freeze(long nanos) {
    now.addAndGet(nanos);
  }

  /** Lets the time pass, running each task when it falls due. */
  void pass(long nanos) {
    long until = now.get() + nanos;
    for (Task task = next(until); task != null; task = next(until)) {
      now.set(Math.max(now.get(), task.atNanos));
      task.run();
    }
    now.set(Math.max(now.get(), until));
  }

  private synchronized @Nullable Task next(long until) {
    Task first = tasks.peek();
    return first == null || first.atNanos > until ? null : tasks.poll();
  }

  /** Has something done after a while, on the thread of the test. */
  void after(long nanos, Runnable work) {
    add(new Task(nanos, 0, work, Runnable::run));
  }

  @Override
  @SuppressWarnings("deprecation") // Pekko's own fixed rates and delays still come through here.
  public Cancellable schedule(
      FiniteDuration delay, FiniteDuration interval, Runnable work, ExecutionContext executor) {
    return add(new Task(delay.toNanos(), interval.toNanos(), work, executor::execute));
  }

  @Override
  public Cancellable scheduleOnce(FiniteDuration delay, Runnable work, ExecutionContext executor) {
    return add(new Task(delay.toNanos(), 0, work, executor::execute));
  }

  private synchronized Task add(Task task) {
    task.id = ++lastId;
    tasks.add(task);
    return task;
  }

  private synchronized boolean remove(Task task) {
    return tasks.remove(task);
  }

  @Override
  public double maxFrequency() {
    return 1_000_000;
  }

  private final class Task implements Cancellable {
    private final long intervalNanos;
    private final Runnable work;
    private final Executor executor;
    private long atNanos;
    private long id;
    private volatile boolean cancelled;

    Task(long delayNanos, long intervalNanos, Runnable work, Executor executor) {
      this.atNanos = now.get() + Math.max(0, delayNanos);
      this.intervalNanos = intervalNanos;
      this.work = work;
      this.executor = executor;
    }

    void run() {
      if (cancelled) {
        return;
      }
      if (intervalNanos > 0) {
        atNanos += intervalNanos;
        add(this);
      }
      executor.execute(work);
    }

    @Override
    public boolean cancel() {
      boolean first = !cancelled;
      cancelled = true;
      return remove(this) && first;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }
  }
}
