package io.poolwatch.check;

import io.poolwatch.model.Timings;

/** Collects how long the parts of one probe took, from the times that its events carry. */
final class Stopwatch {
  private final long start;
  private long now;
  private long opened;
  private long readyAt;
  private long tlsBegan;
  private long sendBegan;
  private boolean sending;
  private long connect = Timings.ABSENT;
  private long tls = Timings.ABSENT;
  private long send = Timings.ABSENT;
  private long firstByte = Timings.ABSENT;

  Stopwatch(long startNanos) {
    start = startNanos;
    now = startNanos;
    opened = startNanos;
    readyAt = startNanos;
  }

  /** An event of this time is being handled. */
  void at(long nanos) {
    now = nanos;
  }

  void opening() {
    opened = now;
  }

  void connected() {
    connect = Math.max(0, connect) + now - opened;
    readyAt = now;
  }

  void securing() {
    tlsBegan = now;
  }

  void secured() {
    tls = Math.max(0, tls) + now - tlsBegan;
    readyAt = now;
  }

  void sending() {
    if (!sending) {
      sending = true;
      sendBegan = now;
    }
  }

  void sent() {
    send = now - sendBegan;
    readyAt = now;
  }

  void received() {
    if (firstByte == Timings.ABSENT) {
      firstByte = now - readyAt;
    }
  }

  /** Nanoseconds since the connection under way was opened. */
  long sinceOpened() {
    return now - opened;
  }

  Timings stop() {
    return new Timings(connect, tls, send, firstByte, now - start);
  }
}
