package io.poolwatch.api;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one server: its last 60 results in 8 bytes each, since when it stands as it
 * does, and what an operator said last. Safe for any thread.
 */
final class ServerHistory {
  /** How many results are kept. */
  static final int KEPT = 60;

  private final long[] results = new long[KEPT];
  private long count;
  private long sinceMillis = Long.MIN_VALUE;
  private long notAfterSeconds = Long.MIN_VALUE;
  private volatile @Nullable Wish wish;
  private volatile @Nullable Evidence evidence;

  /**
   * What an operator said.
   *
   * @param author who; null if it was the configuration
   * @param reason why; empty if it was not said
   */
  record Wish(AdminState wanted, @Nullable String author, String reason, long millis) {}

  /**
   * What a server replied.
   *
   * @param text its beginning, in printable ASCII
   * @param bytes how many of its bytes were seen
   */
  record Evidence(long millis, String text, int bytes) {}

  /** A probe has its result. */
  synchronized void add(CheckResult result, long millis) {
    results[(int) (count++ % KEPT)] = PackedResult.of(result, millis);
    if (result.tls() != null && result.tls().notAfter() != null) {
      notAfterSeconds = result.tls().notAfter().getEpochSecond();
    }
  }

  /** The packed results, oldest first. */
  synchronized long[] results() {
    int size = (int) Math.min(count, KEPT);
    long[] copy = new long[size];
    for (int i = 0; i < size; i++) {
      copy[i] = results[(int) ((count - size + i) % KEPT)];
    }
    return copy;
  }

  /** It stands otherwise from then on. */
  synchronized void turned(long millis) {
    sinceMillis = millis;
  }

  /** Since when it stands as it does; null if it never changed. */
  synchronized @Nullable Instant since() {
    return sinceMillis == Long.MIN_VALUE ? null : Instant.ofEpochMilli(sinceMillis);
  }

  /** When its certificate expires; null if none was seen. */
  synchronized @Nullable Instant notAfter() {
    return notAfterSeconds == Long.MIN_VALUE ? null : Instant.ofEpochSecond(notAfterSeconds);
  }

  synchronized void forgetCertificate() {
    notAfterSeconds = Long.MIN_VALUE;
  }

  void wished(Wish now) {
    wish = now;
  }

  @Nullable Wish wish() {
    return wish;
  }

  void replied(Evidence now) {
    evidence = now;
  }

  @Nullable Evidence evidence() {
    return evidence;
  }
}
