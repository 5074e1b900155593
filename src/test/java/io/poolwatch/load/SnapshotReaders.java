package io.poolwatch.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Asks for a page at a fixed rate, each time with the latest version that any of the askers has:
 * like a crowd of dashboards behind one cache. Who is late is counted from when he should have
 * asked.
 */
final class SnapshotReaders implements AutoCloseable {
  private static final int ASKERS = 4;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI page;
  private final long gapNanos;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<String> etag = new AtomicReference<>("\"none\"");
  private final Histogram delays = new ConcurrentHistogram(3);
  private final Set<String> versions = ConcurrentHashMap.newKeySet();
  private final AtomicInteger wrong = new AtomicInteger();
  private volatile boolean measured;

  private SnapshotReaders(URI page, int perSecond) {
    this.page = page;
    this.gapNanos = TimeUnit.SECONDS.toNanos(ASKERS) / perSecond;
  }

  /** Starts asking. */
  static SnapshotReaders start(URI page, int perSecond) {
    SnapshotReaders readers = new SnapshotReaders(page, perSecond);
    for (int i = 0; i < ASKERS; i++) {
      long start = System.nanoTime() + i * readers.gapNanos / ASKERS;
      Thread thread = new Thread(() -> readers.ask(start), "snapshot-reader-" + i);
      thread.start();
      readers.threads.add(thread);
    }
    return readers;
  }

  /** Counts from now on. */
  void measure() {
    measured = true;
  }

  /** How long an answer took, in microseconds. */
  Histogram delays() {
    return delays;
  }

  /** How many versions of the page there were. */
  int versions() {
    return versions.size();
  }

  /** How many answers were neither the page nor 304. */
  int wrong() {
    return wrong.get();
  }

  private void ask(long start) {
    long due = start;
    while (!Thread.currentThread().isInterrupted()) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
      }
      try {
        int status = ask();
        if (measured) {
          delays.recordValue((System.nanoTime() - due) / 1_000);
          versions.add(etag.get());
          wrong.addAndGet(status == 200 || status == 304 ? 0 : 1);
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException e) {
        wrong.incrementAndGet();
      }
      due += gapNanos;
    }
  }

  private int ask() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(page)
                .header("Accept-Encoding", "gzip")
                .header("If-None-Match", etag.get())
                .build(),
            BodyHandlers.ofByteArray());
    answer.headers().firstValue("ETag").ifPresent(etag::set);
    return answer.statusCode();
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
