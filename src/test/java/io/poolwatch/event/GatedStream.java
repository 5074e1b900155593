package io.poolwatch.event;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A stream that takes nothing until it is opened, like a pipe that nobody reads. */
final class GatedStream extends OutputStream {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);
  private volatile boolean flushed;

  /** A stream that is open from the start. */
  static GatedStream opened() {
    GatedStream stream = new GatedStream();
    stream.open();
    return stream;
  }

  void open() {
    open.countDown();
  }

  /** Waits until somebody stands before the gate. */
  void awaitWriter() throws InterruptedException {
    if (!reached.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("nobody wrote");
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    reached.countDown();
    try {
      open.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
    synchronized (written) {
      written.write(bytes, offset, length);
      flushed = false;
    }
  }

  @Override
  public void flush() {
    synchronized (written) {
      flushed = true;
      written.notifyAll();
    }
  }

  /** Waits until so many lines were written and flushed. */
  List<String> awaitFlushed(int count) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    synchronized (written) {
      while (!flushed || lines().size() < count) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("only " + lines());
        }
        written.wait(left);
      }
      return lines();
    }
  }

  /** What was written so far. */
  List<String> lines() {
    synchronized (written) {
      return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
  }
}
