package io.poolwatch.api;

import io.poolwatch.spec.ServerSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps what was explained last: to explain a server the whole configuration is read again. One is
 * explained at a time, and few may wait for that. Safe for any thread; does not block.
 */
final class Explanations {
  private static final int KEPT = 64;

  /** Servers that may wait to be explained. */
  private static final int WAITING = 8;

  /** That there is none may change with the file; it is not looked for more often than so. */
  private static final long NONE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final ApiService service;
  private final Executor thread;
  private final LongSupplier nanos;
  private final Map<String, Kept> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > KEPT;
        }
      };

  /** An explanation that is made or was. */
  private record Kept(CompletableFuture<List<String>> lines, long nanos) {
    boolean holds(long now) {
      if (!lines.isDone()) {
        return true;
      }
      return !lines.isCompletedExceptionally()
          && (!lines.join().isEmpty() || now - nanos < NONE_NANOS);
    }
  }

  /**
   * None yet.
   *
   * @param thread where they are made
   * @param nanos the time, {@code System.nanoTime()}
   */
  Explanations(ApiService service, Executor thread, LongSupplier nanos) {
    this.service = service;
    this.thread = thread;
    this.nanos = nanos;
  }

  /** A thread for them, with a short queue; it ends while nobody asks. */
  static ExecutorService thread() {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            job -> {
              Thread thread = new Thread(job, "api-explanations");
              thread.setDaemon(true);
              return thread;
            });
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  /**
   * How a server is probed and why; empty if that can't be told.
   *
   * @throws Refused if too many wait
   */
  synchronized CompletionStage<List<String>> of(ServerSpec server) throws Refused {
    String key = server.id() + " " + server.fingerprint();
    long now = nanos.getAsLong();
    Kept known = kept.get(key);
    if (known != null && known.holds(now)) {
      return known.lines();
    }
    try {
      CompletableFuture<List<String>> lines =
          CompletableFuture.supplyAsync(() -> service.explain(server), thread);
      kept.put(key, new Kept(lines, now));
      return lines;
    } catch (RejectedExecutionException e) {
      throw new Refused(503, "too many servers are being explained; ask again in a while");
    }
  }
}
