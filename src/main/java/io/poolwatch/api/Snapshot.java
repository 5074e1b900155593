package io.poolwatch.api;

import io.poolwatch.control.ControlJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One page in its latest version. It is looked at whether there is a newer one when somebody asks,
 * twice a second at most, and written and compressed once a version for all who ask. A page that
 * takes long to make is made the more seldom, so that it never takes more than a tenth of one
 * processor. A version that shows the same as the one before has its ETag, but accounts for the
 * events since, and says when it was looked at. Safe for any thread; who asks while a version is
 * made gets the one before, and only who asks for the very first, or when the last is long ago,
 * waits.
 */
final class Snapshot {
  private static final long LEAST_NANOS = 500_000_000;

  /** How many times as long as it took to make a version it is kept at least. */
  private static final int PAUSE = 9;

  /** Some of what it shows changes without an event: then it is looked at all the same. */
  private static final long MOST_NANOS = 5_000_000_000L;

  private final Supplier<Record> body;
  private final Supplier<Views.Head> head;
  private final LongSupplier stamp;
  private final LongSupplier nanos;

  private final ReentrantLock making = new ReentrantLock();
  private volatile @Nullable Version latest;

  /** When it was looked at last; written under {@link #making}, as are the next two. */
  private volatile long lookedNanos;

  private volatile long keptNanos = LEAST_NANOS;
  private long lookedStamp;

  /** How many different ones there were. */
  private long count;

  /**
   * A version as it is sent.
   *
   * @param etag weak: it stands for what is shown, not for its bytes (RFC 9110, 8.8.1)
   */
  record Version(Record body, Views.Head head, String etag, ByteString plain, ByteString gzip) {}

  /**
   * A page that was never asked for.
   *
   * @param body what it shows
   * @param head what stands before that, and makes no new ETag for itself
   * @param stamp changes whenever something has happened
   * @param nanos the time, {@code System.nanoTime()}
   */
  Snapshot(
      Supplier<Record> body, Supplier<Views.Head> head, LongSupplier stamp, LongSupplier nanos) {
    this.body = body;
    this.head = head;
    this.stamp = stamp;
    this.nanos = nanos;
  }

  /** The latest version. */
  Version version() {
    Version known = latest;
    if (known == null || forgotten()) {
      making.lock();
    } else if (!making.tryLock()) {
      return known;
    }
    try {
      return current();
    } finally {
      making.unlock();
    }
  }

  /** Whether nobody asked for so long that the latest version tells of another time. */
  private boolean forgotten() {
    return nanos.getAsLong() - lookedNanos > MOST_NANOS + keptNanos;
  }

  private Version current() {
    long now = nanos.getAsLong();
    long stampNow = stamp.getAsLong();
    Version known = latest;
    if (known != null) {
      long age = now - lookedNanos;
      if (age < keptNanos || (stampNow == lookedStamp && age < MOST_NANOS)) {
        return known;
      }
    }
    Views.Head top = head.get();
    Record shown = body.get();
    if (known == null || !known.body().equals(shown)) {
      known = write(top, shown, "W/\"" + top.node() + ":" + top.start() + ":" + ++count + "\"");
    } else if (!known.head().equals(top)) {
      known = write(top, shown, known.etag());
    }
    latest = known;
    lookedNanos = now;
    lookedStamp = stampNow;
    keptNanos = Math.max(LEAST_NANOS, PAUSE * (nanos.getAsLong() - now));
    return known;
  }

  private static Version write(Views.Head top, Record shown, String etag) {
    ByteString plain = Reply.bytes(ControlJson.line(new Views.Page(top, shown)));
    return new Version(shown, top, etag, plain, compress(plain));
  }

  /** The same, compressed fast. */
  static ByteString compress(ByteString plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length() / 8 + 64);
    try (OutputStream gzip = new FastGzip(out)) {
      gzip.write(plain.toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteString.fromArrayUnsafe(out.toByteArray());
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 16 * 1024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
