package io.poolwatch.sink;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What HAProxy's statistics count of each server and pool: failures, downs, and since when it
 * stands as it does. Fed by events; safe for any thread.
 */
final class Histories {
  private static final long SECOND = 1_000_000_000L;

  private final Map<String, Counts> counts = new ConcurrentHashMap<>();
  private final LongSupplier nanos;
  private final long startNanos;

  /**
   * What is counted of one server or pool.
   *
   * @param failures checks that failed while there was health to lose
   * @param downs how often it went down
   * @param sinceChangeSeconds since it stands as it does
   * @param downSeconds how long it was down altogether
   */
  record History(long failures, long downs, long sinceChangeSeconds, long downSeconds) {}

  private static final class Counts {
    private long failures;
    private long downs;
    private long changedNanos;
    private long downNanos;
    private boolean down;
    private String health = "";

    Counts(long startNanos) {
      this.changedNanos = startNanos;
    }

    synchronized void checked(boolean failed, String healthAfter) {
      if (failed && !health.startsWith("0/")) {
        failures++;
      }
      health = healthAfter;
    }

    synchronized void become(boolean nowDown, long now) {
      if (down) {
        downNanos += now - changedNanos;
      }
      if (nowDown && !down) {
        downs++;
      }
      down = nowDown;
      changedNanos = now;
    }

    synchronized History history(long now) {
      long since = now - changedNanos;
      return new History(
          failures, downs, since / SECOND, (down ? downNanos + since : downNanos) / SECOND);
    }
  }

  /**
   * Nothing counted yet.
   *
   * @param nanos the time, {@code System.nanoTime()}
   */
  Histories(LongSupplier nanos) {
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
  }

  /** Something happened. */
  void on(Event event) {
    String pool = event.pool();
    if (pool == null) {
      return;
    }
    if (event.name() == EventName.CHECK_RESULT) {
      CheckResult result = event.field("result", CheckResult.class);
      counts(pool, event.server())
          .checked(result.outcome() == Outcome.FAILED, event.field("health", String.class));
    } else if (event.name() == EventName.SERVER_TRANSITION) {
      boolean down = event.fields().get("to") == OperationalState.DOWN;
      counts(pool, event.server()).become(down, nanos.getAsLong());
    } else if (event.name() == EventName.POOL_TRANSITION) {
      boolean down = event.fields().get("to") == OperationalState.DOWN;
      counts(pool, null).become(down, nanos.getAsLong());
    }
  }

  /** What was counted of a server. */
  History server(String pool, String server) {
    return counts(pool, server).history(nanos.getAsLong());
  }

  /** What was counted of a pool. */
  History pool(String pool) {
    return counts(pool, null).history(nanos.getAsLong());
  }

  private Counts counts(String pool, @Nullable String server) {
    return counts.computeIfAbsent(
        server == null ? pool : pool + "/" + server, name -> new Counts(startNanos));
  }
}
