package io.poolwatch.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Sends messages to one target, from a thread of its own: whoever hands them over never waits. What
 * the target does not take in time is lost, and counted.
 */
final class SyslogSender {
  /** Messages that may wait. */
  static final int CAPACITY = 16_384;

  private static final Duration FIRST_REST = Duration.ofMillis(500);
  private static final Duration LONGEST_REST = Duration.ofSeconds(15);
  private static final byte[] END = new byte[0];

  private final SyslogTransport transport;
  private final Consumer<IOException> onFailed;
  private final LongConsumer onRecovered;
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;

  private final AtomicBoolean failing = new AtomicBoolean();

  private boolean open;
  private Duration rest = FIRST_REST;
  private long tryAgainNanos;
  private volatile boolean closed;

  private SyslogSender(
      String name,
      SyslogTransport transport,
      Consumer<IOException> onFailed,
      LongConsumer onRecovered) {
    this.transport = transport;
    this.onFailed = onFailed;
    this.onRecovered = onRecovered;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * A sender at work.
   *
   * @param name of its thread
   * @param onFailed told once, on any thread, when messages begin to be lost
   * @param onRecovered told once, on its own thread, when a message got through again, with the
   *     number of those that were lost
   */
  static SyslogSender start(
      String name,
      SyslogTransport transport,
      Consumer<IOException> onFailed,
      LongConsumer onRecovered) {
    SyslogSender sender = new SyslogSender(name, transport, onFailed, onRecovered);
    sender.thread.start();
    return sender;
  }

  /** Hands over a message; returns at once. */
  void send(byte[] message) {
    if (!waiting.offer(message)) {
      lost.incrementAndGet();
      tellFailed(new IOException(CAPACITY + " messages wait, and it takes none"));
    }
  }

  private void run() {
    try {
      for (byte[] next = waiting.take(); next != END; next = waiting.take()) {
        deliver(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      transport.close();
    }
  }

  private void deliver(byte[] message) {
    if (!open && System.nanoTime() - tryAgainNanos < 0) {
      lost.incrementAndGet();
      return;
    }
    try {
      if (!open) {
        transport.open();
        open = true;
      }
      transport.send(message);
      recovered();
    } catch (IOException e) {
      lost.incrementAndGet();
      failed(e);
    }
  }

  private void recovered() {
    rest = FIRST_REST;
    if (failing.compareAndSet(true, false)) {
      onRecovered.accept(lost.getAndSet(0));
    }
  }

  private void failed(IOException why) {
    open = false;
    tryAgainNanos = System.nanoTime() + rest.toNanos();
    Duration longer = rest.multipliedBy(2);
    rest = longer.compareTo(LONGEST_REST) < 0 ? longer : LONGEST_REST;
    tellFailed(why);
  }

  private void tellFailed(IOException why) {
    if (!closed && failing.compareAndSet(false, true)) {
      onFailed.accept(why);
    }
  }

  /** Takes in nothing more; sends what waits. Returns at once. */
  void finish() {
    closed = true;
    if (!waiting.offer(END)) {
      thread.interrupt();
    }
  }

  /** Waits until what waited was sent, but not longer than this, and lets go of the target. */
  void close(Duration limit) {
    finish();
    try {
      thread.join(Math.max(1, limit.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
    transport.close();
  }
}
